package io.crdt.demo.ui;

import io.crdt.causal.VersionVector;
import io.crdt.demo.format.Numbers;
import io.crdt.demo.network.TrafficMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What it takes, from a moment on, until each of some nodes has what any of them had at that moment. Arrivals may be
 * reported by any thread.
 */
final class CatchUp {

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final String opening;
    private final @Nullable DemoNode returning;
    private final List<DemoNode> nodes;
    private final TrafficMeter traffic;
    private final VersionVector target;
    private final TrafficMeter.Totals[] before;
    private final long[] lacked;
    private final long brought;
    private final BitSet missing = new BitSet();
    private final long startedNanos = System.nanoTime();
    private TrafficMeter.Totals received = new TrafficMeter.Totals(0, 0, 0);
    private long endedNanos;

    /**
     * Begins.
     *
     * @param opening how the story of it begins, a sentence
     * @param returning the one that has been away from the others; null if it is not one
     */
    CatchUp(String opening, @Nullable DemoNode returning, List<DemoNode> nodes, TrafficMeter traffic) {
        this.opening = opening;
        this.returning = returning;
        this.nodes = nodes;
        this.traffic = traffic;
        target = LiveCluster.join(nodes);
        before = new TrafficMeter.Totals[nodes.size()];
        lacked = new long[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            before[i] = traffic.of(nodes.get(i).index());
            lacked[i] = target.distanceFrom(nodes.get(i).state().context());
            if (lacked[i] > 0) {
                missing.set(i);
            }
        }
        endedNanos = startedNanos;
        brought = target.distanceFrom(LiveCluster.join(
                nodes.stream().filter(node -> node != returning).toList()));
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
    synchronized boolean isOver() {
        return missing.isEmpty() || isTooLate() || isInterrupted();
    }

    private boolean isInterrupted() {
        return !nodes.stream().allMatch(DemoNode::isRunning);
    }

    private boolean isTooLate() {
        return System.nanoTime() - startedNanos > PATIENCE_NANOS;
    }

    /** Tells the story, checked against the record. */
    synchronized void tell(EventLog eventLog, OperationRecord operationRecord) {
        if (!missing.isEmpty() && isInterrupted()) {
            eventLog.found(opening + " Before all had everything, one of them went down.");
            return;
        }
        if (!missing.isEmpty()) {
            eventLog.wrong(opening + " After " + Numbers.seconds(System.nanoTime() - startedNanos) + " still "
                    + missing.cardinality() + " of " + nodes.size() + " nodes lack something of it.");
            return;
        }
        List<String> differences = new ArrayList<>();
        for (DemoNode node : nodes) {
            operationRecord.differences(node.state()).forEach(each -> differences.add(node.name() + ": " + each));
        }
        if (differences.isEmpty()) {
            eventLog.found(opening + " " + figures() + " Nothing removed came back and nothing written is missing: "
                    + "checked at " + plural(nodes.size(), "node") + " against the record of "
                    + Numbers.count(operationRecord.size())
                    + " writes.");
        } else {
            eventLog.wrong(opening + " " + figures() + " But " + differences.size()
                    + " places are not as the record demands: " + differences.get(0));
        }
    }

    private String figures() {
        long behind = Arrays.stream(lacked).filter(each -> each > 0).count();
        if (behind == 0) {
            return "Nobody lacked anything.";
        }
        String got = received.deltas() == 0
                ? ""
                : ", received " + Numbers.bytes(received.bytes()) + " (" + plural(received.deltas(), "delta") + ", "
                        + plural(received.weight(), "change") + ")";
        String later = String.format(
                Locale.ROOT, "everybody had everything %.0f ms later.", Numbers.millis(endedNanos - startedNanos));
        if (returning == null) {
            return plural(behind, "node") + " lacked "
                    + plural(Arrays.stream(lacked).sum(), "operation") + (behind == 1 ? "" : " together") + got
                    + ", and " + later;
        }
        return "It lacked " + plural(lacked[nodes.indexOf(returning)], "operation") + got + ", brought the others "
                + Numbers.count(brought) + ", and " + later;
    }

    private static String plural(long count, String one) {
        return Numbers.count(count) + " " + one + (count == 1 ? "" : "s");
    }
}
