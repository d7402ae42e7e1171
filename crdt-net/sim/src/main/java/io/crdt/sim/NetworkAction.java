package io.crdt.sim;

import java.util.Locale;

/** Something that is done to links, or to messages on them. */
sealed interface NetworkAction extends Action {

    /** All links between two nodes break. With {@code late}, what was sent arrives until the ends find out. */
    record BreakLink(int one, int other, boolean late) implements NetworkAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "links between nodes " + one + " and " + other + " break"
                    + (late ? ", but what was sent arrives until they find out" : "");
        }
    }

    /** A node dials another one, whether they are linked or not. */
    record SecondLink(int from, int to) implements NetworkAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + from + " dials node " + to + " once more";
        }
    }

    /** Two groups of nodes no longer hear each other. Which node is in which follows from {@code sides}. */
    record Partition(long sides, long millis) implements NetworkAction, Cut {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        private boolean side(int node) {
            return (new Chance(sides).bits(0, node) & 1) != 0;
        }

        @Override
        public boolean separates(int from, int to) {
            return side(from) != side(to);
        }

        String groups(int nodes) {
            StringBuilder left = new StringBuilder();
            StringBuilder right = new StringBuilder();
            for (int node = 0; node < nodes; node++) {
                (side(node) ? left : right).append(' ').append(node);
            }
            return "nodes" + left + " and" + right + " do not hear each other for " + millis + " ms";
        }
    }

    /** A node neither hears nor is heard. */
    record Isolate(int node, long millis) implements NetworkAction, Cut {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public boolean separates(int from, int to) {
            return (from == node) != (to == node);
        }

        @Override
        public String toString() {
            return "node " + node + " is cut off for " + millis + " ms";
        }
    }

    /** A node no longer hears another one. */
    record OneWayCut(int from, int to, long millis) implements NetworkAction, Cut {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public boolean separates(int sender, int receiver) {
            return sender == from && receiver == to;
        }

        @Override
        public String toString() {
            return "node " + to + " does not hear node " + from + " for " + millis + " ms";
        }
    }

    /** What may become of a message. */
    enum Disturbance {
        LOSE,
        DOUBLE,
        DELAY
    }

    /** For a while something becomes of some of the messages to and from a node. */
    record Disturb(int node, Disturbance what, double probability, long chance, long millis) implements NetworkAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        /** Tells whether it happens to the n-th message of a sender on a link. */
        boolean hits(long sender, long n) {
            return new Chance(chance).fraction(sender, n) < probability;
        }

        @Override
        public String toString() {
            return String.format(
                    "%s %.0f %% of the messages from and to node %d for %d ms",
                    what.name().toLowerCase(Locale.ROOT), 100 * probability, node, millis);
        }
    }

    /** What keeps one node from hearing another one. */
    interface Cut {
        boolean separates(int from, int to);
    }
}
