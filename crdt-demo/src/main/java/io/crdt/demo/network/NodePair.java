package io.crdt.demo.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Two nodes, in either order.
 *
 * @param a the index of the one that comes first
 * @param b the index of the other one
 */
public record NodePair(int a, int b) {

    /** Returns the pair of two nodes.
     *
     * @throws IllegalArgumentException if both are the same one
     */
    public static NodePair of(int one, int other) {
        if (one == other) {
            throw new IllegalArgumentException(
                    "a link needs two nodes, but both are node-" + (one + 1) + "; nothing was changed");
        }
        return new NodePair(Math.min(one, other), Math.max(one, other));
    }

    /** Returns all pairs of a node of the first half and one of the second. */
    public static List<NodePair> acrossTheMiddle(int nodes) {
        List<NodePair> across = new ArrayList<>();
        for (int a = 0; a < nodes / 2; a++) {
            for (int b = nodes / 2; b < nodes; b++) {
                across.add(new NodePair(a, b));
            }
        }
        return across;
    }

    @Override
    public String toString() {
        return "node-" + (a + 1) + " and node-" + (b + 1);
    }
}
