package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import java.util.List;

/**
 * A counter that goes up and down and can be reset: a reset takes away exactly what it has seen. Each incarnation keeps one
 * live dot with the sum of what it added and subtracted so far, and replaces it by its next one; the value is the sum over
 * all of them. (Shapiro et al., <i>A Comprehensive Study of Convergent and Commutative Replicated Data Types</i>, 2011,
 * specification 7; the operations of one incarnation are a sequence, so one signed number does for its two.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code decrement(n)}</td><td>{@code m - n} more</td></tr>
 * <tr><td>{@code decrement(m)}</td><td>{@code decrement(n)}</td><td>{@code m + n} less</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code reset}</td><td>{@code m}: the reset had not seen it</td></tr>
 * <tr><td>{@code reset}</td><td>{@code reset}</td><td>zero</td></tr>
 * </table>
 *
 * <p>Increments and decrements cost O(log n) and {@link #reset} costs O(n) for n incarnations that ever wrote, each of
 * which keeps one live dot, also after a reset. The first {@link #value} adds them up; from then on each version keeps its
 * sum.
 *
 * @param store the tally of each incarnation
 */
public record PNCounter(DotMap<Incarnation, DotFun<Tally>> store)
        implements Crdt<PNCounter, DotMap<Incarnation, DotFun<Tally>>> {

    private static final PNCounter EMPTY = new PNCounter(Tallies.none());

    private static final Type<PNCounter> TYPE = new Type<>("PNCounter", EMPTY, List.of());

    /** Returns the counter at zero. */
    public static PNCounter empty() {
        return EMPTY;
    }

    /** Returns the type, for a key. */
    public static Type<PNCounter> type() {
        return TYPE;
    }

    /**
     * Returns the sum of all increments less all decrements that no reset has seen.
     *
     * @throws ArithmeticException if it does not fit into a {@code long}
     */
    public long value() {
        return Tallies.sum(store).toLong("the value of the PNCounter");
    }

    /** Adds one. */
    public Delta<PNCounter> increment(ReplicaContext me) {
        return increment(me, 1);
    }

    /**
     * Adds {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation ever added, resets or not, no longer fits into a {@code long}
     */
    public Delta<PNCounter> increment(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "increment by");
        return Tallies.add(store, me, amount, "PNCounter");
    }

    /** Subtracts one. */
    public Delta<PNCounter> decrement(ReplicaContext me) {
        return decrement(me, 1);
    }

    /**
     * Subtracts {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation ever added, resets or not, no longer fits into a {@code long}
     */
    public Delta<PNCounter> decrement(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "decrement by");
        return Tallies.add(store, me, -amount, "PNCounter");
    }

    /** Takes away all that is seen here, and nothing else; nothing happens if there is nothing. */
    @Override
    public Delta<PNCounter> reset(ReplicaContext me) {
        return Tallies.reset(store, me);
    }

    @Override
    public boolean isBlank() {
        return Tallies.areReset(store);
    }

    @Override
    public boolean isKeyed() {
        return false;
    }

    @Override
    public PNCounter withStore(DotMap<Incarnation, DotFun<Tally>> newStore) {
        return new PNCounter(newStore);
    }

    @Override
    public String toString() {
        return Tallies.sum(store).toString();
    }
}
