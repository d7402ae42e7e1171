package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code gossip --ui} from the outside: what it prints, and that it stays up until it is stopped. */
final class DashboardCommandTest {

    @Test
    void itSaysWhereItIsAndTakesTheNextPortIfOneIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = Math.min(taken.getLocalPort(), 65_000);
            JsonObject printed = serve("--ui", Integer.toString(port), "--nodes", "2", "--json");
            URI url = URI.create(printed.getString("url"));
            assertTrue(url.getPort() > port && url.getPort() < port + 100, url.toString());
        }
    }

    /** Starts the command in a thread, asks for the page, interrupts the thread, and returns the line that it printed. */
    private static JsonObject serve(String... options) throws Exception {
        PipedWriter out = new PipedWriter();
        BufferedReader reader = new BufferedReader(new PipedReader(out));
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), Optional::empty);
        CompletableFuture<Integer> status = new CompletableFuture<>();
        String[] args = new String[options.length + 1];
        args[0] = "gossip";
        System.arraycopy(options, 0, args, 1, options.length);
        Thread command = new Thread(() -> status.complete(Main.run(console, args)), "gossip --ui");
        command.start();
        try {
            JsonObject printed = new JsonObject(reader.readLine());
            var page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(printed.getString("url")))
                                    .build(),
                            BodyHandlers.ofString());
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("See it converge"), page.body());
            return printed;
        } finally {
            command.interrupt();
            assertEquals(0, status.get(60, TimeUnit.SECONDS), err.toString());
        }
    }
}
