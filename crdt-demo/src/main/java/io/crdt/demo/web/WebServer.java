package io.crdt.demo.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page on 127.0.0.1 whose viewers see the newest state at any time and may give commands, over one WebSocket each.
 *
 * <p>What is sent is always the whole state, so nothing queues for a slow viewer: it gets the newest when it has room. Only
 * this page can open the WebSocket. A page from elsewhere that the same browser has open names its own origin, and one that
 * made its name lead to 127.0.0.1 names itself as host; both are refused. Other machines cannot connect at all: the server
 * listens on the loopback address alone, since everybody who reaches it may give commands.
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
        return server.onContext(() -> server.server.listen(port, HOST).map(server))
                .recover(problem -> {
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
        if (!isForUs(request.authority(), request.headers())) {
            end(response, FORBIDDEN, "this page is at " + url() + " and under no other name");
        } else if (!isFromUs(request.authority(), request.headers(), false)) {
            end(response, FORBIDDEN, "this page answers no page but itself");
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

    /** Whether the browser was sent here by a name of the loopback address; another name may lead here by DNS rebinding. */
    private boolean isForUs(@Nullable HostAndPort authority, MultiMap headers) {
        return authority != null
                && OWN_NAMES.contains(authority.host())
                && authority.port() == server.actualPort()
                && headers.getAll(HttpHeaders.HOST).size() <= 1;
    }

    /** Whether this page asks; what a user opens names no origin, but what opens a WebSocket has to. */
    private static boolean isFromUs(@Nullable HostAndPort authority, MultiMap headers, boolean isRequired) {
        List<String> origins = headers.getAll(HttpHeaders.ORIGIN);
        return origins.isEmpty() ? !isRequired : origins.equals(List.of("http://" + authority));
    }

    private void admit(ServerWebSocketHandshake handshake) {
        HostAndPort authority = handshake.authority();
        if (!isForUs(authority, handshake.headers()) || !isFromUs(authority, handshake.headers(), true)) {
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
