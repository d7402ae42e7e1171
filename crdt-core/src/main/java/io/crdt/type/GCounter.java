package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.math.BigInteger;
import java.util.List;

/**
 * A counter that only grows. Each incarnation keeps one live dot with what it has added so far, and replaces it by its
 * next one; the value is the sum over all of them. (Shapiro et al., <i>A Comprehensive Study of Convergent and
 * Commutative Replicated Data Types</i>, 2011, specification 6.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * </table>
 *
 * @param store what each incarnation has added
 */
public record GCounter(DotMap<Incarnation, DotFun<Long>> store)
        implements Crdt<GCounter, DotMap<Incarnation, DotFun<Long>>> {

    private static final GCounter EMPTY = new GCounter(DotMap.empty(DotFun.empty()));

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
     * Returns the sum of all increments, in time O(incarnations that ever incremented).
     *
     * @throws ArithmeticException if the sum does not fit into a {@code long}
     */
    public long value() {
        long[] sum = {0};
        store.asMap().values().forEach(own -> own.forEach((dot, count) -> sum[0] = Math.addExact(sum[0], count)));
        return sum[0];
    }

    /** Adds one. */
    public Delta<GCounter> increment(ReplicaContext me) {
        return increment(me, 1);
    }

    /**
     * Adds {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation added no longer fits into a {@code long}
     */
    public Delta<GCounter> increment(ReplicaContext me, long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("a GCounter only grows, but the amount is " + amount);
        }
        if (amount == 0) {
            return Delta.none();
        }
        DotFun<Long> own = store.at(me.origin());
        long[] count = {amount};
        own.forEach((dot, before) -> count[0] = Math.addExact(count[0], before));
        return Delta.write(Path.of(me.origin()), me.nextDot(), count[0], own);
    }

    /**
     * Refuses unless nothing was counted: the next total of an incarnation would bring back what was taken away.
     *
     * @throws UnsupportedOperationException if anything was counted; nothing has changed
     */
    @Override
    public Delta<GCounter> reset(ReplicaContext me) {
        if (store.isEmpty()) {
            return Delta.none();
        }
        throw new UnsupportedOperationException("a GCounter only grows, but the one at " + value()
                + " was to be reset; count in a ResettableCounter or a CounterMap; nothing was changed");
    }

    @Override
    public GCounter withStore(DotMap<Incarnation, DotFun<Long>> newStore) {
        return new GCounter(newStore);
    }

    @Override
    public String toString() {
        BigInteger[] sum = {BigInteger.ZERO};
        store.asMap()
                .values()
                .forEach(own -> own.forEach((dot, count) -> sum[0] = sum[0].add(BigInteger.valueOf(count))));
        return sum[0].toString();
    }
}
