package io.crdt.net.sim;

import java.util.List;
import java.util.SplittableRandom;

/** Makes happen to nodes and links what {@link Faults} says, step by step, until all is mended. */
final class FaultInjector {

    /** A crash comes soon after a step rather than at it, to meet operations that are not persisted yet. */
    private static final int SOON_MILLIS = 20;

    private static final int DOWN_MILLIS = 3000;
    private static final int PARTITION_MILLIS = 8000;
    private static final int CUT_MILLIS = 4000;
    private static final int SLOW_MILLIS = 3000;

    private final World world;
    private final Network network;
    private final List<SimNode> nodes;
    private final SplittableRandom random;
    private boolean mended;
    private int restarts;

    FaultInjector(World world, Network network, List<SimNode> nodes, SplittableRandom random) {
        this.world = world;
        this.network = network;
        this.nodes = nodes;
        this.random = random;
    }

    int restarts() {
        return restarts;
    }

    void step() {
        Faults faults = world.options.faults();
        if (random.nextDouble() < faults.crash()) {
            SimNode victim = any();
            later(SOON_MILLIS, () -> crash(victim));
        }
        if (random.nextDouble() < faults.linkBreak()) {
            network.breakRandomLink(random);
        }
        if (random.nextDouble() < faults.partition()) {
            partition();
        }
        if (random.nextDouble() < faults.oneWayCut()) {
            SimNode from = any();
            SimNode to = any();
            world.trace.add("network", to.label() + " no longer hears " + from.label());
            cut(from, to, CUT_MILLIS);
        }
        if (random.nextDouble() < faults.slow()) {
            slow(any());
        }
    }

    /** Ends all faults; every node is up, every link may be used. */
    void mendAll() {
        mended = true;
        world.trace.add("network", "all faults end");
        nodes.forEach(node -> node.setSlow(false));
        network.mendAll();
        nodes.forEach(SimNode::boot);
    }

    private void crash(SimNode node) {
        if (node.isUp()) {
            restarts++;
            node.crash();
            later(DOWN_MILLIS, node::boot);
        }
    }

    private void partition() {
        int members = 1 + random.nextInt((1 << nodes.size()) - 2);
        world.trace.add("network", "partition " + Integer.toBinaryString(members));
        int millis = 1 + random.nextInt(PARTITION_MILLIS);
        for (SimNode from : nodes) {
            for (SimNode to : nodes) {
                if ((members >> from.index() & 1) != (members >> to.index() & 1)) {
                    network.cut(from, to);
                    after(millis, () -> network.mend(from, to));
                }
            }
        }
    }

    private void cut(SimNode from, SimNode to, int maxMillis) {
        network.cut(from, to);
        later(maxMillis, () -> network.mend(from, to));
    }

    private void slow(SimNode node) {
        world.trace.add(node.label(), "becomes slow");
        node.setSlow(true);
        later(SLOW_MILLIS, () -> node.setSlow(false));
    }

    private void later(int maxMillis, Runnable action) {
        after(1 + random.nextInt(maxMillis), action);
    }

    private void after(int millis, Runnable action) {
        world.agenda.after(millis, () -> {
            if (!mended) {
                action.run();
            }
        });
    }

    private SimNode any() {
        return nodes.get(random.nextInt(nodes.size()));
    }
}
