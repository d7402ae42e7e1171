package io.crdt.net.status;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Whether a node does what it should.
 *
 * @param reasons what is wrong; empty if nothing is
 */
public record NodeHealth(List<Problem> reasons) {

    public NodeHealth {
        reasons = List.copyOf(reasons);
    }

    /** Tells whether nothing is wrong. */
    public boolean isOk() {
        return reasons.isEmpty();
    }

    /** Returns it in the form in which Vert.x Health Checks has a status: {@code ok}, and the reasons in {@code data}. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("ok", isOk())
                .put(
                        "data",
                        new JsonObject()
                                .put(
                                        "reasons",
                                        new JsonArray(reasons.stream()
                                                .map(Problem::text)
                                                .toList())));
    }
}
