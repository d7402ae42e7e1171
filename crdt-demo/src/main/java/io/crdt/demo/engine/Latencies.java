package io.crdt.demo.engine;

import io.crdt.demo.format.Numbers;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;

/**
 * Some durations.
 *
 * @param sortedNanos the durations in ascending order
 */
public record Latencies(List<Long> sortedNanos) {

    public static Latencies of(Collection<Long> nanos) {
        return new Latencies(nanos.stream().sorted().toList());
    }

    public int count() {
        return sortedNanos.size();
    }

    /** Returns the smallest duration in nanoseconds that this fraction of all does not exceed; 0 if there are none. */
    public long nanos(double fraction) {
        int index = (int) Math.ceil(fraction * sortedNanos.size()) - 1;
        return sortedNanos.isEmpty() ? 0 : sortedNanos.get(Math.max(0, index));
    }

    /** Returns the same in milliseconds. */
    public double millis(double fraction) {
        return Numbers.millis(nanos(fraction));
    }

    /** Returns the percentiles; null where there is nothing to take them of, since 0 would be a claim. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().putNull("p50").putNull("p99").putNull("max");
        return sortedNanos.isEmpty()
                ? json
                : json.put("p50", millis(0.5)).put("p99", millis(0.99)).put("max", millis(1));
    }
}
