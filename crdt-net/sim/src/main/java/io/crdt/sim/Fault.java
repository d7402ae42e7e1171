package io.crdt.sim;

/**
 * What may go wrong. TCP neither loses, doubles nor reorders messages, and the protocol does not have to be quick if it
 * does; but it has to be right.
 *
 * <p>All invariants hold under all faults but two. {@link #FORK} and {@link #DAMAGE} falsify what an operation has left
 * somewhere, and nobody can tell what was right; they are seldom, so that most histories are checked in full. From such a
 * fault on
 *
 * <ul>
 *   <li>an object that was damaged, or that one of the two processes of a fork wrote to under their common incarnation, is
 *       not held against its history any more (invariants 1, 4, 7, 8); all others are,
 *   <li>states with equal contexts may differ in the dot that was damaged, and in those that were written or removed under
 *       the common incarnation, but in nothing else of any object (3, 5); what a restart finds has been reached, as ever
 *       (11),
 *   <li>everything else holds as ever, and in the end all are equal, in all objects, and no two write under one incarnation.
 * </ul>
 */
public enum Fault {
    /** For a while, messages of one node are lost. */
    LOSS(0.02) {
        @Override
        void plan(Planner planner) {
            planner.add(new NetworkAction.Disturb(
                    planner.anyNode(),
                    NetworkAction.Disturbance.LOSE,
                    planner.probability(),
                    planner.bits(),
                    planner.upTo(4000)));
        }
    },

    /** For a while, messages of one node arrive twice, the second time late. */
    DUPLICATION(0.02) {
        @Override
        void plan(Planner planner) {
            planner.add(new NetworkAction.Disturb(
                    planner.anyNode(),
                    NetworkAction.Disturbance.DOUBLE,
                    planner.probability(),
                    planner.bits(),
                    planner.upTo(4000)));
        }
    },

    /** For a while, messages of one node arrive late, overtaken by later ones. */
    REORDERING(0.02) {
        @Override
        void plan(Planner planner) {
            planner.add(new NetworkAction.Disturb(
                    planner.anyNode(),
                    NetworkAction.Disturbance.DELAY,
                    planner.probability(),
                    planner.bits(),
                    planner.upTo(4000)));
        }
    },

    /** A link breaks, and what is on its way is lost; its ends find out one after the other. */
    BREAK(0.05) {
        @Override
        void plan(Planner planner) {
            planner.add(new NetworkAction.BreakLink(planner.anyNode(), planner.anyNode(), false));
        }
    },

    /** A link comes and goes, several times a second. */
    FLAPPING(0.005) {
        @Override
        void plan(Planner planner) {
            int one = planner.anyNode();
            int other = planner.anyNode();
            for (long after = 0, n = planner.upTo(12); n > 0; n--) {
                after += planner.upTo(500);
                planner.addAfter(after, new NetworkAction.BreakLink(one, other, false));
            }
        }
    },

    /** Two sessions at once: a second link between two nodes, or a new one while the old one still delivers. */
    SESSIONS(0.02) {
        @Override
        void plan(Planner planner) {
            int one = planner.anyNode();
            int other = planner.anyNode();
            planner.add(
                    planner.upTo(2) == 1
                            ? new NetworkAction.SecondLink(one, other)
                            : new NetworkAction.BreakLink(one, other, true));
        }
    },

    /** Two groups of nodes no longer hear each other, for a while. */
    PARTITION(0.015) {
        @Override
        void plan(Planner planner) {
            planner.add(new NetworkAction.Partition(planner.bits(), planner.upTo(8000)));
        }
    },

    /** One node after the other is cut off. */
    ROLLING_PARTITION(0.003) {
        @Override
        void plan(Planner planner) {
            long each = planner.upTo(3000);
            for (int i = 0, first = planner.anyNode(); i < planner.nodes(); i++) {
                planner.addAfter(
                        i * each, new NetworkAction.Isolate((first + i) % planner.nodes(), each + planner.upTo(500)));
            }
        }
    },

    /** A node no longer hears another one, but is heard. */
    ONE_WAY(0.02) {
        @Override
        void plan(Planner planner) {
            planner.add(new NetworkAction.OneWayCut(planner.anyNode(), planner.anyNode(), planner.upTo(4000)));
        }
    },

    /** A node sends a hundred times slower for a while. */
    SLOW(0.015) {
        @Override
        void plan(Planner planner) {
            planner.add(new NodeAction.SlowDown(planner.anyNode(), planner.upTo(3000)));
        }
    },

