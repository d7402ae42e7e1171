package io.crdt.membership;

import io.crdt.replica.ReplicaId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The addresses that a {@link View} knows: found by text, by whose data is there, and along the {@link Rings}. */
final class Contacts {

    final Rings rings = new Rings();
    private final Map<String, Contact> byAddress = new HashMap<>();
    private final Map<String, Contact> seeds = new TreeMap<>();
    private final Map<Long, Set<Contact>> byCopy = new HashMap<>();
    private @Nullable String self;

    /** From now on this address is that of the node itself, which stands on no ring. */
    void setSelf(String address) {
        self = address;
        Contact own = byAddress.get(address);
        if (own != null) {
            rings.remove(own);
        }
    }

    void addSeed(String address) {
        Contact seed = getOrAdd(address);
        seed.seed = true;
        seeds.put(address, seed);
    }

    void removeSeed(String address) {
        Contact seed = seeds.remove(address);
        if (seed != null) {
            seed.seed = false;
            forgetIfNobody(seed);
        }
    }

    Collection<Contact> seeds() {
        return seeds.values();
    }

    @Nullable
    Contact get(String address) {
        return byAddress.get(address);
    }

    void forEach(Consumer<Contact> action) {
        byAddress.values().forEach(action);
    }

    /** Takes note of who is listed at an address; null if nobody is. */
    void list(String address, @Nullable ReplicaId replica) {
        Contact contact = getOrAdd(address);
        if (contact.member != null) {
            byCopy.computeIfPresent(
                    contact.member.high(), (copy, all) -> all.remove(contact) && all.isEmpty() ? null : all);
        }
        contact.member = replica;
        if (replica != null) {
            byCopy.computeIfAbsent(replica.high(), copy -> new LinkedHashSet<>())
                    .add(contact);
        }
        if (replica != null && !address.equals(self)) {
            rings.add(contact);
        } else {
            rings.remove(contact);
        }
        forgetIfNobody(contact);
    }

    /** Returns where a replica is listed, in whatever life; clones of its data are listed beside it. */
    Set<Contact> ofCopy(ReplicaId replica) {
        return byCopy.getOrDefault(replica.high(), Set.of());
    }

    /** Tells whether somebody is listed at the address, or who was met there is listed elsewhere. */
    boolean isListed(Contact contact) {
        return contact.member != null || contact.met != null && byCopy.containsKey(contact.met.high());
    }

    /** Of an address that is neither listed nor named nothing is kept, but until what is under way there has ended. */
    void forgetIfNobody(Contact contact) {
        if (contact.member == null && !contact.seed && contact.isIdle()) {
            byAddress.remove(contact.address);
        }
    }

    private Contact getOrAdd(String address) {
        return byAddress.computeIfAbsent(address, Contact::new);
    }
}
