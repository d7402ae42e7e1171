package io.crdt.internal;

import java.util.Arrays;

/**
 * A reusable draft of one node above the collisions, filled in the ascending order of bits.
 *
 * <p>It keeps nodes canonical: a subtree of one entry becomes that entry, an empty one vanishes.
 */
final class MapNodeDraft<K, V> {
    private final Object[] slots = new Object[2 << MapNode.BITS_PER_LEVEL];
    private int dataMap;
    private int nodeMap;
    private int dataEnd;
    private int nodeStart;

    void clear() {
        dataMap = 0;
        nodeMap = 0;
        dataEnd = 0;
        nodeStart = slots.length;
    }

    void addEntry(int bit, Object key, Object value) {
        dataMap |= bit;
        slots[dataEnd++] = key;
        slots[dataEnd++] = value;
    }

    void addSubtree(int bit, MapNode<K, V> subtree) {
        if (subtree.isSingle()) {
            addEntry(bit, subtree.slots[0], subtree.slots[1]);
        } else if (!subtree.isEmpty()) {
            addNode(bit, subtree);
        }
    }

    /** Adds a subtree that is known to hold two entries or more, without looking into it. */
    void addNode(int bit, MapNode<K, V> subtree) {
        nodeMap |= bit;
        slots[--nodeStart] = subtree;
    }

    boolean isSameAs(MapNode<K, V> node) {
        if (dataMap != node.dataMap || nodeMap != node.nodeMap) {
            return false;
        }
        int gap = nodeStart - dataEnd;
        for (int slot = 0; slot < node.slots.length; slot++) {
            if (slots[slot < dataEnd ? slot : slot + gap] != node.slots[slot]) {
                return false;
            }
        }
        return true;
    }

    MapNode<K, V> toNode() {
        if (dataEnd == 0 && nodeStart == slots.length) {
            return MapNode.empty();
        }
        int nodes = slots.length - nodeStart;
        Object[] exact = Arrays.copyOf(slots, dataEnd + nodes);
        System.arraycopy(slots, nodeStart, exact, dataEnd, nodes);
        return new MapNode<>(dataMap, nodeMap, exact);
    }
}
