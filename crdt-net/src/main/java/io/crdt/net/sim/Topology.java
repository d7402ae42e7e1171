package io.crdt.net.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which nodes want to be linked with which. Every topology is connected. */
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

    /** A random tree and some more; a few pairs dial each other from both sides. */
    RANDOM {
        @Override
        List<Pair> pairs(int nodes, RandomGenerator random) {
            List<Pair> pairs = new ArrayList<>();
            for (int from = 1; from < nodes; from++) {
                pairs.add(new Pair(from, random.nextInt(from)));
            }
            for (int i = 0; i < nodes; i++) {
                Pair extra = new Pair(random.nextInt(nodes), random.nextInt(nodes));
                if (extra.from() != extra.to() && !pairs.contains(extra)) {
                    pairs.add(extra);
                }
            }
            return pairs;
        }
    };

    /** Two nodes to be linked; the first one dials. */
    record Pair(int from, int to) {}

    abstract List<Pair> pairs(int nodes, RandomGenerator random);
}
