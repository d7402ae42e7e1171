package io.crdt.internal;

import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie of a {@link PersistentMap}, covering the keys whose hashes share a prefix.
 *
 * <p>One array holds the entries (key, value, key, value, ...) from its start and the child nodes from its end, both in
 * the order of their bits in {@code dataMap} and {@code nodeMap}. Every node but the root holds two entries or more, which
 * makes the shape canonical.
 *
 * <p>The bits of the hash code choose the way through the first levels. Keys of one hash code are easy to make, and a peer
 * may send many of them, so the way goes on by the bits of a {@link KeyDigest}, which is computed only there. Below its last
 * bit there are only entries, in any order, and no bits.
 */
final class MapNode<K, V> {
    static final int BITS_PER_LEVEL = 5;

    /** The shift of the first level below the hash code, where the digest begins, and of the level below the digest. */
    static final int DIGEST_SHIFT = levels(Integer.SIZE) * BITS_PER_LEVEL;

    static final int COLLISION_SHIFT = DIGEST_SHIFT + levels(Long.SIZE) * BITS_PER_LEVEL;
    static final int MAX_DEPTH = COLLISION_SHIFT / BITS_PER_LEVEL + 1;

    /** Keys of one hash code that are looked at to {@linkplain #findKey find} one. */
    static final int MAX_TRIED = 64;

    private static final MapNode<?, ?> EMPTY = new MapNode<>(0, 0, new Object[0]);

    final int dataMap;
    final int nodeMap;
    final Object[] slots;

    MapNode(int dataMap, int nodeMap, Object[] slots) {
        this.dataMap = dataMap;
        this.nodeMap = nodeMap;
        this.slots = slots;
    }

    @SuppressWarnings("unchecked") // the empty node holds neither a K nor a V
    static <K, V> MapNode<K, V> empty() {
        return (MapNode<K, V>) EMPTY;
    }

    private static int levels(int bits) {
        return (bits + BITS_PER_LEVEL - 1) / BITS_PER_LEVEL;
    }

    /** Returns the hash code of the key after the finalizer of MurmurHash3, a bijection: no new collisions. */
    static int hash(Object key) {
        return spread(Objects.requireNonNull(key, PersistentMap.NULL_REFUSED).hashCode());
    }

