package io.crdt.type;

import io.crdt.lattice.Lattice;

/**
 * What is known of one incarnation's part in a {@link ResettableCounter}: how far it has counted, and how far the resets
 * have seen it count; what counts is the difference of the totals at these two points of its life.
 *
 * <p>A point is a number that grows: {@code 2 · seq} is right after its dot of that number, {@code 2 · seq - 1} right
 * before it. The latter is where an incarnation starts to count from zero again, since a reset has seen all it had. A
 * reset somewhere else that saw as much has that earlier point, so it does not reach into the new count.
 *
 * @param at the last point that is known
 * @param total what the incarnation had added up to there
 * @param resetAt the last point that any reset has seen
 * @param resetTotal what the incarnation had added up to that one
 */
public record Tally(long at, long total, long resetAt, long resetTotal) implements Lattice<Tally> {

    public Tally {
        if (resetAt < 0 || at < resetAt) {
            throw new IllegalArgumentException(
                    "a reset sees from 0 up to all, but this one is at " + resetAt + " of " + at);
        }
    }

    /** Returns the tally of an incarnation that starts to count from zero and adds so much with its dot. */
    static Tally first(long seq, long amount) {
        return new Tally(after(seq), amount, after(seq) - 1, 0);
    }

    Tally next(long seq, long newTotal) {
        return new Tally(after(seq), newTotal, resetAt, resetTotal);
    }

    private static long after(long seq) {
        return Math.multiplyExact(2, seq);
    }

    Tally reset() {
        return new Tally(at, total, at, total);
    }

    /** Tells whether a reset has seen all of it. */
    public boolean isReset() {
        return at == resetAt;
    }

    @Override
    public Tally join(Tally other) {
        Tally last = isBefore(at, total, other.at, other.total) ? other : this;
        Tally lastReset = isBefore(resetAt, resetTotal, other.resetAt, other.resetTotal) ? other : this;
        return new Tally(last.at, last.total, lastReset.resetAt, lastReset.resetTotal);
    }

    /** There is one total to a point; that the greater one counts only makes this a lattice of all that can be written. */
    private static boolean isBefore(long at, long total, long otherAt, long otherTotal) {
        return at < otherAt || at == otherAt && total < otherTotal;
    }
}
