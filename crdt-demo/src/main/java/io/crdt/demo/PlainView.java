package io.crdt.demo;

import io.crdt.demo.engine.Snapshot;
import io.crdt.demo.format.Numbers;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.stream.Collectors;

/** A line every second and whenever something happens, for pipes and files: no control codes. */
final class PlainView implements RunView {

    private static final int MAX_LISTED = 8;
    private static final long EVERY_NANOS = 1_000_000_000;

    private final PrintWriter out;
    private String lastPhase = "";
    private long lastNanos;
    private long steps;
    private String stepName = "";

    PlainView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(String title, long allSteps, String nameOfSteps) {
        steps = allSteps;
        stepName = nameOfSteps;
        out.println(title);
        out.flush();
    }

    @Override
    public void show(RunProgress progress) {
        if (progress.phase().equals(lastPhase) && progress.elapsedNanos() - lastNanos < EVERY_NANOS) {
            return;
        }
        lastPhase = progress.phase();
        lastNanos = progress.elapsedNanos();
        out.println(String.format(
                Locale.ROOT,
                "%7s  %-27s %9s of %s %s  %s",
                Numbers.seconds(progress.elapsedNanos()),
                progress.phase(),
                Numbers.count(progress.done()),
                Numbers.count(steps),
                stepName,
                progress.isInSync()
                        ? "all in sync, digest "
                                + progress.snapshot().nodes().get(0).digest()
                        : "behind by " + behind(progress.snapshot())));
        out.flush();
    }

    private static String behind(Snapshot snapshot) {
        if (snapshot.nodes().size() > MAX_LISTED) {
            LongSummaryStatistics all =
                    snapshot.nodes().stream().mapToLong(Snapshot.Seen::behind).summaryStatistics();
            return Numbers.count(all.getMin()) + " to " + Numbers.count(all.getMax());
        }
        return snapshot.nodes().stream().map(row -> Numbers.count(row.behind())).collect(Collectors.joining(" "));
    }

    @Override
    public boolean showsNodes() {
        return false;
    }

    @Override
    public void close() {}
}
