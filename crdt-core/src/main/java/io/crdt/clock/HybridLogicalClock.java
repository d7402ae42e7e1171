package io.crdt.clock;

/**
 * A clock that never runs backwards and never falls behind what it has seen, as an immutable value.
 *
 * <p>Each local event takes {@link #tick}; each remote timestamp is {@linkplain #observe observed}. A remote timestamp
 * that is further ahead of the wall clock than {@code maxAheadMillis} is not adopted but counted, so that one replica
 * with a broken clock cannot drag the others into the future. (Kulkarni, Demirbas et al., <i>Logical Physical
 * Clocks</i>, 2014.)
 *
 * <p>A wall clock outside of what a timestamp can hold counts as the nearest time that it can. At {@link Timestamp#MAX} the
 * clock stands still; whatever is written then has one time, and dots break the ties.
 *
 * @param last the latest timestamp given out or adopted
 * @param maxAheadMillis how far ahead of the wall clock a remote timestamp may be to be adopted
 * @param refused how many remote timestamps were too far ahead
 */
public record HybridLogicalClock(Timestamp last, long maxAheadMillis, long refused) {

    /** A clock adopts what is at most a minute ahead unless told otherwise. */
    public static final long DEFAULT_MAX_AHEAD_MILLIS = 60_000;

    public HybridLogicalClock {
        if (maxAheadMillis < 0) {
            throw new IllegalArgumentException("maxAheadMillis must not be negative, but is " + maxAheadMillis);
        }
    }

    /** Returns a clock that has given out nothing yet. */
    public static HybridLogicalClock create() {
        return new HybridLogicalClock(Timestamp.ZERO, DEFAULT_MAX_AHEAD_MILLIS, 0);
    }

    /** Returns the clock after a local event; its {@link #last} is the event's timestamp, after every earlier one. */
    public HybridLogicalClock tick(long nowMillis) {
        Timestamp now = Timestamp.ofMillis(nearest(nowMillis));
        return withLast(now.compareTo(last) > 0 ? now : last.next());
    }

    /** Returns the clock after it has seen a timestamp of another replica, or of an earlier life of its own. */
    public HybridLogicalClock observe(Timestamp remote, long nowMillis) {
        if (remote.compareTo(last) <= 0) {
            return this;
        }
        if (aheadMillis(remote, nowMillis) > maxAheadMillis) {
            return new HybridLogicalClock(last, maxAheadMillis, refused + 1);
        }
        return withLast(remote);
    }

    /** Returns the clock after a local event whose timestamp it has given out, though it may have seen later ones since. */
    public HybridLogicalClock after(Timestamp own) {
        return own.compareTo(last) > 0 ? withLast(own) : this;
    }

    /** Returns how far a timestamp is ahead of a wall clock in milliseconds; negative if it is behind. */
    public static long aheadMillis(Timestamp time, long nowMillis) {
        return time.millis() - nearest(nowMillis);
    }

    private static long nearest(long nowMillis) {
        return Math.max(0, Math.min(nowMillis, Timestamp.MAX_MILLIS));
    }

    private HybridLogicalClock withLast(Timestamp newLast) {
        return new HybridLogicalClock(newLast, maxAheadMillis, refused);
    }
}
