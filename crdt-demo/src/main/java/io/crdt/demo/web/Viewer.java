package io.crdt.demo.web;

import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** One open page. It is sent no more than it takes, and not listened to while it takes nothing. */
final class Viewer {

    private static final int MAX_COMMAND = 1 << 14;

    private final ServerWebSocket socket;
    private final Function<JsonObject, Future<Void>> commands;
    private String waiting = "";

    Viewer(ServerWebSocket socket, Function<JsonObject, Future<Void>> commands) {
        this.socket = socket;
        this.commands = commands;
        socket.drainHandler(drained -> onDrained());
        socket.textMessageHandler(this::onMessage);
        socket.exceptionHandler(broken -> socket.close());
    }

    /** Shows the state now, or, if the socket is full, when it no longer is and no newer one has come. */
    void show(String state) {
        if (socket.writeQueueFull()) {
            waiting = state;
        } else {
            send(state);
        }
    }

    private void onDrained() {
        socket.resume();
        if (!waiting.isEmpty()) {
            String state = waiting;
            waiting = "";
            send(state);
        }
    }

    private void onMessage(String text) {
        execute(text).onFailure(problem -> {
            send(new JsonObject()
                    .put("refused", String.valueOf(problem.getMessage()))
                    .encode());
            if (socket.writeQueueFull()) {
                socket.pause();
            }
        });
    }

    private Future<Void> execute(String text) {
        if (text.length() > MAX_COMMAND) {
            return Future.failedFuture("a command has up to " + MAX_COMMAND + " characters, but this has "
                    + text.length() + "; nothing was changed");
        }
        try {
            return commands.apply(new JsonObject(text));
        } catch (DecodeException e) {
            return Future.failedFuture("a command is a JSON object, but this is not; nothing was changed");
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void send(String text) {
        if (!socket.isClosed()) {
            socket.writeTextMessage(text).onFailure(broken -> socket.close());
        }
    }
}
