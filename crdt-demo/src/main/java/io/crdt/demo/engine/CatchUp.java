package io.crdt.demo.engine;

import io.crdt.causal.VersionVector;
import io.crdt.demo.network.TrafficMeter;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it takes, from a moment on, until each of some nodes has what any of them had at that moment. Arrivals may be
 * reported by any thread.
 */
public final class CatchUp {

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final List<DemoNode> nodes;
    private final @Nullable DemoNode returning;
    private final TrafficMeter traffic;
    private final VersionVector target;
    private final TrafficMeter.Totals[] before;
    private final long[] lacked;
    private final long brought;
    private final BitSet missing = new BitSet();
    private final long startedNanos = System.nanoTime();
    private TrafficMeter.Totals received = new TrafficMeter.Totals(0, 0, 0);
    private long endedNanos = startedNanos;

    /**
     * Begins.
     *
     * @param nodes those that are to have everything
     * @param returning the one that has been away from the others; null if it is not one
     */
    CatchUp(List<DemoNode> nodes, @Nullable DemoNode returning, TrafficMeter traffic) {
        this.nodes = nodes;
        this.returning = returning;
        this.traffic = traffic;
        target = Cluster.join(nodes);
        before = new TrafficMeter.Totals[nodes.size()];
        lacked = new long[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            before[i] = traffic.of(nodes.get(i).index());
            lacked[i] = target.distanceFrom(nodes.get(i).state().context());
            if (lacked[i] > 0) {
                missing.set(i);
            }
        }
        brought = target.distanceFrom(
                Cluster.join(nodes.stream().filter(node -> node != returning).toList()));
    }

    /** A node has this now. */
    synchronized void arrived(DemoNode node, VersionVector context) {
        int i = nodes.indexOf(node);
        if (i >= 0 && missing.get(i) && target.leq(context)) {
            missing.clear(i);
            if (returning == null || returning == node) {
                received = received.plus(traffic.of(node.index()).minus(before[i]));
            }
            endedNanos = System.nanoTime();
        }
    }

    /** Tells whether everybody has everything, or is not expected to any more. */
    public synchronized boolean isOver() {
        return missing.isEmpty() || isInterrupted() || System.nanoTime() - startedNanos > PATIENCE_NANOS;
    }

    /** Tells whether one of the nodes went down before it had everything. */
    public synchronized boolean isInterrupted() {
        return !missing.isEmpty() && !nodes.stream().allMatch(DemoNode::isRunning);
    }

    public List<DemoNode> nodes() {
        return nodes;
    }

    public @Nullable DemoNode returning() {
        return returning;
    }

    /** Returns how many nodes lack something still. */
    public synchronized int lacking() {
        return missing.cardinality();
    }

    /** Returns how many operations each node lacked at first, in the order of the nodes. */
    public long[] lacked() {
        return lacked.clone();
    }

    /** Returns how many operations only the returning node had. */
    public long brought() {
        return brought;
    }

    /** Returns what arrived at the returning node until it had everything; at all that lacked something, if there is none. */
    public synchronized TrafficMeter.Totals received() {
        return received;
    }

    /** Returns how long it took until the last node had everything, or for how long one has been lacking something. */
    public synchronized long nanos() {
        return (missing.isEmpty() ? endedNanos : System.nanoTime()) - startedNanos;
    }
}
