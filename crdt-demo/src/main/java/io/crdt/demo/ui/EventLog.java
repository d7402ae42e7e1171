package io.crdt.demo.ui;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was done and what the protocol made of it, in plain language; the latest lines. */
final class EventLog {

    private static final int KEPT = 50;

    private final long startedNanos = System.nanoTime();
    private final Deque<JsonObject> lines = new ArrayDeque<>();
    private long last;

    /** Somebody did something. */
    void did(String text) {
        add("did", text);
    }

    /** Something has come of it; measured. */
    void found(String text) {
        add("found", text);
    }

    /** Something is not as it must be. */
    void wrong(String text) {
        add("wrong", text);
    }

    private void add(String kind, String text) {
        lines.add(new JsonObject()
                .put("id", ++last)
                .put("seconds", Math.round((System.nanoTime() - startedNanos) / 1e8) / 10.0)
                .put("kind", kind)
                .put("text", text));
        if (lines.size() > KEPT) {
            lines.remove();
        }
    }

    JsonArray toJson() {
        JsonArray json = new JsonArray();
        lines.forEach(line -> json.add(line.copy()));
        return json;
    }
}
