package io.crdt.demo.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.net.BindException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page on 127.0.0.1 whose viewers see the newest state at any time and may give commands, over one WebSocket each.
 *
 * <p>What is sent is always the whole state, so nothing queues for a slow viewer: it gets the newest when it has room. Only
 * this page can open the WebSocket. A page from elsewhere that the same browser has open names its own origin, and one that
 * made its name lead to 127.0.0.1 names itself as host; both are turned away.
 */
public final class WebServer {

    private static final String HOST = "127.0.0.1";
    private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost");
    private static final int PORTS_TO_TRY = 100;
    private static final int LAST_PORT = 65_535;

    /** A longer message ends the connection; up to here its sender is told that a command is shorter. */
    private static final int MAX_MESSAGE_BYTES = 1 << 16;

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    /** How many pages may watch at once. */
    static final int MAX_VIEWERS = 32;

    private final Context context;
    private final HttpServer server;
    private final Assets assets;
    private final Function<JsonObject, Future<Void>> commands;
    private final Set<Viewer> viewers = new LinkedHashSet<>();
    private final AtomicReference<@Nullable JsonObject> unsent = new AtomicReference<>();
    private String newest = "";
    private int handshakes;

    private WebServer(Vertx vertx, String folder, Function<JsonObject, Future<Void>> commands) {
        context = vertx.getOrCreateContext();
        assets = new Assets(folder);
        this.commands = commands;
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(HOST)
                .setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES));
        server.requestHandler(this::serve);
        server.webSocketHandshakeHandler(this::admit);
        server.webSocketHandler(this::open);
    }

    /**
     * Serves the files of a folder of the class path, {@code index.html} first, together with those that all pages share.
     *
     * @param port the port to listen on; 0 takes any free one
     * @param orNext whether to take one of the next ports if that one is in use
     * @param commands is called with each command of a viewer, on the context on which this is called; if what it returns
     *     fails, the viewer is told the message of the failure
     */
    public static Future<WebServer> start(
            Vertx vertx, String folder, int port, boolean orNext, Function<JsonObject, Future<Void>> commands) {
        int last = orNext && port > 0 ? Math.min(port + PORTS_TO_TRY - 1, LAST_PORT) : port;
        return listen(vertx, folder, port, last, commands);
    }

    private static Future<WebServer> listen(
            Vertx vertx, String folder, int port, int last, Function<JsonObject, Future<Void>> commands) {
        WebServer server = new WebServer(vertx, folder, commands);
        return server.onContext(() -> server.server.listen(port).map(server)).recover(problem -> {
            if (problem instanceof BindException && port < last) {
                return listen(vertx, folder, port + 1, last, commands);
            }
            return Future.failedFuture(new WebServerException(
                    "cannot listen on " + HOST + ":" + port + ": " + problem.getMessage(), problem));
        });
    }

    /** Returns where the page is to be found. */
    public String url() {
        return "http://" + HOST + ":" + server.actualPort() + "/";
    }

    /** Shows a state to all viewers, now and to come. May be called by any thread, as often as one likes. */
    public void show(JsonObject state) {
        if (unsent.getAndSet(state) == null) {
            context.runOnContext(ready -> publish());
        }
    }

    /** Closes the page; viewers find out. */
    public Future<Void> close() {
        return onContext(server::close);
    }

    private void publish() {
        JsonObject state = unsent.getAndSet(null);
        if (state != null) {
            newest = new JsonObject().put("state", state).encode();
            viewers.forEach(viewer -> viewer.show(newest));
        }
    }

    private void serve(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader(
                        "Content-Security-Policy",
                        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!isForUs(request.authority())) {
            end(response, FORBIDDEN, "this page is at " + url() + " and under no other name");
        } else if (!request.method().name().equals("GET")) {
            end(response, NOT_ALLOWED, "there is only GET");
        } else {
            assets.read(request.path())
                    .ifPresentOrElse(
                            asset -> response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
                                    .end(asset.content()),
                            () -> end(response, NOT_FOUND, "there is no " + request.path()));
        }
    }

    private static void end(HttpServerResponse response, int status, String text) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text + "\n");
    }

    private boolean isForUs(@Nullable HostAndPort authority) {
        return authority != null && OWN_NAMES.contains(authority.host()) && authority.port() == server.actualPort();
    }

    private void admit(ServerWebSocketHandshake handshake) {
        HostAndPort authority = handshake.authority();
        String origin = handshake.headers().get(HttpHeaders.ORIGIN);
        if (!isForUs(authority) || !("http://" + authority).equals(origin)) {
            handshake.reject(FORBIDDEN);
        } else if (viewers.size() + handshakes >= MAX_VIEWERS) {
            handshake.reject(UNAVAILABLE);
        } else {
            handshakes++;
            handshake.accept().onComplete(done -> handshakes--);
        }
    }

    private void open(ServerWebSocket socket) {
        Viewer viewer = new Viewer(socket, commands);
        viewers.add(viewer);
        socket.closeHandler(closed -> viewers.remove(viewer));
        if (!newest.isEmpty()) {
            viewer.show(newest);
        }
    }

    private <T> Future<T> onContext(java.util.function.Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(ready -> action.get().onComplete(promise));
        return promise.future();
    }
}
