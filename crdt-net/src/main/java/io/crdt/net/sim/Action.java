package io.crdt.net.sim;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One thing that is done to a node or the network. It says all about itself, chance included, so that leaving others out
 * does not change it; done to a node that is not there it is nothing.
 */
sealed interface Action {

    void perform(Run run);

    /** A node writes. */
    record Operate(int node, long chance) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null) {
                there.operate(new SplittableRandom(chance));
            }
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
    record Crash(int node, int lost, boolean written, long downMillis) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null && there.isUp()) {
                there.crash(lost, written);
                run.later(downMillis, there::boot);
            }
        }

        @Override
        public String toString() {
            return "node " + node + " crashes for " + downMillis + " ms; what was being written is "
                    + (written ? "there" : "lost")
                    + (lost == 0 ? "" : ", and so are the last " + lost + " records before it");
        }
    }

    /** A node's disk is copied. */
    record BackUp(int node) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null) {
                there.backUp();
            }
        }

        @Override
        public String toString() {
            return "node " + node + " is backed up";
        }
    }

    /** A node stops and starts again from its last backup, if there is one. */
    record Restore(int node, long downMillis) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null && there.hasBackup()) {
                there.restore();
                run.later(downMillis, there::boot);
            }
        }

        @Override
        public String toString() {
            return "node " + node + " is restored from its backup, down for " + downMillis + " ms";
        }
    }

    /** A new node starts from a copy of another one's disk. */
    record CloneDisk(int node, int source) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(source);
            if (there != null) {
                run.join(node, there, there.index(), 0);
            }
        }

        @Override
        public String toString() {
            return "node " + node + " starts from a copy of node " + source + "'s disk";
        }
    }

    /** A snapshot of a running node, taken when it was started last, is started too, as a new node. */
    record Fork(int node, int source) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(source);
            if (there != null) {
                run.fork(node, there);
            }
        }

        @Override
        public String toString() {
            return "node " + node + " starts from a snapshot of node " + source + ", taken when that was started last";
        }
    }

    /** An entry on a node's disk is lost or altered, and the node starts again from that. */
    record DamageDisk(int node, long chance) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null && there.isUp()) {
                there.damage(new SplittableRandom(chance));
            }
        }

        @Override
        public String toString() {
            return "node " + node + "'s disk is damaged";
        }
    }

    /** A new node starts and dials two others. */
    record Join(int node, int first, int second) implements Action {
        @Override
        public void perform(Run run) {
            run.join(node, null, first, second);
        }

        @Override
        public String toString() {
            return "node " + node + " joins by nodes " + first + " and " + second;
        }
    }

    /** A node leaves for good, if two others remain. */
    record Leave(int node) implements Action {
        @Override
        public void perform(Run run) {
            run.leave(node);
        }

        @Override
        public String toString() {
            return "node " + node + " leaves for good";
        }
    }

    /** A node removes another one from the membership. */
    record Retire(int node, int retired) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null) {
                there.retire(retired);
            }
        }

        @Override
        public String toString() {
            return "node " + node + " retires node " + retired;
        }
    }

    /** All links between two nodes break. With {@code late}, what was sent arrives until the ends find out. */
    record BreakLink(int one, int other, boolean late) implements Action {
        @Override
        public void perform(Run run) {
            run.network().breakLinks(one, other, late);
        }

        @Override
        public String toString() {
            return "links between nodes " + one + " and " + other + " break"
                    + (late ? ", but what was sent arrives until they find out" : "");
        }
    }

    /** A node dials another one, whether they are linked or not. */
    record SecondLink(int from, int to) implements Action {
        @Override
        public void perform(Run run) {
            SimNode one = run.node(from);
            SimNode other = run.node(to);
            if (one != null && other != null && from != to) {
                run.network().connect(one, other);
            }
        }

        @Override
        public String toString() {
            return "node " + from + " dials node " + to + " once more";
        }
    }

    /** Two groups of nodes no longer hear each other. Which node is in which follows from {@code sides}. */
    record Partition(long sides, long millis) implements Action, Cut {
        @Override
        public void perform(Run run) {
            run.network().cut(this, millis);
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
    record Isolate(int node, long millis) implements Action, Cut {
        @Override
        public void perform(Run run) {
            run.network().cut(this, millis);
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
    record OneWayCut(int from, int to, long millis) implements Action, Cut {
        @Override
        public void perform(Run run) {
            run.network().cut(this, millis);
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

    /** A node sends slowly. */
    record SlowDown(int node, long millis) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null) {
                there.setSlow(true);
                run.later(millis, () -> there.setSlow(false));
            }
        }

        @Override
        public String toString() {
            return "node " + node + " sends slowly for " + millis + " ms";
        }
    }

    /** A node stands still and reads nothing. */
    record Stall(int node, long millis) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null && there.isUp() && !there.isStalled()) {
                there.stall();
                run.later(millis, there::goOn);
            }
        }

        @Override
        public String toString() {
            return "node " + node + " stands still for " + millis + " ms";
        }
    }

    /** A wall clock jumps. */
    record JumpClock(int node, long millis) implements Action {
        @Override
        public void perform(Run run) {
            SimNode there = run.node(node);
            if (there != null) {
                there.jumpClock(millis);
            }
        }

        @Override
        public String toString() {
            return "node " + node + "'s clock jumps by " + millis + " ms";
        }
    }

    /** What may become of a message. */
    enum Disturbance {
        LOSE,
        DOUBLE,
        DELAY
    }

    /** For a while something becomes of some of the messages to and from a node. */
    record Disturb(int node, Disturbance what, double probability, long chance, long millis) implements Action {
        @Override
        public void perform(Run run) {
            run.network().disturb(this, millis);
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
