package io.crdt.demo;

import io.crdt.demo.engine.NodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Full nodes on TCP ports of one machine, a workload, a partition that heals, and the check of what came out. */
@Command(
        name = "gossip",
        description = {
            "Starts some nodes on 127.0.0.1, writes to all of them, cuts the network into two halves in the middle third"
                    + " and heals it, shows how they become equal, and checks the result.",
            "",
            "With --ui, instead: serves a page on which you see all of that and do it yourself, until Ctrl-C.",
            "",
            "Exit status: 0 if all nodes end equal and hold what had to come out, 1 if not, 2 if the arguments or the"
                    + " input are bad.",
            ""
        },
        footer = {
            "",
            "What --json tells: convergence_ms is the time from a write until the last node has it, of writes sampled"
                    + " every 5 ms while the network is whole. heal_ms and heal_bytes are the time from the moment at"
                    + " which links between the halves are possible again until every node has what any had, and what"
                    + " all nodes sent meanwhile; writing pauses until then. bytes_sent is everything that all nodes"
                    + " sent, bytes_per_update that divided by all updates."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class GossipCommand implements Callable<Integer> {

    private static final int MAX_NODES = 50;
    private static final int MAX_PAGE_NODES = 100;
    private static final long MAX_UPDATES = 10_000_000;
    private static final double MAX_SECONDS = 86_400;
    private static final int MAX_PORT = 65_535;
    private static final long MAX_MILLIS = 60_000;
    private static final long DEFAULT_UPDATES = 5_000;

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "A text in UTF-8 whose words the nodes count. Without it: a mix of operations drawn from the"
                    + " seed.")
    private @Nullable Path input;

    @Option(
            names = "--ui",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "8080",
            description = "Serve a page on 127.0.0.1 on which to watch and to interfere; at this port or the next free"
                    + " one, default 8080.")
    private @Nullable Integer ui;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "5",
            description = "2 to 50 nodes, with --ui 2 to 100; default 5.")
    private int nodes;

    @Option(
            names = "--updates",
            paramLabel = "N",
            description = "How many operations, 0 to 10,000,000; default 5,000. With --input: end after the line with"
                    + " which about this many are reached; default the whole file.")
    private @Nullable Long updates;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "9",
            description = "What the writes are spread over; more than 0, up to 86,400; default 9.")
    private double seconds;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "A number that decides who writes what; by default a new one, which is printed.")
    private @Nullable Long seed;

    @Option(names = "--no-partition", description = "Leave the network whole.")
    private boolean noPartition;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port of the first node, the others follow; default any free ones.")
    private @Nullable Integer port;

    @Option(
            names = "--interval",
            paramLabel = "MS",
            defaultValue = "200",
            description = "How often each node compares itself with another one; default 200 ms.")
    private long interval;

    @Option(
            names = "--push-delay",
            paramLabel = "MS",
            defaultValue = "5",
            description = "How long each node gathers changes before it sends them; default 5 ms.")
    private long pushDelay;

    @Option(
            names = "--no-warm-up",
            description =
                    "Do not let a small cluster run for a second first. The convergence times then include those of"
                            + " a JVM that has not compiled anything yet.")
    private boolean noWarmUp;

    @Option(
            names = "--json",
            description = "Print nothing but the result, as one line of JSON; with --ui, the address of the page.")
    private boolean json;

    GossipCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (ui != null) {
            return serve(ui);
        }
        RunSettings settings = settings();
        Workload workload = workload(settings.nodes());
        RunView view = view();
        Report report;
        try (view) {
            view.begin(
                    settings.nodes().nodes() + " nodes, seed "
                            + settings.nodes().seed() + ": " + workload.title(),
                    workload.steps(),
                    workload.stepName());
            report = GossipRun.run(settings, workload, view);
        }
        print(report, view);
        return report.status();
    }

    private int serve(int pagePort) {
        for (String option : List.of("--input", "--updates", "--seconds", "--no-partition")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " does not go with --ui, where you do such things on the page");
            }
        }
        Main.require(spec, pagePort >= 0 && pagePort <= MAX_PORT, "--ui", "0 to 65535", pagePort);
        return new DashboardRun(console, nodeSettings(MAX_PAGE_NODES, true), pagePort, json).run();
    }

    private RunView view() {
        return json ? RunView.SILENT : console.terminal().get().orElseGet(() -> new PlainView(console.out()));
    }

    private void print(Report report, RunView view) {
        if (json) {
            console.out().println(report.toJson().encode());
        } else {
            console.out().println();
            if (!view.showsNodes()) {
                report.table().forEach(console.out()::println);
                console.out().println();
            }
            report.toLines().forEach(console.out()::println);
        }
    }

    private RunSettings settings() {
        Main.require(
                spec,
                updates == null || updates >= 0 && updates <= MAX_UPDATES,
                "--updates",
                "0 to 10,000,000",
                updates);
        Main.require(
                spec, seconds > 0 && seconds <= MAX_SECONDS, "--seconds", "more than 0 and at most 86,400", seconds);
        return new RunSettings(
                nodeSettings(MAX_NODES, false), Duration.ofNanos(Math.round(seconds * 1e9)), !noPartition, !noWarmUp);
    }

    private NodeSettings nodeSettings(int maxNodes, boolean discovery) {
        Main.require(spec, nodes >= 2 && nodes <= maxNodes, "--nodes", "2 to " + maxNodes, nodes);
        int lastFirstPort = MAX_PORT - nodes + 1;
        Main.require(
                spec,
                port == null || port >= 1 && port <= lastFirstPort,
                "--port",
                "1 to " + lastFirstPort + ", with " + nodes + " nodes",
                port);
        Main.require(spec, interval >= 1 && interval <= MAX_MILLIS, "--interval", "1 to 60,000 ms", interval);
        Main.require(spec, pushDelay >= 0 && pushDelay <= MAX_MILLIS, "--push-delay", "0 to 60,000 ms", pushDelay);
        return new NodeSettings(
                nodes,
                seed == null ? new SplittableRandom().nextInt(Integer.MAX_VALUE) : seed,
                port == null ? 0 : port,
                interval,
                pushDelay,
                discovery);
    }

    private Workload workload(NodeSettings settings) {
        if (input == null) {
            return new MixWorkload(updates == null ? DEFAULT_UPDATES : updates, settings.seed());
        }
        Text text = Text.read(input);
        return updates == null
                ? TextWorkload.of(text, settings.seed())
                : TextWorkload.of(text, settings.seed(), updates);
    }
}
