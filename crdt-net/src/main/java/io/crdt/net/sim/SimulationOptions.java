package io.crdt.net.sim;

import io.crdt.net.protocol.GossipOptions;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is simulated.
 *
 * @param seed decides everything that is left to chance
 * @param nodes how many nodes, 2 or more
 * @param steps how many steps; each is an operation at a random node, and perhaps faults
 * @param topology who is linked to whom
 * @param faults what goes wrong until the last step; then all is well again, and the nodes have to become equal
 * @param gossip the protocol's times and limits
 * @param maxPauseMillis how long it is from one step to the next at most; mostly it is much shorter
 * @param maxLatencyMillis how long a message travels at most
 * @param maxPersistMillis how long the disk takes to persist a state at most
 * @param removalLimit how many removed dots a replica keeps on record
 * @param maxRounds how many gossip intervals the nodes may take at the end to become equal
 */
public record SimulationOptions(
        long seed,
        int nodes,
        int steps,
        Topology topology,
        Faults faults,
        GossipOptions gossip,
        long maxPauseMillis,
        long maxLatencyMillis,
        long maxPersistMillis,
        int removalLimit,
        int maxRounds) {

    private static final List<Topology> TOPOLOGIES = List.of(Topology.values());
    private static final int MAX_ROUNDS = 60;

    public SimulationOptions {
        requireAtLeast("nodes", nodes, 2);
        requireAtLeast("steps", steps, 0);
        requireAtLeast("maxPauseMillis", maxPauseMillis, 0);
        requireAtLeast("maxLatencyMillis", maxLatencyMillis, 0);
        requireAtLeast("maxPersistMillis", maxPersistMillis, 0);
        requireAtLeast("removalLimit", removalLimit, 0);
        requireAtLeast("maxRounds", maxRounds, 1);
    }

    /** Returns what the seed stands for: 2 to 7 nodes in any topology, 200 to 300 steps, and any faults. */
    public static SimulationOptions ofSeed(long seed) {
        SplittableRandom random = new SplittableRandom(seed).split();
        int kind = random.nextInt(8);
        return new SimulationOptions(
                seed,
                2 + random.nextInt(6),
                200 + random.nextInt(101),
                TOPOLOGIES.get(random.nextInt(TOPOLOGIES.size())),
                kind == 0 ? Faults.none() : kind == 1 ? Faults.all() : Faults.random(random),
                GossipOptions.of("simulation"),
                oneOf(random, 10, 100, 1000),
                oneOf(random, 1, 10, 50, 200),
                oneOf(random, 0, 5, 100),
                (int) oneOf(random, 0, 1, 4, 16, 1 << 16),
                MAX_ROUNDS);
    }

    /** Returns a mesh on a quick network in which nothing goes wrong. */
    public static SimulationOptions quiet(long seed, int nodes, int steps) {
        return new SimulationOptions(
                seed,
                nodes,
                steps,
                Topology.MESH,
                Faults.none(),
                GossipOptions.of("simulation"),
                1000,
                5,
                2,
                1 << 16,
                MAX_ROUNDS);
    }

    /** Returns these options with another topology. */
    public SimulationOptions withTopology(Topology newTopology) {
        return new SimulationOptions(
                seed,
                nodes,
                steps,
                newTopology,
                faults,
                gossip,
                maxPauseMillis,
                maxLatencyMillis,
                maxPersistMillis,
                removalLimit,
                maxRounds);
    }

    /** Returns these options with other faults. */
    public SimulationOptions withFaults(Faults newFaults) {
        return new SimulationOptions(
                seed,
                nodes,
                steps,
                topology,
                newFaults,
                gossip,
                maxPauseMillis,
                maxLatencyMillis,
                maxPersistMillis,
                removalLimit,
                maxRounds);
    }

    /** Returns these options with other limits for pauses between steps, message latencies and disk writes. */
    public SimulationOptions withTimes(long newMaxPause, long newMaxLatency, long newMaxPersist) {
        return new SimulationOptions(
                seed,
                nodes,
                steps,
                topology,
                faults,
                gossip,
                newMaxPause,
                newMaxLatency,
                newMaxPersist,
                removalLimit,
                maxRounds);
    }

    private static long oneOf(SplittableRandom random, long... values) {
        return values[random.nextInt(values.length)];
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }
}
