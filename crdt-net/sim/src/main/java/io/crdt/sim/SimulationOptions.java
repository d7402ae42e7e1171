package io.crdt.sim;

import io.crdt.protocol.GossipOptions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What is simulated.
 *
 * @param seed decides everything that is left to chance
 * @param nodes how many nodes there are at the start, 2 or more
 * @param steps how many steps; in each a random node writes, and perhaps things go wrong
 * @param topology which nodes are linked
 * @param faults what goes wrong until the last step; then all is well again, and the nodes have to become equal
 * @param gossip the protocol's times and limits
 * @param maxPauseMillis how long it is from one step to the next at most; mostly it is much shorter
 * @param latency how long messages travel
 * @param maxPersistMillis how long the disk takes to write or to acknowledge at most
 * @param removalLimit how many removed dots a replica keeps on record
 * @param maxRounds how many gossip intervals the nodes may take at the end to become equal
 * @param progressRounds how many gossip intervals a node may learn nothing, over a sound link to one that knows more
 * @param maxRedundancy how often an entry or a removal may be delivered for each time that it is new
 * @param bytesOfOneLinkIn on one link in this many the bytes are counted, by encoding what is sent as the codec of
 *     the {@linkplain Wire#codec wire} does; 0 for none
 */
public record SimulationOptions(
        long seed,
        int nodes,
        int steps,
        Topology topology,
        Faults faults,
        GossipOptions gossip,
        long maxPauseMillis,
        Latency latency,
        long maxPersistMillis,
        int removalLimit,
        int maxRounds,
        int progressRounds,
        double maxRedundancy,
        int bytesOfOneLinkIn) {

    private static final List<Topology> SMALL = List.of(
            Topology.MESH,
            Topology.CHAIN,
            Topology.RING,
            Topology.STAR,
            Topology.TREE,
            Topology.RANDOM,
            Topology.DISCOVERY);
    private static final int MAX_ROUNDS = 60;
    private static final int PROGRESS_ROUNDS = 60;
    private static final int LARGEST_FULL_MESH = 50;

    public SimulationOptions {
        requireAtLeast("nodes", nodes, 2);
        requireAtLeast("steps", steps, 0);
        requireAtLeast("maxPauseMillis", maxPauseMillis, 0);
        requireAtLeast("maxPersistMillis", maxPersistMillis, 0);
        requireAtLeast("removalLimit", removalLimit, 0);
        requireAtLeast("maxRounds", maxRounds, 1);
        requireAtLeast("progressRounds", progressRounds, 1);
        requireAtLeast("bytesOfOneLinkIn", bytesOfOneLinkIn, 0);
        if (!(maxRedundancy >= 1)) {
            throw new IllegalArgumentException("maxRedundancy must be at least 1, but is " + maxRedundancy);
        }
    }

    /** Returns what the seed stands for: 3 to 7 nodes in any topology, 500 steps, and any faults. */
    public static SimulationOptions ofSeed(long seed) {
        SplittableRandom random = new SplittableRandom(seed).split();
        int kind = random.nextInt(8);
        return new SimulationOptions(
                seed,
                3 + random.nextInt(5),
                500,
                SMALL.get(random.nextInt(SMALL.size())),
                kind == 0 ? Faults.none() : kind < 3 ? Faults.all() : Faults.random(random),
                GossipOptions.of("simulation"),
                oneOf(random, 10, 100, 1000),
                anyLatency(random),
                oneOf(random, 0, 5, 100),
                (int) oneOf(random, 0, 1, 4, 16, 1 << 16),
                MAX_ROUNDS,
                PROGRESS_ROUNDS,
                Double.POSITIVE_INFINITY,
                4);
    }

    private static Latency anyLatency(SplittableRandom random) {
        long most = oneOf(random, 1, 10, 50, 200);
        return switch (random.nextInt(3)) {
            case 0 -> Latency.constant(most);
            case 1 -> Latency.uniform(0, most);
            default -> Latency.heavyTailed(1 + most / 10, 5 * most);
        };
    }

    /**
     * Returns a quick network in which nothing goes wrong: a mesh of up to 50 nodes; of more nodes a random graph in which
     * each has six links, as with partial views.
     */
    public static SimulationOptions quiet(long seed, int nodes, int steps) {
        return new SimulationOptions(
                seed,
                nodes,
                steps,
                nodes <= LARGEST_FULL_MESH ? Topology.MESH : Topology.REGULAR,
                Faults.none(),
                GossipOptions.of("simulation"),
                1000,
                Latency.uniform(0, 5),
                2,
                1 << 16,
                MAX_ROUNDS,
                PROGRESS_ROUNDS,
                Double.POSITIVE_INFINITY,
                Math.max(1, nodes / 10));
    }

    /** The parts of options while one of them is changed. */
    private static final class Draft {
        private int nodes;
        private int steps;
        private Topology topology;
        private Faults faults;
        private long maxPauseMillis;
        private Latency latency;
        private long maxPersistMillis;
        private double maxRedundancy;
        private int bytesOfOneLinkIn;

        Draft(SimulationOptions options) {
            nodes = options.nodes;
            steps = options.steps;
            topology = options.topology;
            faults = options.faults;
            maxPauseMillis = options.maxPauseMillis;
            latency = options.latency;
            maxPersistMillis = options.maxPersistMillis;
            maxRedundancy = options.maxRedundancy;
            bytesOfOneLinkIn = options.bytesOfOneLinkIn;
        }
    }

    private SimulationOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new SimulationOptions(
                seed,
                draft.nodes,
                draft.steps,
                draft.topology,
                draft.faults,
                gossip,
                draft.maxPauseMillis,
                draft.latency,
                draft.maxPersistMillis,
                removalLimit,
                maxRounds,
                progressRounds,
                draft.maxRedundancy,
                draft.bytesOfOneLinkIn);
    }

    /** Returns these options with another number of nodes. */
    public SimulationOptions withNodes(int newNodes) {
        return with(draft -> draft.nodes = newNodes);
    }

    /** Returns these options with another number of steps. */
    public SimulationOptions withSteps(int newSteps) {
        return with(draft -> draft.steps = newSteps);
    }

    /** Returns these options with another topology. */
    public SimulationOptions withTopology(Topology newTopology) {
        return with(draft -> draft.topology = newTopology);
    }

    /** Returns these options with other faults. */
    public SimulationOptions withFaults(Faults newFaults) {
        return with(draft -> draft.faults = newFaults);
    }

    /** Returns these options with other limits for pauses between steps and disk writes, and another latency. */
    public SimulationOptions withTimes(long newMaxPause, Latency newLatency, long newMaxPersist) {
        return with(draft -> {
            draft.maxPauseMillis = newMaxPause;
            draft.latency = newLatency;
            draft.maxPersistMillis = newMaxPersist;
        });
    }

    /** Returns these options with another limit for what is delivered needlessly. */
    public SimulationOptions withMaxRedundancy(double newMaxRedundancy) {
        return with(draft -> draft.maxRedundancy = newMaxRedundancy);
    }

    /** Returns these options with bytes counted on one link in this many; 0 for none. */
    public SimulationOptions withBytesOfOneLinkIn(int newOneLinkIn) {
        return with(draft -> draft.bytesOfOneLinkIn = newOneLinkIn);
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
