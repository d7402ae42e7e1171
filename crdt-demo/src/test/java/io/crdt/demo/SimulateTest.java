package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that runs the simulator. */
final class SimulateTest {

    @Test
    void theLastLineIsOneObject() {
        Captured run = Captured.run(
                "simulate",
                "--nodes",
                "4",
                "--seed",
                "7",
                "--seeds",
                "3",
                "--steps",
                "60",
                "--faults",
                "all",
                "--json");
        assertEquals(0, run.status(), run.err());
        List<String> lines = run.out().lines().toList();
        JsonObject result = new JsonObject(lines.get(lines.size() - 1));
        assertTrue(
                result.fieldNames()
                        .containsAll(Set.of(
                                "seeds",
                                "steps",
                                "violations",
                                "rounds_to_converge",
                                "bytes",
                                "max_queue",
                                "max_memory_est")),
                run.out());
        assertEquals(3, result.getInteger("seeds"));
        assertEquals(180, result.getInteger("steps"));
        assertEquals(0, result.getInteger("violations"));
        assertEquals(
                Set.of("p50", "p99", "max"),
                result.getJsonObject("rounds_to_converge").fieldNames());
        assertEquals(
                Set.of("idle_per_link_round", "per_update", "redundant_ratio"),
                result.getJsonObject("bytes").fieldNames());
    }

    @Test
    void aHundredNodesHaveAWriteWithinFiveRounds() {
        Captured run = Captured.run(
                "simulate", "--nodes", "100", "--seed", "1", "--steps", "20", "--faults", "none", "--json");
        assertEquals(0, run.status(), run.err());
        JsonObject rounds = new JsonObject(run.out().strip()).getJsonObject("rounds_to_converge");
        assertTrue(rounds.getDouble("p99") <= 5, run.out());
        assertTrue(rounds.getDouble("p50") > 0, run.out());
        assertTrue(new JsonObject(run.out().strip()).getDouble("replica_steps_per_ms") > 0, run.out());
    }

    @Test
    void nodesMayHaveToFindEachOther() {
        Captured run = Captured.run(
                "simulate",
                "--nodes",
                "60",
                "--seed",
                "1",
                "--steps",
                "20",
                "--faults",
                "none",
                "--topology",
                "discovery",
                "--json");
        assertEquals(0, run.status(), run.err());
        JsonObject result = new JsonObject(run.out().strip());
        assertEquals(0, result.getInteger("violations"));
        assertTrue(result.getInteger("updates") <= 20, run.out());
        assertTrue(result.getJsonObject("rounds_to_converge").getDouble("p99") <= 5, run.out());
    }

    @Test
    void itIsSaidForPeopleToo() {
        Captured run = Captured.run("simulate", "--seed", "3", "--steps", "20", "--faults", "crash,partition");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("0 broke an invariant"), run.out());
        assertTrue(run.err().contains("seeds 3 to 3"), run.err());
        assertTrue(run.err().endsWith("all 1 seeds done, 0 broke an invariant" + System.lineSeparator()), run.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nodes 1      | --nodes must be 2 to 100,000, but is 1",
                "--seeds 0      | --seeds must be 1 to 10,000,000, but is 0",
                "--pause -1     | --pause must be 0 to 3,600,000, but is -1",
                "--steps -1     | --steps must be 0 to 10,000,000, but is -1",
                "--faults meteor | rolling-partition",
                "--topology knot | --topology must be one of mesh,chain",
            })
    void badArgumentsAreNamed(String args, String named) {
        Captured run = Captured.run(("simulate " + args).split(" ", -1));
        assertEquals(2, run.status(), run.err());
        assertTrue(run.err().contains(named), run.err());
    }
}
