package io.crdt.demo.engine;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A place where a node does not hold what it must.
 *
 * @param node the name of the node
 * @param place the object, and where in it
 * @param expected what must be there
 * @param actual what is there
 */
public record Difference(String node, String place, String expected, String actual) {

    private static final String NOTHING = "nothing";

    /** Returns where the two differ, in the order of places. */
    public static List<Difference> between(String node, Map<String, Object> expected, Map<String, Object> actual) {
        List<Difference> differences = new ArrayList<>();
        TreeSet<String> places = new TreeSet<>(expected.keySet());
        places.addAll(actual.keySet());
        for (String place : places) {
            Object must = expected.getOrDefault(place, NOTHING);
            Object is = actual.getOrDefault(place, NOTHING);
            if (!Objects.equals(must, is)) {
                differences.add(new Difference(node, place, must.toString(), is.toString()));
            }
        }
        return differences;
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("node", node)
                .put("place", place)
                .put("expected", expected)
                .put("actual", actual);
    }

    @Override
    public String toString() {
        return node + ": " + place + " must be " + expected + ", but is " + actual;
    }
}
