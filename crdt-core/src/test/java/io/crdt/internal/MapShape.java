package io.crdt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The shape of the trie of a {@link PersistentMap}: which nodes hold what, without the order of colliding keys. */
final class MapShape {
    private MapShape() {}

    /** Returns a description of the shape after making sure that it is canonical. */
    static String of(PersistentMap<?, ?> map) {
        StringBuilder shape = new StringBuilder();
        describe(map.root(), 0, shape);
        assertEquals(map.size(), countEntries(map.root()), "size");
        return shape.toString();
    }

    private static void describe(MapNode<?, ?> node, int shift, StringBuilder shape) {
        assertTrue(shift == 0 || countEntries(node) >= 2, "a node below the root holds two entries or more");
        assertEquals(0, node.dataMap & node.nodeMap, "no bit is both data and node");
        if (MapNode.isCollision(shift)) {
            assertEquals(0, node.dataMap | node.nodeMap, "collisions have no bits");
            shape.append('#').append(node.slots.length);
            return;
        }
        int expectedSlots = 2 * Integer.bitCount(node.dataMap) + Integer.bitCount(node.nodeMap);
        assertEquals(expectedSlots, node.slots.length, "the array is as long as its content");
        shape.append(Integer.toHexString(node.dataMap)).append('(').append(Integer.toHexString(node.nodeMap));
        for (int slot = node.slots.length - 1; slot >= node.dataSlots(); slot--) {
            describe(node.nodeAt(slot), shift + MapNode.BITS_PER_LEVEL, shape.append(' '));
        }
        shape.append(')');
    }

    private static int countEntries(MapNode<?, ?> node) {
        int count = node.dataSlots() / 2;
        for (int slot = node.dataSlots(); slot < node.slots.length; slot++) {
            count += countEntries(node.nodeAt(slot));
        }
        return count;
    }
}
