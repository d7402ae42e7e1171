package io.crdt.sim;

/** Something that is done to a node or by it, if it is there. */
sealed interface NodeAction extends Action {

    /** Returns the index of the node. */
    int node();

    /** A node writes. */
    record Operate(int node, long chance) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " writes";
        }
    }

    /**
     * A node stops at once.
     *
     * @param lost how many of the records that the disk had acknowledged are not there
     * @param written whether what was being written is there
     */
    record Crash(int node, int lost, boolean written, long downMillis) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " crashes for " + downMillis + " ms; what was being written is "
                    + (written ? "there" : "lost")
                    + (lost == 0 ? "" : ", and so are the last " + lost + " records before it");
        }
    }

    /** A node's disk is copied. */
    record BackUp(int node) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " is backed up";
        }
    }

    /** A node stops and starts again from its last backup, if there is one. */
    record Restore(int node, long downMillis) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " is restored from its backup, down for " + downMillis + " ms";
        }
    }

    /** An entry on a node's disk is lost or altered, and the node starts again from that. */
    record DamageDisk(int node, long chance) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + "'s disk is damaged";
        }
    }

    /** A node leaves for good, if two others remain. */
    record Leave(int node) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " leaves for good";
        }
    }

    /** A node removes another one from the membership. */
    record Retire(int node, int retired) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " retires node " + retired;
        }
    }

    /** A node sends slowly. */
    record SlowDown(int node, long millis) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " sends slowly for " + millis + " ms";
        }
    }

    /** A node stands still and reads nothing. */
    record Stall(int node, long millis) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + " stands still for " + millis + " ms";
        }
    }

    /** A wall clock jumps. */
    record JumpClock(int node, long millis) implements NodeAction {
        @Override
        public void accept(Handler handler) {
            handler.handle(this);
        }

        @Override
        public String toString() {
            return "node " + node + "'s clock jumps by " + millis + " ms";
        }
    }
}
