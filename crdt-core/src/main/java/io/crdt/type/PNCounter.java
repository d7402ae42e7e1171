package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.List;

/**
 * A counter that goes up and down. Each incarnation keeps one live dot with the sum of what it added and subtracted so
 * far, and replaces it by its next one; the value is the sum over all of them. (Shapiro et al., <i>A Comprehensive Study
 * of Convergent and Commutative Replicated Data Types</i>, 2011, specification 7; the operations of one incarnation are a
 * sequence, so one signed number does for its two.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code decrement(n)}</td><td>{@code m - n} more</td></tr>
 * <tr><td>{@code decrement(m)}</td><td>{@code decrement(n)}</td><td>{@code m + n} less</td></tr>
 * </table>
 *
 * <p>Mutators cost O(log n), {@link #value} costs O(n) for n incarnations that ever wrote. There is no reset: the next
 * write of an incarnation carries all of its earlier ones, so what a removal had seen would come back. For that, also as
 * a value in a map, take a {@link ResettableCounter}.
 *
 * @param store what each incarnation has added, less what it has subtracted
 */
public record PNCounter(DotMap<Incarnation, DotFun<Long>> store)
        implements Crdt<PNCounter, DotMap<Incarnation, DotFun<Long>>> {

    private static final PNCounter EMPTY = new PNCounter(DotMap.empty(DotFun.empty()));

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
     * Returns the sum of all increments less all decrements.
     *
     * @throws ArithmeticException if it does not fit into a {@code long}
     */
    public long value() {
        return sum().toLong("the value of the PNCounter");
    }

    private ExactSum sum() {
        ExactSum sum = new ExactSum();
        store.asMap().values().forEach(own -> own.forEach((dot, total) -> sum.add(total)));
        return sum;
    }

    /** Adds one. */
    public Delta<PNCounter> increment(ReplicaContext me) {
        return increment(me, 1);
    }

    /**
     * Adds {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation added no longer fits into a {@code long}
     */
    public Delta<PNCounter> increment(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "increment by");
        return amount == 0 ? Delta.none() : write(me, ExactSum.next(total(me.origin()), amount, "PNCounter"));
    }

    /** Subtracts one. */
    public Delta<PNCounter> decrement(ReplicaContext me) {
        return decrement(me, 1);
    }

    /**
     * Subtracts {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation added no longer fits into a {@code long}
     */
    public Delta<PNCounter> decrement(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "decrement by");
        return amount == 0
                ? Delta.none()
                : write(me, ExactSum.nextAfterSubtracting(total(me.origin()), amount, "PNCounter"));
    }

    private long total(Incarnation origin) {
        long[] total = {0};
        store.at(origin).forEach((dot, own) -> total[0] = own);
        return total[0];
    }

    private Delta<PNCounter> write(ReplicaContext me, long total) {
        return Delta.write(Path.of(me.origin()), me.nextDot(), total, store.at(me.origin()));
    }

    /**
     * Refuses unless nothing was counted: the next total of an incarnation would bring back what was taken away.
     *
     * @throws UnsupportedOperationException if anything was counted; nothing has changed
     */
    @Override
    public Delta<PNCounter> reset(ReplicaContext me) {
        if (store.isEmpty()) {
            return Delta.none();
        }
        throw new UnsupportedOperationException("a PNCounter has no reset, but the one at " + this
                + " was to be reset; count in a ResettableCounter or a CounterMap; nothing was changed");
    }

    @Override
    public PNCounter withStore(DotMap<Incarnation, DotFun<Long>> newStore) {
        return new PNCounter(newStore);
    }

    @Override
    public String toString() {
        return sum().toString();
    }
}
