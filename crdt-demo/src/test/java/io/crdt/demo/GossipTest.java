package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.demo.engine.NodeSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, on real ports. */
final class GossipTest {

    private static final Set<String> FIELDS = Set.of(
            "nodes",
            "updates",
            "converged",
            "expected_equal",
            "convergence_ms",
            "heal_ms",
            "heal_bytes",
            "bytes_sent",
            "bytes_per_update",
            "wall_ms");

    @TempDir
    private Path directory;

    @Test
    void wordsAreCountedAcrossAPartition() throws IOException {
        String text = IntStream.range(0, 300)
                .mapToObj(i -> "The cat, THE dog; w" + "x".repeat(i % 7) + " naïve Straße don't 4711 ΣΟΦΟΣ")
                .collect(Collectors.joining("\n"));
        Captured run = Captured.gossip("--input", file(text).toString(), "--seconds", "0.6", "--json");

        JsonObject result = new JsonObject(run.lastLine());
        assertEquals(0, run.status(), run.err() + run.out());
        assertEquals(300 * 10, result.getInteger("words_total"));
        assertEquals(8 + 7, result.getInteger("words_distinct"));
        assertEquals(
                List.of("the=600", "cat=300", "dog=300", "don=300", "naïve=300", "straße=300", "t=300", "σοφος=300"),
                result.getJsonArray("top").stream()
                        .map(JsonObject.class::cast)
                        .map(each -> each.getString("word") + "=" + each.getLong("count"))
                        .limit(8)
                        .toList());
        assertTrue(result.getDouble("heal_ms") > 0, run.out());
        assertTrue(result.getLong("heal_bytes") > 0, run.out());
    }

    @Test
    void theMixComesOutAsTheOracleSays() {
        Captured run = Captured.gossip("--updates", "3000", "--seconds", "1", "--seed", "7", "--json");

        JsonObject result = new JsonObject(run.lastLine());
        assertEquals(0, run.status(), run.err() + run.out());
        assertTrue(result.fieldNames().containsAll(FIELDS), result.encode());
        assertEquals(
                Set.of("p50", "p99", "max"),
                result.getJsonObject("convergence_ms").fieldNames());
        assertEquals(3000, result.getInteger("updates"));
        assertEquals(7, result.getInteger("seed"));
        assertTrue(result.getBoolean("converged"));
        assertTrue(result.getBoolean("expected_equal"));
        // How many there are depends on how long the writes take; ConvergenceTest counts them.
        assertTrue(result.getInteger("convergence_samples") > 0, result.encode());
        assertTrue(result.getJsonObject("convergence_ms").getDouble("p50") > 0, result.encode());
        assertTrue(result.getLong("bytes_sent") > 3000, result.encode());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void aPipeGetsPlainLinesAndASummary() {
        Captured run = Captured.gossip("--updates", "500", "--seconds", "0.5", "--nodes", "3");

        assertEquals(0, run.status(), run.err() + run.out());
        assertTrue(run.out().chars().noneMatch(c -> c < ' ' && c != '\n'), "there are control codes in " + run.out());
        assertTrue(run.out().contains("partition: nodes 1 | 2-3"), run.out());
        assertTrue(run.out().lines().anyMatch(line -> line.startsWith("OK ")), run.out());
        assertTrue(run.out().lines().anyMatch(line -> line.startsWith("Seed ")), run.out());
        assertEquals("", run.err());
    }

    @Test
    void withoutAPartitionNothingIsHealed() {
        Captured run =
                Captured.gossip("--updates", "200", "--seconds", "0.2", "--nodes", "2", "--no-partition", "--json");

        assertEquals(0, run.status(), run.err() + run.out());
        assertNull(new JsonObject(run.lastLine()).getValue("heal_ms"));
    }

    @Test
    void nothingToWriteIsARunToo() throws IOException {
        assertEquals(0, Captured.gossip("--updates", "0", "--json").status());
        Captured empty = Captured.gossip("--input", file("").toString(), "--json");
        assertEquals(0, empty.status(), empty.err());
        assertEquals(0, new JsonObject(empty.lastLine()).getInteger("words_total"));
    }

    @Test
    void updatesEndTheTextEarly() throws IOException {
        Captured run = Captured.gossip(
                "--input",
                file("one two\nthree four\nfive six\n").toString(),
                "--updates",
                "7",
                "--seconds",
                "0.1",
                "--json");

        assertEquals(0, run.status(), run.err() + run.out());
        assertEquals(2, new JsonObject(run.lastLine()).getInteger("lines"));
    }

    @Test
    void endlessWordsAndLinesAreCounted() throws IOException {
        String text = "y".repeat(5_000) + " " + "z".repeat(5_000) + " " + "a b c d e f ".repeat(2_000);
        Captured run = Captured.gossip("--input", file(text).toString(), "--seconds", "0.1", "--nodes", "2", "--json");

        assertEquals(0, run.status(), run.err() + run.out());
        assertEquals(12_002, new JsonObject(run.lastLine()).getInteger("words_total"));
    }

    @Test
    void anotherResultThanExpectedFailsAndIsNamed() {
        Text dealt = new Text("dealt", List.of("a b", "b c"));
        Text counted = new Text("counted", List.of("a b", "b b"));
        RunSettings settings =
                new RunSettings(new NodeSettings(2, 1, 0, 200, 5, false), Duration.ofMillis(10), true, false);
        Report report = GossipRun.run(settings, TextWorkload.expecting(counted, dealt, 1), RunView.SILENT);

        assertTrue(report.converged());
        assertFalse(report.expectedEqual());
        assertFalse(report.isGood());
        assertEquals(1, report.status());
        String text = String.join("\n", report.toLines());
        assertTrue(text.contains("node-1: count/b must be 3, but is 2"), text);
        assertTrue(text.contains("node-2: count/c must be nothing, but is 1"), text);
        assertTrue(text.contains("FAILED"), text);
        assertEquals(report.differences().size(), report.toJson().getInteger("differences"));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("text.txt"), text);
    }
}
