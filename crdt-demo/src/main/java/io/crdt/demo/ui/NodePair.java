package io.crdt.demo.ui;

/**
 * Two nodes, in either order.
 *
 * @param a the index of the one that comes first
 * @param b the index of the other one
 */
record NodePair(int a, int b) {

    static NodePair of(int one, int other) {
        if (one == other) {
            throw new IllegalArgumentException(
                    "a link needs two nodes, but both are node-" + (one + 1) + "; nothing was changed");
        }
        return new NodePair(Math.min(one, other), Math.max(one, other));
    }

    @Override
    public String toString() {
        return "node-" + (a + 1) + " and node-" + (b + 1);
    }
}
