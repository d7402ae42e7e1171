package io.crdt.demo;

import io.crdt.demo.board.BoardApp;
import io.crdt.demo.web.WebServerException;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.TransportException;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One person's task board, which works offline. */
@Command(
        name = "board",
        description = {
            "A task board of several people. Each runs this command, with a data directory and a page of their own;"
                    + " the boards of those who can reach each other become equal. Ends with Ctrl-C.",
            "",
            "Exit status: 1 if a port or the data directory cannot be used, 2 if the arguments are bad.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "Pages and boards can be reached from this machine only: between machines, links need certificates, which"
                    + " this example has no options for.",
            "",
            "Two people on one machine:",
            "  board --name anna --port 7401 --peer localhost:7402 --data anna --ui 8081",
            "  board --name ben  --port 7402 --peer localhost:7401 --data ben  --ui 8082"
        })
final class BoardCommand implements Callable<Integer> {

    private static final String CLUSTER = "crdt-board";
    private static final int MAX_NAME = 50;
    private static final int MAX_PORT = 65_535;
    private static final int DEFAULT_UI = 8_081;
    private static final long PATIENCE_SECONDS = 60;
    private static final long CLOSING_SECONDS = 10;

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // replaced by picocli

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Who you are; votes go by it.")
    private String name = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "A directory that keeps the board; made if it is not there.")
    private Path data = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where the boards of others reach this one, on 127.0.0.1 only; default any free port.")
    private int port;

    @Option(
            names = "--peer",
            paramLabel = "HOST:PORT",
            description = "Somebody else's board; one is enough to find all. May be repeated.")
    private List<String> peers = List.of();

    @Option(
            names = "--ui",
            paramLabel = "PORT",
            description = "The port of the page, on 127.0.0.1 only; default 8081 or the next free one.")
    private @Nullable Integer ui;

    BoardCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        CrdtOptions options = options();
        Vertx vertx = Vertx.vertx();
        boolean isNew = Files.notExists(data);
        BoardApp app;
        try {
            app = BoardApp.start(vertx, name, options, ui == null ? DEFAULT_UI : ui, ui == null)
                    .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (StoreException | TransportException | WebServerException e) {
            vertx.close();
            boolean made = isNew && Files.exists(data);
            throw new DemoException(1, e.getMessage() + (made ? "; " + data + " was made, and is empty yet" : ""));
        } catch (TimeoutException e) {
            vertx.close();
            throw new DemoException(1, "the board did not open within " + PATIENCE_SECONDS + " s");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(app)));
        console.out().println(name + "'s board: " + app.url());
        console.out().println("Others reach it with --peer " + app.address() + "; it is kept in " + data + ".");
        console.out().flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private void close(BoardApp app) {
        try {
            app.close().await(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException | TimeoutException e) {
            console.err().println("board: did not close in order; what was shown as saved is: " + e.getMessage());
            console.err().flush();
        }
    }

    private CrdtOptions options() {
        Main.require(
                spec, !name.isBlank() && name.length() <= MAX_NAME, "--name", "1 to " + MAX_NAME + " characters", name);
        Main.require(spec, port >= 0 && port <= MAX_PORT, "--port", "0 to 65535", port);
        Main.require(spec, ui == null || ui >= 0 && ui <= MAX_PORT, "--ui", "0 to 65535", ui);
        CrdtOptions options = new CrdtOptions()
                .setName(name)
                .setCluster(CLUSTER)
                .setPort(port)
                .setDataDir(data);
        for (String peer : peers) {
            try {
                options.addSeed(peer);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--peer: " + e.getMessage());
            }
        }
        return options;
    }
}
