package io.crdt.demo.ui;

import io.crdt.causal.Dot;
import io.crdt.demo.engine.DemoNode;
import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.Write;
import io.crdt.demo.format.Numbers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;

/** Logs a little later what an action has led to: how long a write took, what a load costs. */
final class ResultLog {

    private static final long PATIENCE_MILLIS = 2_000;
    private static final int LOAD_SECONDS = 4;

    private final Vertx vertx;
    private final Context context;
    private final Engine engine;
    private final Timeline timeline;
    private final EventLog eventLog;
    private long awaited = -1;

    ResultLog(Vertx vertx, Context context, Engine engine, Timeline timeline, EventLog eventLog) {
        this.vertx = vertx;
        this.context = context;
        this.engine = engine;
        this.timeline = timeline;
        this.eventLog = eventLog;
    }

    /**
     * Tells when a write has arrived at all running nodes. If it does not arrive soon, that is told, and later that it has.
     *
     * @param what what the node did
     */
    void follow(String what, Write write) {
        boolean[] done = {false};
        String story = write.at().name() + " " + what + ". ";
        engine.convergence()
                .offer(
                        write,
                        engine.cluster().running(),
                        nanos -> context.runOnContext(ready -> {
                            done[0] = true;
                            eventLog.found(story + allHaveIt(nanos));
                        }));
        vertx.setTimer(PATIENCE_MILLIS, timer -> {
            if (!done[0]) {
                eventLog.found(story + "After " + PATIENCE_MILLIS / 1_000 + " s " + reach(write.dot()));
            }
        });
    }

    private String reach(Dot dot) {
        List<DemoNode> running = engine.cluster().running();
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
                engine.cluster().running().size(),
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
        List<DemoNode> running = engine.cluster().running();
        long wrong = running.stream()
                .filter(node -> !engine.operationRecord().differences(node).isEmpty())
                .count();
        if (running.isEmpty()) {
            return "";
        }
        return wrong == 0
                ? " All " + running.size() + " running nodes hold what the record of "
                        + Numbers.count(engine.operationRecord().size()) + " writes demands."
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