    static int spread(int hashCode) {
        int hash = (hashCode ^ (hashCode >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    static boolean isCollision(int shift) {
        return shift >= COLLISION_SHIFT;
    }

    /** Returns the bits that choose the way through the levels from the root on. */
    static long way(int hash) {
        return (long) hash << Integer.SIZE;
    }

    /** Returns the bits that choose the way through the level of the shift, given those for the level above it. */
    static long wayBelow(Object key, long wayAbove, int shift) {
        return shift == DIGEST_SHIFT ? KeyDigest.of(key) : wayAbove;
    }

    /** Returns the bit of a level, which is the next highest bits of the way. */
    static int bit(long way, int shift) {
        return 1
                << (int) ((way << (shift < DIGEST_SHIFT ? shift : shift - DIGEST_SHIFT))
                        >>> (Long.SIZE - BITS_PER_LEVEL));
    }

    boolean isEmpty() {
        return slots.length == 0;
    }

    boolean isSingle() {
        return slots.length == 2 && nodeMap == 0;
    }

    int dataSlots() {
        return slots.length - Integer.bitCount(nodeMap);
    }

    boolean hasData(int bit) {
        return (dataMap & bit) != 0;
    }

    boolean hasNode(int bit) {
        return (nodeMap & bit) != 0;
    }

    int dataSlot(int bit) {
        return 2 * Integer.bitCount(dataMap & (bit - 1));
    }

    int nodeSlot(int bit) {
        return slots.length - 1 - Integer.bitCount(nodeMap & (bit - 1));
    }

    @SuppressWarnings("unchecked") // even data slots hold keys
    K keyAt(int slot) {
        return (K) slots[slot];
    }

    @SuppressWarnings("unchecked") // odd data slots hold values
    V valueAt(int slot) {
        return (V) slots[slot + 1];
    }

    @SuppressWarnings("unchecked") // slots behind the data hold nodes
    MapNode<K, V> nodeAt(int slot) {
        return (MapNode<K, V>) slots[slot];
    }

    /** Returns what this node holds at the bit as a node of the next level, even if it is one entry or nothing. */
    MapNode<K, V> subtree(int bit, int shift) {
        if (hasNode(bit)) {
            return nodeAt(nodeSlot(bit));
        }
        if (!hasData(bit)) {
            return empty();
        }
        int slot = dataSlot(bit);
        Object key = slots[slot];
        int below = shift + BITS_PER_LEVEL;
        long way = below < DIGEST_SHIFT ? way(hash(key)) : KeyDigest.of(key);
        return new MapNode<>(isCollision(below) ? 0 : bit(way, below), 0, new Object[] {key, slots[slot + 1]});
    }

    @Nullable
    V find(Object key, int hash) {
        MapNode<K, V> node = this;
        long way = way(hash);
        for (int shift = 0; !isCollision(shift); shift += BITS_PER_LEVEL) {
            way = wayBelow(key, way, shift);
            int bit = bit(way, shift);
            if (node.hasData(bit)) {
                int slot = node.dataSlot(bit);
                return key.equals(node.slots[slot]) ? node.valueAt(slot) : null;
            }
            if (!node.hasNode(bit)) {
                return null;
            }
            node = node.nodeAt(node.nodeSlot(bit));
        }
        int slot = node.collisionSlot(key);
        return slot < 0 ? null : node.valueAt(slot);
    }

    /** Returns one of the keys of this hash that the predicate accepts, or null; no more than {@value #MAX_TRIED} are tried. */
    @Nullable
    K findKey(int hash, Predicate<? super K> isIt) {
        MapNode<K, V> node = this;
        long way = way(hash);
        for (int shift = 0; shift < DIGEST_SHIFT; shift += BITS_PER_LEVEL) {
            int bit = bit(way, shift);
            if (node.hasData(bit)) {
                K key = node.keyAt(node.dataSlot(bit));
                return hash(key) == hash && isIt.test(key) ? key : null;
            }
            if (!node.hasNode(bit)) {
                return null;
            }
            node = node.nodeAt(node.nodeSlot(bit));
        }
        Iterator<Map.Entry<K, V>> ofHash = new MapIterator<>(node);
        for (int tried = 0; tried < MAX_TRIED && ofHash.hasNext(); tried++) {
            K key = ofHash.next().getKey();
            if (isIt.test(key)) {
                return key;
            }
        }
        return null;
    }

    int collisionSlot(Object key) {
        for (int slot = 0; slot < slots.length; slot += 2) {
            if (key.equals(slots[slot])) {
                return slot;
            }
        }
        return -1;
    }

    MapNode<K, V> put(K key, V value, int hash) {
        return put(key, value, way(hash), 0);
    }

    /** Returns this node of the level of the shift with the value at the key, whose way leads to it. */
    MapNode<K, V> put(K key, V value, long wayAbove, int shift) {
        if (isCollision(shift)) {
            int slot = collisionSlot(key);
            return slot < 0 ? withData(0, slots.length, key, value) : withSlot(slot + 1, value);
        }
        long way = wayBelow(key, wayAbove, shift);
        int bit = bit(way, shift);
        if (hasNode(bit)) {
            int slot = nodeSlot(bit);
            return withSlot(slot, nodeAt(slot).put(key, value, way, shift + BITS_PER_LEVEL));
        }
        int slot = dataSlot(bit);
        if (!hasData(bit)) {
            return withData(bit, slot, key, value);
        }
        if (key.equals(slots[slot])) {
            return withSlot(slot + 1, value);
        }
        return withNodeForData(bit, subtree(bit, shift).put(key, value, way, shift + BITS_PER_LEVEL));
    }

    MapNode<K, V> remove(Object key, int hash) {
        return remove(key, way(hash), 0);
    }

    private MapNode<K, V> remove(Object key, long wayAbove, int shift) {
        if (isCollision(shift)) {
            int slot = collisionSlot(key);
            return slot < 0 ? this : withoutData(0, slot);
        }
        long way = wayBelow(key, wayAbove, shift);
        int bit = bit(way, shift);
        if (hasData(bit)) {
            int slot = dataSlot(bit);
            return key.equals(slots[slot]) ? withoutData(bit, slot) : this;
        }
        if (!hasNode(bit)) {
            return this;
        }
        MapNode<K, V> child = nodeAt(nodeSlot(bit)).remove(key, way, shift + BITS_PER_LEVEL);
        return child.isSingle() ? withDataForNode(bit, child) : withSlot(nodeSlot(bit), child);
    }

    private MapNode<K, V> withSlot(int slot, Object content) {
        if (slots[slot] == content) {
            return this;
        }
        Object[] copy = slots.clone();
        copy[slot] = content;
        return new MapNode<>(dataMap, nodeMap, copy);
    }

    private MapNode<K, V> withData(int bit, int slot, Object key, Object value) {
        Object[] copy = new Object[slots.length + 2];
        System.arraycopy(slots, 0, copy, 0, slot);
        copy[slot] = key;
        copy[slot + 1] = value;
        System.arraycopy(slots, slot, copy, slot + 2, slots.length - slot);
        return new MapNode<>(dataMap | bit, nodeMap, copy);
    }

    private MapNode<K, V> withoutData(int bit, int slot) {
        Object[] copy = new Object[slots.length - 2];
        System.arraycopy(slots, 0, copy, 0, slot);
        System.arraycopy(slots, slot + 2, copy, slot, copy.length - slot);
        return new MapNode<>(dataMap ^ bit, nodeMap, copy);
    }

    private MapNode<K, V> withNodeForData(int bit, MapNode<K, V> child) {
        int from = dataSlot(bit);
        Object[] copy = new Object[slots.length - 1];
        int to = copy.length - 1 - Integer.bitCount(nodeMap & (bit - 1));
        System.arraycopy(slots, 0, copy, 0, from);
        System.arraycopy(slots, from + 2, copy, from, to - from);
        copy[to] = child;
        System.arraycopy(slots, to + 2, copy, to + 1, copy.length - to - 1);
        return new MapNode<>(dataMap ^ bit, nodeMap | bit, copy);
    }

    private MapNode<K, V> withDataForNode(int bit, MapNode<K, V> single) {
        int from = nodeSlot(bit);
        int to = dataSlot(bit);
        Object[] copy = new Object[slots.length + 1];
        System.arraycopy(slots, 0, copy, 0, to);
        System.arraycopy(single.slots, 0, copy, to, 2);
        System.arraycopy(slots, to, copy, to + 2, from - to);
        System.arraycopy(slots, from + 1, copy, from + 2, slots.length - from - 1);
        return new MapNode<>(dataMap | bit, nodeMap ^ bit, copy);
    }

    void forEach(BiConsumer<? super K, ? super V> action) {
        int dataSlots = dataSlots();
        for (int slot = 0; slot < dataSlots; slot += 2) {
            action.accept(keyAt(slot), valueAt(slot));
        }
        for (int slot = slots.length - 1; slot >= dataSlots; slot--) {
            nodeAt(slot).forEach(action);
        }
    }

    /** Returns the sum over the entries that {@link java.util.Map#hashCode} demands. */
    int contentHash() {
        int dataSlots = dataSlots();
        int sum = 0;
        for (int slot = 0; slot < dataSlots; slot += 2) {
            sum += slots[slot].hashCode() ^ slots[slot + 1].hashCode();
        }
        for (int slot = dataSlots; slot < slots.length; slot++) {
            sum += nodeAt(slot).contentHash();
        }
        return sum;
    }

    /** Tells whether both have the same keys and, unless only those are asked for, the same values at them. */
    boolean sameContent(MapNode<?, ?> other, boolean onlyKeys, int shift) {
        if (this == other) {
            return true;
        }
        if (dataMap != other.dataMap || nodeMap != other.nodeMap || slots.length != other.slots.length) {
            return false;
        }
        return isCollision(shift)
                ? sameCollisions(other, onlyKeys)
                : sameData(other, onlyKeys) && sameNodes(other, onlyKeys, shift);
    }

    private boolean sameData(MapNode<?, ?> other, boolean onlyKeys) {
        int dataSlots = dataSlots();
        for (int slot = 0; slot < dataSlots; slot += onlyKeys ? 2 : 1) {
            if (slots[slot] != other.slots[slot] && !slots[slot].equals(other.slots[slot])) {
                return false;
            }
        }
        return true;
    }

    private boolean sameNodes(MapNode<?, ?> other, boolean onlyKeys, int shift) {
        for (int slot = dataSlots(); slot < slots.length; slot++) {
            if (!nodeAt(slot).sameContent(other.nodeAt(slot), onlyKeys, shift + BITS_PER_LEVEL)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameCollisions(MapNode<?, ?> other, boolean onlyKeys) {
        for (int slot = 0; slot < slots.length; slot += 2) {
            int otherSlot = other.collisionSlot(slots[slot]);
            if (otherSlot < 0 || !onlyKeys && !slots[slot + 1].equals(other.slots[otherSlot + 1])) {
                return false;
            }
        }
        return true;
    }
}