    /** A node stands still, reads nothing, and goes on as if no time had passed. */
    STALL(0.01) {
        @Override
        void plan(Planner planner) {
            planner.add(new NodeAction.Stall(planner.anyNode(), planner.upTo(planner.upTo(4) == 1 ? 40_000 : 4000)));
        }
    },

    /** A node stops at any moment, loses what is not on its disk, and starts again later. */
    CRASH(0.04) {
        @Override
        void plan(Planner planner) {
            planner.addAfter(
                    planner.upTo(20),
                    new NodeAction.Crash(planner.anyNode(), 0, planner.upTo(2) == 1, planner.upTo(3000)));
        }
    },

    /** A node crashes, and the last things it has persisted are not there, whatever the disk had said. */
    TORN_WRITE(0.01) {
        @Override
        void plan(Planner planner) {
            planner.addAfter(
                    planner.upTo(20),
                    new NodeAction.Crash(planner.anyNode(), (int) planner.upTo(4), false, planner.upTo(3000)));
        }
    },

    /** A node is restored from an old backup. */
    RESTORE(0.004) {
        @Override
        void plan(Planner planner) {
            int node = planner.anyNode();
            planner.add(new NodeAction.BackUp(node));
            planner.addAfter(planner.upTo(10_000), new NodeAction.Restore(node, planner.upTo(3000)));
        }
    },

    /** A new node starts from a copy of another one's disk. */
    CLONE(0.002) {
        @Override
        void plan(Planner planner) {
            planner.add(new Arrival.CloneDisk(planner.newNode(), planner.anyNode()));
        }
    },

    /**
     * A snapshot of a node's machine, taken when it was started last, is started a second time: two write under one
     * incarnation until they find out. The copy is told which nodes to dial, and has an address and the changing half of its
     * name of its own.
     */
    FORK(0.0004) {
        @Override
        void plan(Planner planner) {
            int node = planner.anyNode();
            long down = planner.upTo(50);
            planner.add(new NodeAction.Crash(node, 0, true, down));
            planner.addAfter(down + planner.upTo(500), new Arrival.Fork(planner.newNode(), node));
        }
    },

    /**
     * A node's disk loses or alters an entry, no checksum tells, and the node starts from that. Peers that have the entry
     * still give it back; if all have taken over the damage before, it is lost.
     */
    DAMAGE(0.0006) {
        @Override
        void plan(Planner planner) {
            planner.add(new NodeAction.DamageDisk(planner.anyNode(), planner.bits()));
        }
    },

    /** A new node joins. */
    JOIN(0.002) {
        @Override
        void plan(Planner planner) {
            planner.add(new Arrival.Join(planner.newNode(), planner.anyNode(), planner.anyNode()));
        }
    },

    /** A node leaves for good. */
    LEAVE(0.002) {
        @Override
        void plan(Planner planner) {
            planner.add(new NodeAction.Leave(planner.anyNode()));
        }
    },

    /**
     * A node is retired by another one, whether it has left or not; nothing but in {@link Topology#DISCOVERY}. Who is still
     * there, or was away and returns, enters itself again under a fresh incarnation.
     */
    RETIRE(0.004) {
        @Override
        void plan(Planner planner) {
            planner.add(new NodeAction.Retire(planner.anyNode(), planner.anyNode()));
        }
    },

    /** A wall clock jumps, forwards or backwards, by up to an hour. */
    CLOCK_JUMP(0.01) {
        @Override
        void plan(Planner planner) {
            planner.add(new NodeAction.JumpClock(planner.anyNode(), planner.upTo(2 * HOUR_MILLIS) - HOUR_MILLIS));
        }
    },

    /** Wall clocks are wrong by up to an hour from the start. The rate is the share of nodes whose clock is. */
    SKEW(0.5) {
        @Override
        void plan(Planner planner) {
            planner.add(new NodeAction.JumpClock(planner.anyNode(), planner.upTo(2 * HOUR_MILLIS) - HOUR_MILLIS));
        }
    };

    private static final long HOUR_MILLIS = 3_600_000;

    private final double usualRate;

    Fault(double usualRate) {
        this.usualRate = usualRate;
    }

    /** Returns the probability in each step that comes with {@link Faults#all()}. */
    double usualRate() {
        return usualRate;
    }

    /** Puts what happens on the schedule. */
    abstract void plan(Planner planner);
}
