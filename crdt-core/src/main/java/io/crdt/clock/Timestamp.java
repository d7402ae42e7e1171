package io.crdt.clock;

/**
 * A point in hybrid logical time: 47 bits of wall-clock milliseconds, then 16 bits that order what happened within one.
 *
 * <p>It is a {@code long} in disguise ({@link #packed}), so that a stored value pays eight bytes for it, and compares
 * like one.
 *
 * @param packed milliseconds since the epoch shifted left by 16, plus the counter; never negative
 */
public record Timestamp(long packed) implements Comparable<Timestamp> {

    /** The beginning of time: before every timestamp a clock gives out. */
    public static final Timestamp ZERO = new Timestamp(0);

    /** The end of time: no timestamp is after it. */
    public static final Timestamp MAX = new Timestamp(Long.MAX_VALUE);

    /** The last millisecond that a timestamp can hold, some time in the year 6429. */
    public static final long MAX_MILLIS = (1L << 47) - 1;

    private static final int COUNTER_BITS = 16;

    public Timestamp {
        if (packed < 0) {
            throw new IllegalArgumentException("a timestamp must not be negative, but is " + packed);
        }
    }

    /** Returns the first timestamp of the given millisecond since the epoch. */
    public static Timestamp ofMillis(long millis) {
        if (millis < 0 || millis > MAX_MILLIS) {
            throw new IllegalArgumentException("milliseconds must fit into 47 bits, but are " + millis);
        }
        return new Timestamp(millis << COUNTER_BITS);
    }

    /** Returns the wall-clock part in milliseconds since the epoch. */
    public long millis() {
        return packed >>> COUNTER_BITS;
    }

    /** Returns the part that orders timestamps of one millisecond. */
    public int counter() {
        return (int) (packed & ((1 << COUNTER_BITS) - 1));
    }

    /** Returns the very next timestamp. A full counter carries into the milliseconds; {@link #MAX} is its own next one. */
    public Timestamp next() {
        return packed == MAX.packed ? this : new Timestamp(packed + 1);
    }

    @Override
    public int compareTo(Timestamp other) {
        return Long.compare(packed, other.packed);
    }

    @Override
    public String toString() {
        return millis() + "." + counter();
    }
}
