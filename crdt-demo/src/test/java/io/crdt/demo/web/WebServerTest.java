package io.crdt.demo.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.demo.Reach;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebServerTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final WebSocketClient sockets = vertx.createWebSocketClient();
    private final BlockingQueue<JsonObject> commands = new LinkedBlockingQueue<>();
    private WebServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = await(WebServer.start(vertx, "/io/crdt/demo/ui/", 0, false, command -> {
            if (command.containsKey("bad")) {
                throw new IllegalArgumentException("bad is bad; nothing was changed");
            }
            commands.add(command);
            return Future.succeededFuture();
        }));
        port = URI.create(server.url()).getPort();
    }

    @AfterEach
    void release() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }

    private HttpClientResponse get(String path, String host) throws Exception {
        return await(http.request(HttpMethod.GET, port, "127.0.0.1", path)
                .compose(request -> request.putHeader("Host", host).send()));
    }

    private Future<WebSocket> connect(String host, String origin) {
        return sockets.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/")
                .addHeader("Host", host)
                .putHeader("Origin", origin));
    }

    private WebSocket viewer(BlockingQueue<JsonObject> received) throws Exception {
        String host = "127.0.0.1:" + port;
        return await(connect(host, "http://" + host)
                .onSuccess(socket -> socket.textMessageHandler(text -> received.add(new JsonObject(text)))));
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/main.js, text/javascript",
        "/live.js, text/javascript",
        "/base.css, text/css",
        "/icon.svg, image/svg+xml"
    })
    void filesOfThePageAndSharedOnesAreServed(String path, String type) throws Exception {
        HttpClientResponse response = get(path, "localhost:" + port);
        assertEquals(200, response.statusCode());
        assertTrue(response.getHeader("Content-Type").startsWith(type));
        assertTrue(response.getHeader("Content-Security-Policy").contains("default-src 'self'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/none.js", "/../web/live.js", "/%2e%2e/Main.class", "/ui/", "//live.js", "/package-info.class"})
    void nothingElseIsServed(String path) throws Exception {
        assertEquals(404, get(path, "127.0.0.1:" + port).statusCode());
    }

    @Test
    void aNameThatMerelyLeadsHereIsTurnedAway() throws Exception {
        assertEquals(403, get("/", "evil.example:" + port).statusCode());
        assertEquals(403, get("/", "127.0.0.1:1").statusCode());
    }

    @Test
    void aPageFromElsewhereReadsNothing() throws Exception {
        String host = "127.0.0.1:" + port;
        for (String origin : List.of("http://evil.example", "https://" + host, "http://127.0.0.1:1", "null")) {
            HttpClientResponse response = await(http.request(HttpMethod.GET, port, "127.0.0.1", "/")
                    .compose(request -> request.putHeader("Host", host)
                            .putHeader("Origin", origin)
                            .send()));
            assertEquals(403, response.statusCode(), origin);
        }
        assertEquals(
                200,
                await(http.request(HttpMethod.GET, port, "127.0.0.1", "/")
                                .compose(request -> request.putHeader("Host", host)
                                        .putHeader("Origin", "http://" + host)
                                        .send()))
                        .statusCode());
    }

    @Test
    void noOtherMachineReachesThePage() throws Exception {
        Reach.requireLoopbackOnly(server.url());
    }

    @Test
    void aPageFromElsewhereCannotOpenTheWebSocket() {
        String host = "127.0.0.1:" + port;
        for (String origin : List.of("http://evil.example", "https://" + host, "http://127.0.0.1:1", "null")) {
            UpgradeRejectedException refused =
                    assertThrows(UpgradeRejectedException.class, () -> await(connect(host, origin)), origin);
            assertEquals(403, refused.getStatus(), origin);
        }
        String evil = "evil.example:" + port;
        assertThrows(UpgradeRejectedException.class, () -> await(connect(evil, "http://" + evil)));
    }

    @Test
    void whoComesLateSeesTheNewestState() throws Exception {
        server.show(new JsonObject().put("n", 1));
        BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
        viewer(received);
        assertEquals(1, next(received).getJsonObject("state").getInteger("n"));
        server.show(new JsonObject().put("n", 2));
        assertEquals(2, next(received).getJsonObject("state").getInteger("n"));
    }

    @Test
    void commandsArriveAndRefusalsAreToldToWhoeverGaveThem() throws Exception {
        BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
        WebSocket socket = viewer(received);
        await(socket.writeTextMessage("{\"do\":\"it\"}"));
        assertEquals("it", next(commands).getString("do"));
        for (String bad : List.of("{\"bad\":1}", "[1]", "{", "x")) {
            await(socket.writeTextMessage(bad));
            assertTrue(next(received).getString("refused").contains("nothing was changed"), bad);
        }
    }

    @Test
    void aCommandThatIsTooLongIsRefusedAndTheConnectionStays() throws Exception {
        BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
        WebSocket socket = viewer(received);
        socket.writeTextMessage(new JsonObject().put("do", "x".repeat(1 << 15)).encode());
        assertEquals(
                "a command has up to 16384 characters, but this has 32777; nothing was changed",
                next(received).getString("refused"));
        socket.writeTextMessage("{\"do\":\"it\"}");
        assertEquals("it", next(commands).getString("do"));
    }

    @Test
    void aMessageThatIsFarTooLongEndsTheConnection() throws Exception {
        WebSocket socket = viewer(new LinkedBlockingQueue<>());
        BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        socket.closeHandler(gone -> closed.add("closed"));
        socket.writeTextMessage("\"" + "x".repeat(1 << 21) + "\"");
        assertEquals("closed", next(closed));
        assertTrue(commands.isEmpty());
    }

    @Test
    void thereAreOnlySoManyViewers() throws Exception {
        List<WebSocket> open = new ArrayList<>();
        for (int i = 0; i < WebServer.MAX_VIEWERS; i++) {
            open.add(viewer(new LinkedBlockingQueue<>()));
        }
        String host = "127.0.0.1:" + port;
        UpgradeRejectedException refused =
                assertThrows(UpgradeRejectedException.class, () -> await(connect(host, "http://" + host)));
        assertEquals(503, refused.getStatus());
        assertEquals(WebServer.MAX_VIEWERS, open.size());
    }

    /** A viewer that reads nothing while thousands of states come finds the newest, not all that it has missed. */
    @Test
    void aSlowViewerCostsNoQueue() throws Exception {
        BlockingQueue<JsonObject> slow = new LinkedBlockingQueue<>();
        BlockingQueue<JsonObject> quick = new LinkedBlockingQueue<>();
        WebSocket socket = viewer(slow);
        socket.pause();
        viewer(quick);
        int states = 400;
        String ballast = "x".repeat(1 << 16);
        for (int n = 1; n <= states; n++) {
            server.show(new JsonObject().put("n", n).put("ballast", ballast));
            while (next(quick).getJsonObject("state").getInteger("n") < n) {
                // an older one
            }
        }
        socket.resume();
        int received = 0;
        int last = 0;
        while (last < states) {
            last = next(slow).getJsonObject("state").getInteger("n");
            received++;
        }
        assertTrue(received < states, "all " + received + " states were kept for it");
    }

    @Test
    void aPortInUseIsNamedUnlessTheNextWillDo() throws Exception {
        WebServerException refused = assertThrows(
                WebServerException.class,
                () -> await(
                        WebServer.start(vertx, "/io/crdt/demo/ui/", port, false, command -> Future.succeededFuture())));
        assertTrue(String.valueOf(refused.getMessage()).contains("127.0.0.1:" + port), refused.getMessage());
        WebServer other =
                await(WebServer.start(vertx, "/io/crdt/demo/ui/", port, true, command -> Future.succeededFuture()));
        assertTrue(URI.create(other.url()).getPort() > port);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within 30 s");
        }
        return next;
    }
}
