package io.crdt.demo.ui;

import io.crdt.causal.Dot;
import io.crdt.demo.format.Numbers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Logs a little later what an action has led to: how long a write took, what a load costs. */
final class ResultLog {

    private static final long PATIENCE_MILLIS = 2_000;
    private static final int LOAD_SECONDS = 4;

    private final Vertx vertx;
    private final Context context;
    private final LiveCluster cluster;
    private final Timeline timeline;
    private final OperationRecord operationRecord;
    private final EventLog eventLog;
    private long awaited = -1;

    ResultLog(
            Vertx vertx,
            Context context,
            LiveCluster cluster,
            Timeline timeline,
            OperationRecord operationRecord,
            EventLog eventLog) {
        this.vertx = vertx;
        this.context = context;
        this.cluster = cluster;
        this.timeline = timeline;
        this.operationRecord = operationRecord;
        this.eventLog = eventLog;
    }

    /**
     * Makes a write and tells when it has arrived at all running nodes. If it does not arrive soon, that is told, and later
     * that it has. Of a write that is refused nothing is told.
     *
     * @param write makes it, given what is to be called when it has arrived
     */
    void write(DemoNode at, String what, Function<LongConsumer, Dot> write) {
        boolean[] done = {false};
        Dot dot = write.apply(nanos -> context.runOnContext(ready -> {
            done[0] = true;
            eventLog.found(at.name() + " " + what + ". " + allHaveIt(nanos));
        }));
        vertx.setTimer(PATIENCE_MILLIS, timer -> {
            if (!done[0]) {
                eventLog.found(at.name() + " " + what + ". After " + PATIENCE_MILLIS / 1_000 + " s " + reach(dot));
            }
        });
    }

    private String reach(Dot dot) {
        List<DemoNode> running = cluster.running();
        long reached = running.stream()
                .filter(node -> node.state().context().covers(dot))
                .count();
        return reached + " of " + running.size() + " running nodes have it"
                + (reached == running.size() ? "." : "; the others get it when they can be reached.");
    }

    private String allHaveIt(long nanos) {
        return String.format(
                Locale.ROOT,
                "All %d running nodes had it after %.1f ms.",
                cluster.running().size(),
                Numbers.millis(nanos));
    }

    /** Tells how the nodes get on with what has changed, after some writes; of several changes in a row, with the last one. */
    void figures() {
        vertx.cancelTimer(awaited);
        awaited = vertx.setTimer(
                (LOAD_SECONDS + 1) * 1_000L,
                timer -> eventLog.found(costs(timeline.last(LOAD_SECONDS)) + correctness()));
    }

    private String correctness() {
        List<DemoNode> running = cluster.running();
        long wrong = running.stream()
                .filter(node -> !operationRecord.differences(node.state()).isEmpty())
                .count();
        if (running.isEmpty()) {
            return "";
        }
        return wrong == 0
                ? " All " + running.size() + " running nodes hold what the record of "
                        + Numbers.count(operationRecord.size()) + " writes demands."
                : " " + wrong + " nodes do not hold what the record demands.";
    }

    private static String costs(List<Timeline.Second> seconds) {
        long updates = seconds.stream().mapToLong(Timeline.Second::updates).sum();
        long bytes = seconds.stream().mapToLong(Timeline.Second::bytes).sum();
        long max = seconds.stream().mapToLong(Timeline.Second::maxNanos).max().orElse(0);
        long[] medians = seconds.stream()
                .mapToLong(Timeline.Second::medianNanos)
                .filter(nanos -> nanos > 0) // in the other seconds nothing arrived everywhere
                .sorted()
                .toArray();
        long median = medians.length == 0 ? 0 : medians[medians.length / 2];
        if (updates == 0) {
            return "In the last " + seconds.size() + " s nothing was written.";
        }
        return String.format(
                Locale.ROOT,
                "In the last %d s: %s writes, %s a write to all nodes together; they were everywhere after %.1f ms as a"
                        + " rule and %.1f ms at most.",
                seconds.size(),
                Numbers.count(updates),
                Numbers.bytes(bytes / updates),
                Numbers.millis(median),
                Numbers.millis(max));
    }
}
