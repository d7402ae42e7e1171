package io.crdt.internal;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/** A lazy walk over the entries of a trie in the order of {@link MapNode#forEach}. */
final class MapIterator<K, V> implements Iterator<Map.Entry<K, V>> {
    private final MapNode<?, ?>[] ancestors = new MapNode<?, ?>[MapNode.MAX_DEPTH];
    private final int[] ancestorSlots = new int[MapNode.MAX_DEPTH];
    private int depth;

    private MapNode<K, V> node;
    private int dataSlots;
    private int dataSlot;

    MapIterator(MapNode<K, V> root) {
        node = root;
        enter();
        findData();
    }

    private void enter() {
        dataSlots = node.dataSlots();
        dataSlot = 0;
        ancestors[depth] = node;
        ancestorSlots[depth] = node.slots.length;
        depth++;
    }

    @SuppressWarnings("unchecked") // the ancestors are nodes of the same trie
    private void findData() {
        while (dataSlot == dataSlots && depth > 0) {
            MapNode<K, V> ancestor = (MapNode<K, V>) ancestors[depth - 1];
            int slot = --ancestorSlots[depth - 1];
            if (slot < ancestor.dataSlots()) {
                depth--;
            } else {
                node = ancestor.nodeAt(slot);
                enter();
            }
        }
    }

    @Override
    public boolean hasNext() {
        return dataSlot < dataSlots;
    }

    @Override
    public Map.Entry<K, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<K, V> entry = Map.entry(node.keyAt(dataSlot), node.valueAt(dataSlot));
        dataSlot += 2;
        findData();
        return entry;
    }
}
