package io.crdt.net;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/** A process with a node that writes all the time until it is told to stop, and the side of it that tests hold. */
final class BusyProcess implements AutoCloseable {

    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));
    private static final Key<GCounter> WRITES = Key.of("writes", GCounter.type());
    private static final int KEPT = 100;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private final int port;

    /**
     * Starts it.
     *
     * @param seed the node to dial; empty for none
     */
    BusyProcess(String name, String seed) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BusyProcess.class.getName(),
                        name,
                        seed)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        port = Integer.parseInt(String.valueOf(answers.readLine()));
    }

    int port() {
        return port;
    }

    /** Returns how often it has written itself. */
    long written() throws IOException {
        return Long.parseLong(ask("written"));
    }

    /** Returns how many writes of anybody it knows of. */
    long known() throws IOException {
        return Long.parseLong(ask("known"));
    }

    /** Makes it write no more, and returns how often it has. */
    long stop() throws IOException {
        return Long.parseLong(ask("stop"));
    }

    /** Returns its context, fingerprint and content in short. */
    String state() throws IOException {
        return ask("state");
    }

    /** Returns its latest problems. */
    String problems() throws IOException {
        return ask("problems");
    }

    /** One question at a time, since who waits for a condition may ask from another thread. */
    private synchronized String ask(String order) throws IOException {
        orders.println(order);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the process is gone");
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What runs in it. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        CrdtOptions options =
                new CrdtOptions().setName(arguments[0]).setDiscovery(false).setReconnectMillis(20, 200);
        if (!arguments[1].isEmpty()) {
            options.addSeed(arguments[1]);
        }
        CrdtNode node = Await.result(CrdtNode.create(vertx, options).start());
        long[] written = {0};
        long timer = vertx.setPeriodic(1, tick -> {
            String name = arguments[0] + written[0] + " of some length, so that there is something to send";
            String old = arguments[0] + (written[0] - KEPT) + " of some length, so that there is something to send";
            node.update(NAMES, (names, me) -> names.add(me, name).join(names.remove(me, old)));
            node.update(WRITES, (writes, me) -> writes.increment(me));
            written[0]++;
        });
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        answers.println(node.address().port());
        try (Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (orders.hasNextLine()) {
                answers.println(answer(orders.nextLine(), vertx, node, timer, written));
            }
        }
        System.exit(0);
    }

    private static Object answer(String order, Vertx vertx, CrdtNode node, long timer, long[] written) {
        return switch (order) {
            case "stop" -> {
                vertx.cancelTimer(timer);
                yield Await.result(onContext(vertx, written));
            }
            case "written" -> Await.result(onContext(vertx, written));
            case "known" -> node.get(WRITES).value();
            case "problems" -> Await.result(node.status()).problems();
            default -> {
                ReplicaState state = node.state();
                yield state.context().digest() + " " + state.fingerprint() + " " + state.size() + " "
                        + state.get(WRITES).value() + " " + state.get(NAMES).hashCode();
            }
        };
    }

    /** The timer counts on its own context, and what is asked for here comes after what it has done. */
    private static Future<Long> onContext(Vertx vertx, long[] written) {
        return vertx.timer(1).map(later -> written[0]);
    }
}
