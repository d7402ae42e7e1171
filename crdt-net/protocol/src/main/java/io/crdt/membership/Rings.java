package io.crdt.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The contacts on three rings, on each in another order that chance has made and everybody knows: by a hash of the ring
 * and the address. If each node is linked to its successors, that is a random 6-regular graph, connected since one ring
 * alone is, and of logarithmic diameter (Bollobás, de la Vega, <i>The Diameter of Random Regular Graphs</i>, 1982). A
 * change costs O(log n).
 */
final class Rings {

    static final int COUNT = 3;

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final List<NavigableMap<Place, Contact>> rings = new ArrayList<>();

    /** Where an address is on a ring; the address only tells those apart whose hashes are equal. */
    private record Place(long hash, String address) {
        static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::hash).thenComparing(Place::address);

        static Place of(int ring, String address) {
            long hash = (FNV_BASIS ^ ring) * FNV_PRIME;
            for (int i = 0; i < address.length(); i++) {
                hash = (hash ^ address.charAt(i)) * FNV_PRIME;
            }
            return new Place(mixed(hash), address);
        }

        private static long mixed(long hash) {
            long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
            mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
            return mixed ^ mixed >>> 33;
        }
    }

    Rings() {
        for (int i = 0; i < COUNT; i++) {
            rings.add(new TreeMap<>(Place.ORDER));
        }
    }

    void add(Contact contact) {
        for (int i = 0; i < COUNT; i++) {
            rings.get(i).put(Place.of(i, contact.address), contact);
        }
    }

    void remove(Contact contact) {
        for (int i = 0; i < COUNT; i++) {
            rings.get(i).remove(Place.of(i, contact.address));
        }
    }

    int size() {
        return rings.get(0).size();
    }

    /** Returns all contacts, in an order that means nothing. */
    Iterable<Contact> all() {
        return rings.get(0).values();
    }

    /** Returns the contacts after an address on a ring, once around. */
    Iterable<Contact> after(int ring, String address) {
        return around(rings.get(ring), Place.of(ring, address));
    }

    /** Returns the contacts before an address on a ring, once around. */
    Iterable<Contact> before(int ring, String address) {
        return around(rings.get(ring).descendingMap(), Place.of(ring, address));
    }

    private static Iterable<Contact> around(NavigableMap<Place, Contact> ring, Place from) {
        Iterator<Contact> ahead = ring.tailMap(from, false).values().iterator();
        Iterator<Contact> behind = ring.headMap(from, false).values().iterator();
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ahead.hasNext() || behind.hasNext();
            }

            @Override
            public Contact next() {
                return ahead.hasNext() ? ahead.next() : behind.next();
            }
        };
    }
}
