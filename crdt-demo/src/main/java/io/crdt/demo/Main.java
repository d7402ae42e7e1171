package io.crdt.demo;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry of the runnable jar. */
@Command(
        name = "crdt-demo",
        description = "Replicas that can always be written to, meet when they can, and end up equal.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {"", "Start here:  java -jar crdt-demo.jar gossip"})
public final class Main implements Runnable {

    private static final int BAD_ARGUMENTS = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli

    private Main() {}

    /** Reads the version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"crdt-demo " + (version == null ? "(development)" : version)};
        }
    }

    /** Runs the command that the arguments name and ends the process with its status. */
    public static void main(String[] args) {
        Console console = new Console(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                TerminalView::ofStandardOutput);
        System.exit(run(console, args));
    }

    /** Runs the command that the arguments name and returns its exit status. */
    static int run(Console console, String... args) {
        CommandLine commands = new CommandLine(new Main())
                .addSubcommand(new GossipCommand(console))
                .addSubcommand(new BoardCommand(console))
                .addSubcommand(new StoreCommand(console))
                .addSubcommand(new SimulateCommand(console))
                .setOut(console.out())
                .setErr(console.err())
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler(Main::badArguments)
                .setExecutionExceptionHandler(Main::failure);
        int status = commands.execute(args);
        console.out().flush();
        console.err().flush();
        return status;
    }

    /** Refuses the value of an option that breaks a rule. */
    static void require(CommandSpec spec, boolean condition, String option, String rule, @Nullable Object value) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), option + " must be " + rule + ", but is " + value);
        }
    }

    private static int badArguments(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        complain(command, problem.getMessage() + " (see --help)");
        return BAD_ARGUMENTS;
    }

    private static int failure(Exception problem, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (problem instanceof DemoException expected) {
            complain(command, String.valueOf(expected.getMessage()));
            return expected.status();
        }
        throw problem;
    }

    private static void complain(CommandLine command, String problem) {
        String line = problem.lines()
                .map(String::strip)
                .reduce((one, next) -> one + " " + next)
                .orElse("");
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + line);
    }

    /** Without a command there is only help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
