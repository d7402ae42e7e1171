package io.crdt.type;

import io.crdt.lattice.Lattice;

/**
 * What is known of one incarnation's part in a counter: how far it has counted, and how far resets have seen it count.
 * What counts is the difference of its running totals at these two points.
 *
 * <p>An incarnation counts sequentially, so of two totals the later one has the earlier one in it, and of two resets the
 * one that saw more has taken away what the other did. That makes tallies a lattice: a join keeps the later of each.
 *
 * @param at the number of its last dot that counted
 * @param total what it had added up to there, whatever was reset
 * @param resetAt the last of these dots that any reset has seen; 0 if none has
 * @param resetTotal what it had added up to that one
 */
public record Tally(long at, long total, long resetAt, long resetTotal) implements Lattice<Tally> {

    static final Tally NONE = new Tally(0, 0, 0, 0);

    public Tally {
        if (resetAt < 0 || at < resetAt) {
            throw new IllegalArgumentException(
                    "a reset sees from 0 up to all, but this one is at " + resetAt + " of " + at);
        }
    }

    Tally counted(long seq, long newTotal) {
        return new Tally(seq, newTotal, resetAt, resetTotal);
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

    /** A dot has exactly one total; taking the maximum keeps join total for arbitrary inputs. */
    private static boolean isBefore(long at, long total, long otherAt, long otherTotal) {
        return at < otherAt || at == otherAt && total < otherTotal;
    }
}
