package io.crdt.sim;

/** A node comes that was not there before. */
sealed interface Arrival extends Action {

    /** A new node starts and dials two others. */
    record Join(int node, int first, int second) implements Arrival {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " joins by nodes " + first + " and " + second;
        }
    }

    /** A new node starts from a copy of another one's disk. */
    record CloneDisk(int node, int source) implements Arrival {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " starts from a copy of node " + source + "'s disk";
        }
    }

    /** A snapshot of a running node, taken when it was started last, is started too, as a new node. */
    record Fork(int node, int source) implements Arrival {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " starts from a snapshot of node " + source + ", taken when that was started last";
        }
    }
}
