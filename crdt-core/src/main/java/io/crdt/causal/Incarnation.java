package io.crdt.causal;

import java.util.random.RandomGenerator;

/**
 * The origin of dots: one life of a replica, from a process start to its end, named by 128 random bits.
 *
 * <p>A process that starts again, from whatever backup or clone of a disk, is another origin. So no dot is ever spent
 * twice, and what others already have of an earlier life simply comes back from them.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Incarnation(long high, long low) implements Comparable<Incarnation> {

    /** Draws a fresh incarnation; with a good generator no two of them ever meet. */
    public static Incarnation random(RandomGenerator random) {
        return new Incarnation(random.nextLong(), random.nextLong());
    }

    /** Orders incarnations as unsigned 128-bit numbers; the order means nothing but is the same everywhere. */
    @Override
    public int compareTo(Incarnation other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public final boolean equals(Object other) {
        return this == other || other instanceof Incarnation that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * high + low);
    }

    /** Returns the first eight of the 32 hexadecimal digits: enough to tell incarnations apart for a reader. */
    @Override
    public String toString() {
        String hex = Long.toHexString(high);
        return "0".repeat(16 - hex.length()).concat(hex).substring(0, 8);
    }
}
