package io.crdt.demo;

import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.sim.Fault;
import io.crdt.sim.Faults;
import io.crdt.sim.InvariantViolation;
import io.crdt.sim.SimulatedObject;
import io.crdt.sim.Simulation;
import io.crdt.sim.SimulationOptions;
import io.crdt.sim.Topology;
import io.crdt.sim.Wire;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Histories of nodes over simulated networks, disks and clocks, with the invariants checked at each step. */
@Command(
        name = "simulate",
        description = {
            "Simulates nodes that write and gossip while things go wrong, seed after seed, on virtual time and one"
                    + " thread; checks the invariants of the protocol at each step and shows the shortest history that"
                    + " breaks one.",
            "",
            "Exit status: 0 if no invariant was broken, 1 if one was, 2 if the arguments are bad.",
            ""
        },
        footer = {
            "",
            "What --json tells: rounds_to_converge is the time until all nodes are equal in gossip intervals; without"
                    + " faults of each write, from its node to all others; else of each seed, from the end of all"
                    + " faults. bytes are those of sampled links, frames included: of an idle link in a round, both"
                    + " ways; of all links for each update; and how many entries and removals were delivered for each"
                    + " that was new. max_queue is what waited at most on one link and, for what it builds on, at one"
                    + " node; max_memory_est the bytes of the largest replica. replica_steps is how often a node's"
                    + " protocol was told of anything, and replica_steps_per_ms how often in a millisecond of CPU time"
                    + " of the one thread that simulates, all checks included."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class SimulateCommand implements Callable<Integer> {

    private static final int MAX_NODES = 100_000;
    private static final int MAX_SEEDS = 10_000_000;
    private static final int MAX_STEPS = 10_000_000;
    private static final long MAX_PAUSE_MILLIS = 3_600_000;
    private static final int MANY_NODES = 8;
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    private final Console console;

    /** What --faults knows by name, for --help. */
    static final class FaultNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return EnumSet.allOf(Fault.class).stream()
                    .map(SimulateCommand::nameOf)
                    .iterator();
        }
    }

    /** What --topology knows by name, for --help. */
    static final class TopologyNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return EnumSet.allOf(Topology.class).stream()
                    .map(SimulateCommand::nameOf)
                    .iterator();
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description =
                    "2 to 100,000 nodes; by default each seed has 3 to 7. More than 50 are linked to six others each"
                            + " instead of all.")
    private @Nullable Integer nodes;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "The first seed; by default a new one, which is printed.")
    private @Nullable Long seed;

    @Option(names = "--seeds", paramLabel = "K", defaultValue = "1", description = "How many seeds; default 1.")
    private int seeds;

    @Option(names = "--steps", paramLabel = "M", defaultValue = "500", description = "Writes a seed; default 500.")
    private int steps;

    @Option(
            names = "--faults",
            paramLabel = "FAULTS",
            completionCandidates = FaultNames.class,
            description = "all, none, or some of them, with commas between: ${COMPLETION-CANDIDATES}. By default each"
                    + " seed has its own.")
    private @Nullable String faults;

    @Option(
            names = "--topology",
            paramLabel = "TOPOLOGY",
            completionCandidates = TopologyNames.class,
            description =
                    "Which nodes are linked: ${COMPLETION-CANDIDATES}. With discovery nodes know one other at first"
                            + " and find the rest as those of an application do; with more than 50 that gives regular."
                            + " By default each seed has its own, but for 8 nodes and more: mesh up to 50, beyond that regular.")
    private @Nullable String topology;

    @Option(
            names = "--pause",
            paramLabel = "MS",
            description =
                    "The longest pause between two writes in ms, 0 to 3,600,000; most are much shorter. With 1000,"
                            + " the default of 8 nodes and more, there are 14 writes a second, with 100 and 10 there are 120"
                            + " and 500. By default each seed has its own.")
    private @Nullable Long pause;

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    SimulateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Main.require(spec, nodes == null || nodes >= 2 && nodes <= MAX_NODES, "--nodes", "2 to 100,000", nodes);
        Main.require(spec, seeds >= 1 && seeds <= MAX_SEEDS, "--seeds", "1 to 10,000,000", seeds);
        Main.require(spec, steps >= 0 && steps <= MAX_STEPS, "--steps", "0 to 10,000,000", steps);
        Main.require(
                spec, pause == null || pause >= 0 && pause <= MAX_PAUSE_MILLIS, "--pause", "0 to 3,600,000", pause);
        Topology links = topology == null ? null : topologyOf(topology);
        long first = seed == null ? new SplittableRandom().nextInt(Integer.MAX_VALUE) : seed;
        Faults chosen = faults == null ? null : faultsOf(faults);
        report("seeds " + first + " to " + (first + seeds - 1));
        SimulationSummary summary = new SimulationSummary();
        long reported = System.nanoTime();
        for (long each = first; each < first + seeds; each++) {
            run(options(each, chosen, links), summary);
            long done = each - first + 1;
            if (System.nanoTime() - reported > PROGRESS_NANOS && done < seeds) {
                reported = System.nanoTime();
                report(done + " of " + seeds + " seeds so far, " + summary.violations() + " broke an invariant");
            }
        }
        report("all " + seeds + " seeds done, " + summary.violations() + " broke an invariant");
        if (json) {
            console.out().println(summary.toJson().encode());
        } else {
            summary.toLines().forEach(console.out()::println);
        }
        return summary.violations() == 0 ? 0 : 1;
    }

    private void report(String progress) {
        console.err().println(progress);
        console.err().flush();
    }

    private void run(SimulationOptions options, SimulationSummary summary) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean(); // others share the machine and compile this code
        long start = threads.getCurrentThreadCpuTime();
        try {
            summary.add(
                    options,
                    new Simulation(options, SimulatedObject.defaults(), wireOf(options))
                            .replayWith(replay(options.seed()))
                            .run(),
                    threads.getCurrentThreadCpuTime() - start);
        } catch (InvariantViolation violation) {
            summary.addViolation();
            console.err().println(violation.getMessage());
        }
    }

    /** Of few nodes every message goes through the codec; of many that would take most of the time. */
    private static Wire wireOf(SimulationOptions options) {
        return options.nodes() < MANY_NODES ? Wire.through(MessageCodec.of(Codec.standard())) : Wire.OBJECTS;
    }

    private SimulationOptions options(long each, @Nullable Faults chosen, @Nullable Topology links) {
        SimulationOptions options = nodes == null || nodes < MANY_NODES
                ? SimulationOptions.ofSeed(each)
                : SimulationOptions.quiet(each, nodes, steps);
        options = nodes == null ? options : options.withNodes(nodes);
        options = chosen == null ? options : options.withFaults(chosen);
        options = links == null ? options : options.withTopology(links);
        options = pause == null ? options : options.withTimes(pause, options.latency(), options.maxPersistMillis());
        return options.withSteps(steps);
    }

    private String replay(long each) {
        return "java -jar crdt-demo/target/crdt-demo.jar simulate --seed " + each
                + (nodes == null ? "" : " --nodes " + nodes) + " --steps " + steps
                + (faults == null ? "" : " --faults " + faults)
                + (pause == null ? "" : " --pause " + pause)
                + (topology == null ? "" : " --topology " + topology);
    }

    private Faults faultsOf(String text) {
        if (text.equals("all")) {
            return Faults.all();
        }
        if (text.equals("none")) {
            return Faults.none();
        }
        EnumSet<Fault> chosen = EnumSet.noneOf(Fault.class);
        for (String name : text.split(",", -1)) {
            chosen.add(faultOf(name));
        }
        return Faults.of(chosen);
    }

    private Fault faultOf(String name) {
        for (Fault fault : Fault.values()) {
            if (nameOf(fault).equals(name)) {
                return fault;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "--faults must be all, none, or some of " + String.join(",", new FaultNames()) + ", but has " + name);
    }

    private Topology topologyOf(String name) {
        for (Topology each : Topology.values()) {
            if (nameOf(each).equals(name)) {
                return each;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "--topology must be one of " + String.join(",", new TopologyNames()) + ", but is " + name);
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
