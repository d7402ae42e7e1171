package io.crdt.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Which nodes want to be linked with which, or know each other at first. Every topology is connected. */
public enum Topology {
    /** Each with each. */
    MESH {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            List<Pair> pairs = new ArrayList<>();
            for (int from = 0; from < nodes; from++) {
                for (int to = from + 1; to < nodes; to++) {
                    pairs.add(new Pair(from, to));
                }
            }
            return pairs;
        }
    },

    /** Each with the next one. */
    CHAIN {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            List<Pair> pairs = new ArrayList<>();
            for (int to = 1; to < nodes; to++) {
                pairs.add(new Pair(to - 1, to));
            }
            return pairs;
        }
    },

    /** Each with the next one, and the last with the first. */
    RING {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            List<Pair> pairs = CHAIN.pairs(nodes, random);
            if (nodes > 2) {
                pairs.add(new Pair(nodes - 1, 0));
            }
            return pairs;
        }
    },

    /** All with the first one. */
    STAR {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            List<Pair> pairs = new ArrayList<>();
            for (int from = 1; from < nodes; from++) {
                pairs.add(new Pair(from, 0));
            }
            return pairs;
        }
    },

    /** Each with one of the earlier ones. */
    TREE {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            List<Pair> pairs = new ArrayList<>();
            for (int from = 1; from < nodes; from++) {
                pairs.add(new Pair(from, random.nextInt(from)));
            }
            return pairs;
        }
    },

    /** Three rings, two of them in random order: each is linked to six others, as with partial views. */
    REGULAR {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            Set<Pair> pairs = new LinkedHashSet<>(RING.pairs(nodes, random));
            for (int ring = 1; ring < RINGS; ring++) {
                List<Integer> order = shuffled(nodes, random);
                for (int i = 0; i < nodes; i++) {
                    int from = order.get(i);
                    int to = order.get((i + 1) % nodes);
                    if (!pairs.contains(new Pair(to, from))) {
                        pairs.add(new Pair(from, to));
                    }
                }
            }
            return new ArrayList<>(pairs);
        }
    },

    /**
     * Nobody is told but of one other node: each lists itself among the {@link io.crdt.membership.Members}, finds the others
     * there, and is linked to those that its {@link io.crdt.membership.View} wants; to all of up to 50, beyond that on
     * rings.
     */
    DISCOVERY {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            return STAR.pairs(nodes, random);
        }
    },

    /** A random tree and some more; a few pairs dial each other from both sides. */
    RANDOM {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            List<Pair> pairs = new ArrayList<>();
            pairs.addAll(TREE.pairs(nodes, random));
            for (int i = 0; i < nodes; i++) {
                Pair extra = new Pair(random.nextInt(nodes), random.nextInt(nodes));
                if (extra.from() != extra.to() && !pairs.contains(extra)) {
                    pairs.add(extra);
                }
            }
            return pairs;
        }
    };

    private static final int RINGS = 3;

    /** Two nodes to be linked; the first one dials. */
    record Pair(int from, int to) {}

    abstract List<Pair> pairs(int nodes, RandomGenerator random);

    private static List<Integer> shuffled(int nodes, RandomGenerator random) {
        List<Integer> order = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            order.add(node);
        }
        for (int i = nodes - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        return order;
    }
}
