package io.crdt.replica;

import java.util.random.RandomGenerator;

/**
 * The lasting name of one copy: 128 bits that stay the same over restarts, and a label for people.
 *
 * <p>It never appears in a dot; those come from an {@code Incarnation}, which no two lives of a replica share.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 * @param label what people call the replica; it identifies nothing
 */
public record ReplicaId(long high, long low, String label) {

    private static final int MAX_LABEL = 255;

    public ReplicaId {
        if (label.length() > MAX_LABEL) {
            throw new IllegalArgumentException(
                    "a label must have at most " + MAX_LABEL + " characters, but has " + label.length());
        }
    }

    /** Draws a fresh id. */
    public static ReplicaId random(RandomGenerator random, String label) {
        return new ReplicaId(random.nextLong(), random.nextLong(), label);
    }

    /** Tells whether both name the same copy, whatever it is labelled. */
    public boolean isSameAs(ReplicaId other) {
        return high == other.high && low == other.low;
    }

    @Override
    public String toString() {
        return label;
    }
}
