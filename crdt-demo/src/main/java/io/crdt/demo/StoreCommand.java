package io.crdt.demo;

import io.crdt.codec.Codec;
import io.crdt.net.store.SalvageReport;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.StoreReport;
import io.crdt.net.store.sqlite.StoreFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after data directories of nodes. */
@Command(
        name = "store",
        description = {
            "Looks after the data directory of a node: tells whether it is sound, copies it while the node runs, saves what"
                    + " is left of a damaged one.",
            "",
            "Exit status: 0 if all is well, 1 if the directory is damaged or something failed, 2 if the arguments are bad.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class StoreCommand implements Runnable {

    private static final int SHOWN_PROBLEMS = 20;

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli

    StoreCommand(Console console) {
        this.console = console;
    }

    /** Without a command there is only help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            description = "Reads everything in a data directory and tells what is wrong, if anything. The node may run"
                    + " meanwhile; nothing is changed.",
            mixinStandardHelpOptions = true)
    int verify(@Parameters(paramLabel = "DIR", description = "A data directory.") Path directory) {
        StoreReport report = expecting(() -> StoreFiles.verify(directory));
        print(directory, report);
        if (!report.isSound()) {
            console.out()
                    .printf(
                            Locale.ROOT,
                            "A salvage would keep %,d of %,d readable entries; peers give back what they have.%n",
                            report.usable(),
                            report.entries());
        }
        return report.isSound() ? 0 : 1;
    }

    @Command(
            description = "Copies a data directory, whole and of one moment. The node may run meanwhile.",
            mixinStandardHelpOptions = true)
    int backup(
            @Parameters(paramLabel = "DIR", description = "A data directory.") Path directory,
            @Parameters(paramLabel = "NEW", description = "A new or empty directory.") Path to) {
        expecting(() -> {
            StoreFiles.backup(directory, to);
            return StoreFiles.verify(to);
        });
        console.out().println("copied " + directory + " to " + to);
        return 0;
    }

    @Command(
            description = {
                "Makes a new data directory of what is left in a damaged one, which stays as it is.",
                "",
                "The new one claims no more than it has: it keeps what happened before the first damage to each history, and"
                        + " a node that starts from it gets the rest back from its peers. What no peer has is lost from there"
                        + " on; what of it is still readable is listed in " + StoreFiles.LEFT_OUT
                        + " in the new directory, to be entered again by hand, or written there again by --rewrite."
            },
            mixinStandardHelpOptions = true)
    int salvage(
            @Parameters(paramLabel = "DIR", description = "A damaged data directory.") Path directory,
            @Parameters(paramLabel = "NEW", description = "A new or empty directory.") Path to,
            @Option(
                            names = "--rewrite",
                            description =
                                    "Write what would be left out as new operations, which peers take for new: what they"
                                            + " have removed or replaced since may be there again. Not for counters, which would count"
                                            + " twice, nor for types that the library does not know.")
                    boolean rewrite) {
        SalvageReport salvaged = expecting(() -> rewrite
                ? StoreFiles.salvageAndRewrite(directory, to, Codec.standard())
                : new SalvageReport(StoreFiles.salvage(directory, to, Codec.standard()), 0, 0));
        StoreReport report = salvaged.found();
        print(directory, report);
        console.out()
                .printf(
                        Locale.ROOT,
                        "%,d of %,d readable entries are in %s; the others are %s %s.%n",
                        report.usable(),
                        report.entries(),
                        to,
                        rewrite ? "written as new operations or listed in" : "listed in",
                        to.resolve(StoreFiles.LEFT_OUT));
        if (rewrite) {
            console.out()
                    .printf(
                            Locale.ROOT,
                            "%,d are written as new operations of a fresh incarnation: peers take them for new, so what was"
                                    + " removed or replaced since may be there again. %,d are listed only: those of counters"
                                    + " would count twice, and what others mean is not known.%n",
                            salvaged.rewritten(),
                            salvaged.leftOut());
        }
        return 0;
    }

    private static <T> T expecting(Supplier<T> action) {
        try {
            return action.get();
        } catch (StoreException e) {
            throw new DemoException(1, String.valueOf(e.getMessage()));
        }
    }

    private void print(Path directory, StoreReport report) {
        PrintWriter out = console.out();
        out.printf(
                Locale.ROOT,
                "%s: %s; %,d objects, %,d entries, %,d removals on record, %,d incarnations.%n",
                directory,
                report.isSound() ? "sound" : "DAMAGED",
                report.objects(),
                report.entries(),
                report.removals(),
                report.incarnations());
        if (report.unread() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  Of %,d entries only the bytes were checked: they have values of classes that the application"
                            + " registers. StoreFiles.verify with its codec reads them.%n",
                    report.unread());
        }
        report.problems().stream().limit(SHOWN_PROBLEMS).forEach(problem -> out.println("  " + problem));
        if (report.problems().size() > SHOWN_PROBLEMS) {
            out.printf(Locale.ROOT, "  and %,d more%n", report.problems().size() - SHOWN_PROBLEMS);
        }
    }
}
