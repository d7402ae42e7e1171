package io.crdt.demo.ui;

import io.crdt.demo.engine.Latencies;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last two minutes, second by second: how long writes took to be everywhere, and how many bytes they cost. */
final class Timeline {

    private static final int SECONDS = 120;

    private final Deque<Second> seconds = new ArrayDeque<>();
    private long lastBytes;
    private long lastUpdates;

    /**
     * One second.
     *
     * @param medianNanos of the writes that became known everywhere in it; 0 if none did
     * @param maxNanos the longest of them, or the age of the oldest that is still on its way
     * @param updates how many writes were made
     * @param bytes what all nodes have received
     * @param behind how many operations all nodes together lacked at its end
     */
    record Second(long medianNanos, long maxNanos, long updates, long bytes, long behind) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("p50", millis(medianNanos))
                    .put("max", millis(maxNanos))
                    .put("updates", updates)
                    .put("bytes", bytes)
                    .put("behind", behind);
        }

        private static double millis(long nanos) {
            return Math.round(nanos / 1e5) / 10.0;
        }
    }

    /** Ends a second. The updates and bytes are those since the beginning. */
    void add(Latencies finished, long oldestNanos, long allUpdates, long allBytes, long behind) {
        seconds.add(new Second(
                finished.nanos(0.5),
                Math.max(finished.nanos(1), oldestNanos > 1_000_000_000 ? oldestNanos : 0),
                allUpdates - lastUpdates,
                allBytes - lastBytes,
                behind));
        lastUpdates = allUpdates;
        lastBytes = allBytes;
        if (seconds.size() > SECONDS) {
            seconds.remove();
        }
    }

    /** Returns the last seconds, oldest first. */
    List<Second> last(int count) {
        return seconds.stream().skip(Math.max(0, seconds.size() - count)).toList();
    }

    JsonArray toJson() {
        JsonArray json = new JsonArray();
        seconds.forEach(second -> json.add(second.toJson()));
        return json;
    }
}
