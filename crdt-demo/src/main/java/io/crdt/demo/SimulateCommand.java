package io.crdt.demo;

import io.crdt.demo.format.Numbers;
import io.crdt.net.sim.Fault;
import io.crdt.net.sim.Faults;
import io.crdt.net.sim.InvariantViolation;
import io.crdt.net.sim.Simulation;
import io.crdt.net.sim.SimulationOptions;
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
                    + " node; max_memory_est the bytes of the largest replica."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class SimulateCommand implements Callable<Integer> {

    private static final int MAX_NODES = 100_000;
    private static final int MAX_SEEDS = 10_000_000;
    private static final int MAX_STEPS = 10_000_000;
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

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean json;

    SimulateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        require(nodes == null || nodes >= 2 && nodes <= MAX_NODES, "--nodes", "2 to 100,000", nodes);
        require(seeds >= 1 && seeds <= MAX_SEEDS, "--seeds", "1 to 10,000,000", seeds);
        require(steps >= 0 && steps <= MAX_STEPS, "--steps", "0 to 10,000,000", steps);
        long first = seed == null ? new SplittableRandom().nextInt(Integer.MAX_VALUE) : seed;
        Faults chosen = faults == null ? null : faultsOf(faults);
        console.err().println("seeds " + first + " to " + (first + seeds - 1));
        SimulationSummary summary = new SimulationSummary();
        long reported = System.nanoTime();
        for (long each = first; each < first + seeds; each++) {
            run(each, chosen, summary);
            if (System.nanoTime() - reported > PROGRESS_NANOS) {
                reported = System.nanoTime();
                console.err()
                        .println(Numbers.count(each - first + 1) + " of " + Numbers.count(seeds) + " seeds, "
                                + summary.violations() + " violations");
                console.err().flush();
            }
        }
        if (json) {
            console.out().println(summary.toJson().encode());
        } else {
            summary.toLines().forEach(console.out()::println);
        }
        return summary.violations() == 0 ? 0 : 1;
    }

    private void run(long each, @Nullable Faults chosen, SimulationSummary summary) {
        SimulationOptions options = options(each, chosen);
        long start = System.nanoTime();
        try {
            summary.add(
                    options, new Simulation(options).replayWith(replay(each)).run(), System.nanoTime() - start);
        } catch (InvariantViolation violation) {
            summary.addViolation();
            console.err().println(violation.getMessage());
        }
    }

    private SimulationOptions options(long each, @Nullable Faults chosen) {
        SimulationOptions options = nodes == null || nodes < MANY_NODES
                ? SimulationOptions.ofSeed(each)
                : SimulationOptions.quiet(each, nodes, steps);
        options = nodes == null ? options : options.withNodes(nodes);
        options = chosen == null ? options : options.withFaults(chosen);
        return options.withSteps(steps);
    }

    private String replay(long each) {
        return "java -jar crdt-demo/target/crdt-demo.jar simulate --seed " + each
                + (nodes == null ? "" : " --nodes " + nodes) + " --steps " + steps
                + (faults == null ? "" : " --faults " + faults);
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

    private static String nameOf(Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void require(boolean condition, String option, String rule, @Nullable Object value) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), option + " must be " + rule + ", but is " + value);
        }
    }
}
