package io.crdt.internal;

import java.util.Arrays;

/**
 * A list of entries that becomes a trie from the bottom up, every array being allocated once and in its final size.
 *
 * <p>Sorted by hash, the entries of each node are neighbours.
 */
final class MapLoad<K, V> {
    private static final int INITIAL_CAPACITY = 16;

    private Object[] entries = new Object[2 * INITIAL_CAPACITY];
    /** The hash in the upper half, the index of the entry in the lower half, which keeps equal hashes in order. */
    private long[] hashesAndIndexes = new long[INITIAL_CAPACITY];

    private int count;
    private int distinctKeys;
    private final MapNodeDrafts<K, V> drafts = new MapNodeDrafts<>();

    void add(K key, V value, int hash) {
        if (count == hashesAndIndexes.length) {
            hashesAndIndexes = Arrays.copyOf(hashesAndIndexes, 2 * count);
            entries = Arrays.copyOf(entries, 4 * count);
        }
        entries[2 * count] = key;
        entries[2 * count + 1] = value;
        hashesAndIndexes[count] = ((long) toUnsignedOrder(hash) << Integer.SIZE) | count;
        count++;
    }

    /** Returns the int whose signed order is the unsigned order of the hash, and the hash for that int. */
    private static int toUnsignedOrder(int hash) {
        return hash ^ Integer.MIN_VALUE;
    }

    /** Returns the number of keys in the node made last. */
    int distinctKeys() {
        return distinctKeys;
    }

    MapNode<K, V> toNode() {
        Arrays.sort(hashesAndIndexes, 0, count);
        distinctKeys = 0;
        return toNode(0, count, 0);
    }

    private MapNode<K, V> toNode(int from, int to, int shift) {
        if (shift == MapNode.DIGEST_SHIFT) {
            return ofOneHash(from, to);
        }
        MapNodeDraft<K, V> draft = drafts.cleared(shift);
        int start = from;
        while (start < to) {
            int bit = MapNode.bit(way(start), shift);
            int end = start + 1;
            while (end < to && MapNode.bit(way(end), shift) == bit) {
                end++;
            }
            if (end - start == 1) {
                draft.addEntry(bit, key(start), value(start));
                distinctKeys++;
            } else {
                draft.addSubtree(bit, toNode(start, end, shift + MapNode.BITS_PER_LEVEL));
            }
            start = end;
        }
        return draft.toNode();
    }

    private MapNode<K, V> ofOneHash(int from, int to) {
        int lastOfKey = from;
        while (lastOfKey + 1 < to && key(lastOfKey + 1).equals(key(from))) {
            lastOfKey++;
        }
        if (lastOfKey == to - 1) {
            distinctKeys++;
            return new MapNode<>(0, 0, new Object[] {key(from), value(lastOfKey)}); // becomes an entry of its parent
        }
        MapNode<K, V> node = MapNode.empty();
        for (int i = from; i < to; i++) {
            node = node.put(key(i), value(i), way(i), MapNode.DIGEST_SHIFT);
        }
        node.forEach((key, value) -> distinctKeys++);
        return node;
    }

    private long way(int i) {
        return MapNode.way(toUnsignedOrder((int) (hashesAndIndexes[i] >>> Integer.SIZE)));
    }

    @SuppressWarnings("unchecked") // put there by add
    private K key(int i) {
        return (K) entries[2 * (int) hashesAndIndexes[i]];
    }

    @SuppressWarnings("unchecked") // put there by add
    private V value(int i) {
        return (V) entries[2 * (int) hashesAndIndexes[i] + 1];
    }
}
