package io.crdt.demo;

import io.crdt.demo.format.Numbers;
import io.crdt.sim.SimulationOptions;
import io.crdt.sim.SimulationResult;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What came of simulations, all together. */
final class SimulationSummary {

    private int seeds;
    private int violations;
    private long steps;
    private long updates;
    private long events;
    private long cpuNanos;
    private long samples;
    private double idleBytes;
    private double updateBytes;
    private double redundancy;
    private int maxQueue;
    private long maxMemory;

    /** How often it took each number of hundredths of a round. */
    private final TreeMap<Long, Long> hundredths = new TreeMap<>();

    /**
     * Adds a simulation.
     *
     * @param cpu the nanoseconds of CPU time that its thread took
     */
    void add(SimulationOptions options, SimulationResult result, long cpu) {
        seeds++;
        steps += result.steps();
        updates += result.operations();
        events += result.events();
        cpuNanos += cpu;
        for (long millis : result.spreadMillis()) {
            samples++;
            hundredths.merge(100 * millis / options.gossip().intervalMillis(), 1L, Long::sum);
        }
        idleBytes += result.bytes().idlePerLinkRound();
        updateBytes += result.bytes().perUpdate() * result.operations();
        redundancy += result.bytes().redundantRatio();
        maxQueue = Math.max(maxQueue, result.mostQueued());
        maxMemory = Math.max(maxMemory, result.mostMemory());
    }

    void addViolation() {
        seeds++;
        violations++;
    }

    int violations() {
        return violations;
    }

    private double rounds(double quantile) {
        long rank = Math.max(1, (long) Math.ceil(quantile * samples));
        long passed = 0;
        for (var entry : hundredths.entrySet()) {
            passed += entry.getValue();
            if (passed >= rank) {
                return entry.getKey() / 100.0;
            }
        }
        return 0;
    }

    private static double tenth(double value) {
        return Math.round(10 * value) / 10.0;
    }

    private int finished() {
        return Math.max(1, seeds - violations);
    }

    private double eventsPerMillisecond() {
        return cpuNanos == 0 ? 0 : tenth(1e6 * events / cpuNanos);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("seeds", seeds)
                .put("steps", steps)
                .put("violations", violations)
                .put(
                        "rounds_to_converge",
                        new JsonObject()
                                .put("p50", rounds(0.5))
                                .put("p99", rounds(0.99))
                                .put("max", rounds(1)))
                .put(
                        "bytes",
                        new JsonObject()
                                .put("idle_per_link_round", tenth(idleBytes / finished()))
                                .put("per_update", tenth(updateBytes / Math.max(1, updates)))
                                .put("redundant_ratio", Math.round(1000 * redundancy / finished()) / 1000.0))
                .put("max_queue", maxQueue)
                .put("max_memory_est", maxMemory)
                .put("updates", updates)
                .put("replica_steps", events)
                .put("replica_steps_per_ms", eventsPerMillisecond());
    }

    List<String> toLines() {
        return List.of(
                "Seeds        " + Numbers.count(seeds) + ", of which " + violations + " broke an invariant",
                "Writes       " + Numbers.count(updates) + " in " + Numbers.count(steps) + " steps",
                "Converged    "
                        + String.format(
                                Locale.ROOT,
                                "p50 %.2f, p99 %.2f, max %.2f rounds",
                                rounds(0.5),
                                rounds(0.99),
                                rounds(1)),
                "Bytes        "
                        + String.format(
                                Locale.ROOT,
                                "%.1f an idle link and round, %.1f an update on all links, %.3f deliveries for one",
                                idleBytes / finished(),
                                updateBytes / Math.max(1, updates),
                                redundancy / finished()),
                "Memory       " + Numbers.bytes(maxMemory) + " the largest replica, " + maxQueue + " waiting at most",
                "Speed        " + Numbers.count(events) + " replica steps in " + Numbers.seconds(cpuNanos)
                        + " of CPU time, " + eventsPerMillisecond() + " a millisecond");
    }
}
