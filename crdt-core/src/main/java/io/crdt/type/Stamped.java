package io.crdt.type;

import io.crdt.clock.Timestamp;
import io.crdt.internal.Unchanging;
import java.util.Objects;

/**
 * A value with the hybrid logical time of its writing. The time is kept as a bare number to save an object an entry.
 *
 * <p>It is where replicas look for the times of others: a replica that takes in an entry with this payload moves its clock
 * to the time, and with any other payload it does not. So a type of your own that orders by time writes its values in it.
 *
 * @param packedTime {@link Timestamp#packed}
 * @param value what was written
 * @param <V> the type of the value: immutable, not null, compared by {@code equals}
 */
public record Stamped<V>(long packedTime, V value) {
    public Stamped {
        if (packedTime < 0) {
            throw new IllegalArgumentException("a timestamp must not be negative, but is " + packedTime);
        }
        Objects.requireNonNull(value, "a value of a convergent type must not be null");
        value = Unchanging.copyOf(value);
    }

    /** Returns when the value was written. */
    public Timestamp time() {
        return new Timestamp(packedTime);
    }
}
