package io.crdt.replica;

import java.util.random.RandomGenerator;

/**
 * The name of one copy: 64 bits that last as long as its data, 64 that are drawn at each start, and a label for people.
 *
 * <p>Data may be cloned, by copying a directory or a whole machine. The clones share the lasting half, but when they meet
 * they are two replicas and not one that has dialed itself, since the other half differs.
 *
 * <p>It never appears in a dot; those come from an {@code Incarnation}, which no two lives of a replica share.
 *
 * @param high the half that stays the same over restarts
 * @param low the half that no two lives share
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

    /** Tells whether both name the same life of the same copy, whatever it is labelled. */
    public boolean isSameAs(ReplicaId other) {
        return high == other.high && low == other.low;
    }

    @Override
    public String toString() {
        return label;
    }
}
