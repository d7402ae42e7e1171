package io.crdt.demo;

import io.crdt.demo.engine.Difference;
import io.crdt.demo.engine.Latencies;
import io.crdt.demo.format.Numbers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a run went.
 *
 * @param settings what was asked for
 * @param updates how many operations were made
 * @param converged whether all nodes ended equal
 * @param expectedEqual whether all nodes ended with what had to come out
 * @param convergence how long sampled writes took to the last node while the network was whole
 * @param heal what healing took; null if there was no partition, or if it did not heal in time
 * @param bytesSent what all nodes sent from the first link to the end
 * @param last the nodes at the end
 * @param differences where nodes do not hold what they must
 * @param result what the workload tells of its result
 */
record Report(
        RunSettings settings,
        long updates,
        boolean converged,
        boolean expectedEqual,
        Latencies convergence,
        @Nullable Heal heal,
        long bytesSent,
        RunProgress last,
        List<Difference> differences,
        JsonObject result) {

    private static final int DIFFERENCES_SHOWN = 10;
    private static final int COLUMNS = 80;
    private static final int INDENT = 13;

    /**
     * What healing took.
     *
     * @param nanos from healing the network until every node had what anybody had before
     * @param bytes what all nodes sent meanwhile
     * @param behind how many operations the nodes lacked before, all together
     */
    record Heal(long nanos, long bytes, long behind) {}

    boolean isGood() {
        return converged && expectedEqual;
    }

    /** Returns the exit status of the process. */
    int status() {
        return isGood() ? 0 : 1;
    }

    private double bytesPerUpdate() {
        return updates == 0 ? 0 : Math.round(10.0 * bytesSent / updates) / 10.0;
    }

    JsonObject toJson() {
        JsonArray shown = new JsonArray();
        differences.stream().limit(DIFFERENCES_SHOWN).map(Difference::toJson).forEach(shown::add);
        return new JsonObject()
                .put("nodes", settings.nodes().nodes())
                .put("updates", updates)
                .put("seed", settings.nodes().seed())
                .put("partition", settings.partition())
                .put("converged", converged)
                .put("expected_equal", expectedEqual)
                .put("convergence_ms", convergence.toJson())
                .put("convergence_samples", convergence.count())
                .put("heal_ms", heal == null ? null : Numbers.millis(heal.nanos()))
                .put("heal_bytes", heal == null ? null : heal.bytes())
                .put("heal_behind", heal == null ? null : heal.behind())
                .put("bytes_sent", bytesSent)
                .put("bytes_per_update", bytesPerUpdate())
                .put("wall_ms", Math.round(last.elapsedNanos() / 1e6))
                .put("differences", differences.size())
                .put("first_differences", shown)
                .mergeIn(result);
    }

    /** Returns the nodes at the end, for people. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(Table.header());
        lines.addAll(last.rows());
        return lines;
    }

    /** Returns how it went, for people. */
    List<String> toLines() {
        List<String> lines = new ArrayList<>();
        lines.addAll(fact(
                "Updates",
                Numbers.count(updates) + " on " + settings.nodes().nodes() + " nodes in "
                        + Numbers.seconds(last.elapsedNanos())));
        lines.addAll(fact("Convergence", convergenceText()));
        lines.addAll(fact("Partition", partitionText()));
        lines.addAll(fact(
                "Traffic",
                Numbers.bytes(bytesSent) + " sent by all nodes, " + bytesPerUpdate() + " bytes per update to "
                        + (settings.nodes().nodes() - 1) + " others"));
        addWords(lines);
        addVerdict(lines);
        return lines;
    }

    private String convergenceText() {
        return convergence.count() == 0
                ? "not measured"
                : String.format(
                        Locale.ROOT,
                        "half of the writes had reached the last node within %.1f ms, 99 %% within %.1f ms, all within"
                                + " %.1f ms (%s sampled while the network was whole)",
                        convergence.millis(0.5),
                        convergence.millis(0.99),
                        convergence.millis(1),
                        Numbers.count(convergence.count()));
    }

    private String partitionText() {
        if (!settings.partition()) {
            return "none (--no-partition)";
        }
        return heal == null
                ? "did not heal in time"
                : String.format(
                        Locale.ROOT,
                        "healed in %.0f ms, dialing included, and %s, for %s operations that nodes lacked",
                        Numbers.millis(heal.nanos()),
                        Numbers.bytes(heal.bytes()),
                        Numbers.count(heal.behind()));
    }

    private void addWords(List<String> lines) {
        if (result.containsKey("top")) {
            List<String> top = new ArrayList<>();
            for (Object each : result.getJsonArray("top")) {
                JsonObject word = (JsonObject) each;
                top.add(word.getString("word") + " " + Numbers.count(word.getLong("count")));
            }
            lines.addAll(fact(
                    "Words",
                    Numbers.count(result.getLong("words_total")) + ", of them "
                            + Numbers.count(result.getLong("words_distinct")) + " different; most frequent: "
                            + String.join(", ", top)));
        }
    }

    private void addVerdict(List<String> lines) {
        String equal = converged ? "all nodes are equal" : "the nodes are NOT equal";
        String expected = expectedEqual ? "what had to come out" : "NOT what had to come out";
        lines.addAll(fact(
                isGood() ? "OK" : "FAILED",
                equal + (converged == expectedEqual ? " and " : ", but ") + "hold " + expected));
        differences.stream().limit(DIFFERENCES_SHOWN).forEach(difference -> lines.add("  " + difference));
        if (differences.size() > DIFFERENCES_SHOWN) {
            lines.add("  ... and " + Numbers.count(differences.size() - DIFFERENCES_SHOWN) + " more");
        }
        lines.addAll(fact(
                "Seed", settings.nodes().seed() + " (--seed " + settings.nodes().seed() + " draws the same again)"));
    }

    /** Returns the text, broken into lines of at most 80 columns, beside the name. */
    private static List<String> fact(String name, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + INDENT + "s", name));
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > COLUMNS && line.length() > INDENT) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                line.append(" ".repeat(INDENT));
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
