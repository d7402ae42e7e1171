package io.crdt.demo.board;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The board of a person, run as a process of its own, and somebody who does at its page what a person would. */
final class BoardProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");
    private static final Pattern ADDRESS = Pattern.compile("--peer (127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final Path errors;
    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final WebSocketClient client;
    private final WebSocket socket;
    private JsonObject state = new JsonObject();

    /** The address that others name as their peer. */
    final String address;

    BoardProcess(Vertx vertx, Path directory, String name, List<String> arguments) throws Exception {
        errors = directory.resolve(name + ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.crdt.demo.Main",
                "board",
                "--name=" + name,
                "--data=" + directory.resolve(name),
                "--ui=0"));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            int port = Integer.parseInt(read(out, URL));
            address = read(out, ADDRESS);
            client = vertx.createWebSocketClient();
            socket = client.connect(new WebSocketConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(port)
                            .setURI("/")
                            .addHeader("Origin", "http://127.0.0.1:" + port))
                    // On its event loop, before the first state is read: one that meets no handler is lost.
                    .onSuccess(opened -> opened.textMessageHandler(text -> messages.add(new JsonObject(text))))
                    .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private String read(BufferedReader out, Pattern pattern) throws IOException {
        String line = out.readLine();
        Matcher matcher = pattern.matcher(line == null ? "" : line);
        if (!matcher.find()) {
            throw new AssertionError("the board wrote \"" + line + "\", and: " + Files.readString(errors));
        }
        return matcher.group(1);
    }

    void act(JsonObject command) {
        socket.writeTextMessage(command.encode());
    }

    /** Returns the first state that the page shows of which something holds. */
    JsonObject await(String what, Predicate<JsonObject> condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!(state.containsKey("lists") && condition.test(state))) {
            JsonObject message = messages.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what + ", but " + state);
            }
            if (message.containsKey("refused")) {
                throw new AssertionError(message.encode());
            }
            state = message.getJsonObject("state");
        }
        return state;
    }

    JsonObject awaitSaved(String... titles) throws InterruptedException {
        return await(
                "saved " + List.of(titles),
                shown -> shown.getBoolean("saved") && titles(shown).containsAll(List.of(titles)));
    }

    static JsonArray lists(JsonObject state) {
        return state.getJsonArray("lists");
    }

    /** Returns all titles of lists and cards. */
    static List<String> titles(JsonObject state) {
        List<String> titles = new ArrayList<>();
        for (Object each : lists(state)) {
            JsonObject list = (JsonObject) each;
            list.getJsonArray("titles").forEach(title -> titles.add((String) title));
            for (Object card : list.getJsonArray("cards")) {
                ((JsonObject) card).getJsonArray("titles").forEach(title -> titles.add((String) title));
            }
        }
        return titles;
    }

    /** Ends the process as the operating system would for want of memory: it gets to do nothing more. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * Ends the process by a signal, as Ctrl-C does, and returns what it has complained of. The signal is SIGTERM, since
     * SIGINT is ignored by a process that a script has started in the background, and by all that it starts.
     */
    String end() throws Exception {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the board did not end");
        }
        return Files.readString(errors);
    }

    @Override
    public void close() {
        kill();
        client.close().await();
    }
}
