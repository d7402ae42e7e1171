package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import java.util.List;

/**
 * A counter that only grows, until it is reset: a reset takes away exactly what it has seen. Each incarnation keeps one
 * live dot with what it has added so far, and replaces it by its next one; the value is the sum over all of them. (Shapiro
 * et al., <i>A Comprehensive Study of Convergent and Commutative Replicated Data Types</i>, 2011, specification 6.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code reset}</td><td>{@code m}: the reset had not seen it</td></tr>
 * <tr><td>{@code reset}</td><td>{@code reset}</td><td>zero</td></tr>
 * </table>
 *
 * <p>Each incarnation that has ever written keeps one live dot, even after a reset. With n of them {@link #increment} costs
 * O(log n) and {@link #reset} costs O(n). The first {@link #value} adds them up; from then on each version keeps its sum.
 *
 * @param store the tally of each incarnation
 */
public record GCounter(DotMap<Incarnation, DotFun<Tally>> store)
        implements Crdt<GCounter, DotMap<Incarnation, DotFun<Tally>>> {

    private static final GCounter EMPTY = new GCounter(Tallies.none());

    private static final Type<GCounter> TYPE = new Type<>("GCounter", EMPTY, List.of());

    /** Returns the counter at zero. */
    public static GCounter empty() {
        return EMPTY;
    }

    /** Returns the type, for a key. */
    public static Type<GCounter> type() {
        return TYPE;
    }

    /**
     * Returns the sum of all increments that no reset has seen.
     *
     * @throws ArithmeticException if it does not fit into a {@code long}
     */
    public long value() {
        return Tallies.sum(store).toLong("the value of the GCounter");
    }

    /** Adds one. */
    public Delta<GCounter> increment(ReplicaContext me) {
        return increment(me, 1);
    }

    /**
     * Adds {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation ever added, resets or not, no longer fits into a {@code long}
     */
    public Delta<GCounter> increment(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "increment by");
        return Tallies.add(store, me, amount, "GCounter");
    }

    /** Takes away all increments that are seen here, and no others; nothing happens if there are none. */
    @Override
    public Delta<GCounter> reset(ReplicaContext me) {
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
    public GCounter withStore(DotMap<Incarnation, DotFun<Tally>> newStore) {
        return new GCounter(newStore);
    }

    @Override
    public String toString() {
        return Tallies.sum(store).toString();
    }
}
