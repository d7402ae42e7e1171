package io.crdt.net.sim;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Crdt;
import io.crdt.laws.CrdtSpec;
import io.crdt.net.protocol.GossipCounts;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One simulated history of a few nodes: they make random operations and gossip while things go wrong, step by step; then
 * everything is mended, and they have to become equal. Run it once.
 *
 * <p>What happens follows from the {@linkplain SimulationOptions options} alone: there is one thread, time is virtual, and
 * all chance comes from the seed.
 */
public final class Simulation {

    private static final int LOOK_EVERY_MILLIS = 5;
    private static final int SETTLING_ROUNDS = 2;

    private final World world;
    private final Operations operations;
    private final Checks checks;
    private final Network network;
    private final FaultInjector faults;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SplittableRandom workload;

    /** Creates a simulation of counters, sets and maps. */
    public Simulation(SimulationOptions options) {
        this(options, SimulatedObject.defaults(), Wire.OBJECTS);
    }

    /**
     * Creates a simulation.
     *
     * @param objects what the nodes write to
     * @param wire what becomes of every message
     */
    public Simulation(SimulationOptions options, List<SimulatedObject<?>> objects, Wire wire) {
        this(options, objects, wire, Sabotage.NONE);
    }

    /**
     * Returns the simulation that a seed stands for, of two objects of one type: the last of the type's laws.
     *
     * <pre>{@code Simulation.of(new FlagSpec(), seed).run();}</pre>
     */
    public static <S extends Crdt<S, ?>> Simulation of(CrdtSpec<S> spec, long seed) {
        Type<S> type = new Type<>(spec.name(), spec.empty(), List.of());
        List<SimulatedObject<?>> objects = List.of(
                new SimulatedObject<>(Key.of("object 1", type), spec),
                new SimulatedObject<>(Key.of("object 2", type), spec));
        Simulation simulation = new Simulation(SimulationOptions.ofSeed(seed), objects, Wire.OBJECTS);
        simulation.world.replayWith("Simulation.of(spec, " + seed + "L).run(), where spec describes " + spec.name());
        return simulation;
    }

    Simulation(SimulationOptions options, List<SimulatedObject<?>> objects, Wire wire, Sabotage sabotage) {
        SplittableRandom random = new SplittableRandom(options.seed());
        world = new World(options, wire, sabotage);
        operations = new Operations(objects);
        checks = new Checks(world, operations);
        network = new Network(world, random.split());
        workload = random.split();
        for (int i = 0; i < options.nodes(); i++) {
            SimNode node = new SimNode(i, world, network, checks, operations, random.split());
            nodes.add(node);
            network.add(node);
        }
        faults = new FaultInjector(world, network, nodes, random.split());
    }

    /**
     * Runs the simulation.
     *
     * @throws InvariantViolation if an invariant is broken
     */
    public SimulationResult run() {
        nodes.forEach(SimNode::boot);
        for (int i = 0; i < world.options.steps(); i++) {
            world.agenda.runUntil(world.agenda.now() + pause());
            world.nextStep();
            faults.step();
            nodes.get(workload.nextInt(nodes.size())).operate(workload);
        }
        faults.mendAll();
        long mendedAt = world.agenda.now();
        long millisToConverge = converge(mendedAt);
        world.agenda.runUntil(world.agenda.now() + SETTLING_ROUNDS * interval());
        nodes.forEach(node -> checks.reachedTheEnd(node, node.disk()));
        return result(millisToConverge);
    }

    /** Makes the trace longer than it usually is. */
    @CanIgnoreReturnValue
    public Simulation keepTrace(int lines) {
        world.trace.keep(lines);
        return this;
    }

    /** Returns what has happened last, for people to read. */
    public String trace() {
        return world.readable(world.trace.toString());
    }

    private long pause() {
        long most = world.options.maxPauseMillis();
        int kind = workload.nextInt(10);
        return workload.nextLong(1 + (kind < 5 ? Math.min(5, most) : kind < 9 ? most / 10 : most));
    }

    private long converge(long mendedAt) {
        while (!isConverged()) {
            if (world.agenda.now() - mendedAt > world.options.maxRounds() * interval()) {
                throw world.violation(
                        Invariant.CONVERGES,
                        "all",
                        "the nodes are not equal after " + world.options.maxRounds() + " rounds: " + contexts());
            }
            world.agenda.runUntil(world.agenda.now() + LOOK_EVERY_MILLIS);
        }
        return world.agenda.now() - mendedAt;
    }

    private boolean isConverged() {
        ReplicaState first = nodes.get(0).disk();
        for (SimNode node : nodes) {
            SimNode.Life life = node.life();
            if (life == null
                    || life.replica.state() != node.disk()
                    || !node.disk().context().equals(first.context())) {
                return false;
            }
        }
        return true;
    }

    private String contexts() {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append("\n  ")
                .append(node.label())
                .append(" at ")
                .append(node.disk().context()));
        return text.toString();
    }

    private long interval() {
        return world.options.gossip().intervalMillis();
    }

    private SimulationResult result(long millisToConverge) {
        GossipCounts gossip = GossipCounts.NONE;
        long events = 0;
        for (SimNode node : nodes) {
            events += node.events();
            for (GossipCounts counts : node.counts()) {
                gossip = gossip.plus(counts);
            }
        }
        return new SimulationResult(
                world.step(),
                operations.count(),
                events,
                checks.count(),
                world.agenda.now(),
                millisToConverge,
                (millisToConverge + interval() - 1) / interval(),
                faults.restarts(),
                gossip,
                network.messages(),
                network.lost(),
                nodes.stream().mapToInt(SimNode::mostParked).max().orElse(0),
                world.trace.hash());
    }
}
