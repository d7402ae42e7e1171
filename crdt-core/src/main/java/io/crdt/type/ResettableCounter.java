package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A counter that goes up and down and can be set back to zero: a reset takes away exactly what it has seen.
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code decrement(n)}</td><td>{@code m - n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code reset}</td><td>{@code m}: the reset had not seen it</td></tr>
 * <tr><td>{@code reset}</td><td>{@code reset}</td><td>zero</td></tr>
 * </table>
 *
 * <p>The known way to get this wrong is to let the reset kill the dot of a running total. A concurrent increment has
 * replaced that dot by its own, which carries the same total and one more; so all that the reset took away is back
 * (riak_dt#92). Here everything that is known of an incarnation is a {@link Tally}: its last total, and the last of its
 * totals that a reset has seen; what counts is the difference. Increments and resets alike replace the dots that they have
 * seen there by one with the join of all tallies, so that however they meet, nothing is counted twice and nothing lost. An
 * incarnation resets its own part by letting its dots die, since nobody else adds to it, and starts a new total that no
 * earlier reset reaches into. Baquero, Almeida, Lerche (<i>The Problem with Embedded CRDT Counters and a Solution</i>,
 * 2016) and Weidner, Almeida (<i>An Oblivious Observed-Reset Embeddable Replicated Counter</i>, 2022) describe the problem;
 * the latter's solution needs messages that are delivered once, which a state that can be joined does not have.
 *
 * <p>Mutators cost O(log n) and {@link #value} and {@link #reset} O(n) for n incarnations. Each of them keeps one live dot,
 * plus one for each concurrent reset. What others have reset of an incarnation is on record until it writes again.
 *
 * @param store what is known of each incarnation; a join of the tallies there
 */
public record ResettableCounter(DotMap<Incarnation, DotFun<Tally>> store)
        implements Crdt<ResettableCounter, DotMap<Incarnation, DotFun<Tally>>>, Resettable<ResettableCounter> {

    private static final ResettableCounter EMPTY = new ResettableCounter(DotMap.empty(DotFun.empty()));

    private static final Type<ResettableCounter> TYPE = new Type<>("ResettableCounter", EMPTY, List.of());

    /** Returns the counter at zero. */
    public static ResettableCounter empty() {
        return EMPTY;
    }

    /** Returns the type, for a key. */
    public static Type<ResettableCounter> type() {
        return TYPE;
    }

    /**
     * Returns the sum of all increments less all decrements that no reset has seen.
     *
     * @throws ArithmeticException if it does not fit into a {@code long}
     */
    public long value() {
        return sum().toLong("the value of the ResettableCounter");
    }

    private ExactSum sum() {
        ExactSum sum = new ExactSum();
        store.asMap().values().forEach(tallies -> {
            Tally tally = join(tallies);
            if (tally != null) {
                sum.add(tally.total());
                sum.subtract(tally.resetTotal());
            }
        });
        return sum;
    }

    /** Adds one. */
    public Delta<ResettableCounter> increment(ReplicaContext me) {
        return increment(me, 1);
    }

    /**
     * Adds {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation added no longer fits into a {@code long}
     */
    public Delta<ResettableCounter> increment(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "increment by");
        return add(me, amount);
    }

    /** Subtracts one. */
    public Delta<ResettableCounter> decrement(ReplicaContext me) {
        return decrement(me, 1);
    }

    /**
     * Subtracts {@code amount}; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation added no longer fits into a {@code long}
     */
    public Delta<ResettableCounter> decrement(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "decrement by");
        return add(me, -amount);
    }

    private Delta<ResettableCounter> add(ReplicaContext me, long amount) {
        if (amount == 0) {
            return Delta.none();
        }
        DotFun<Tally> seen = store.at(me.origin());
        Tally before = join(seen);
        if (before == null || before.isReset()) {
            Dot dot = me.nextDot();
            return Delta.write(Path.of(me.origin()), dot, Tally.first(dot.seq(), amount), seen);
        }
        long total = ExactSum.next(before.total(), amount, "ResettableCounter");
        Dot dot = me.nextDot();
        return Delta.write(Path.of(me.origin()), dot, before.next(dot.seq(), total), seen);
    }

    @Override
    public Delta<ResettableCounter> reset(ReplicaContext me) {
        List<Delta<ResettableCounter>> parts = new ArrayList<>();
        for (Map.Entry<Incarnation, DotFun<Tally>> entry : new TreeMap<>(store.asMap()).entrySet()) {
            Incarnation origin = entry.getKey();
            DotFun<Tally> seen = entry.getValue();
            Tally tally = join(seen);
            if (tally != null && !tally.isReset()) {
                parts.add(
                        origin.equals(me.origin())
                                ? Delta.remove(Path.of(origin), me.nextDot(), seen)
                                : Delta.write(Path.of(origin), me.nextDot(), tally.reset(), seen));
            }
        }
        return Delta.joinAll(parts);
    }

    @Override
    public boolean isReset() {
        return store.asMap().values().stream().allMatch(tallies -> {
            Tally tally = join(tallies);
            return tally == null || tally.isReset();
        });
    }

    @Override
    public boolean isBlank() {
        return isReset();
    }

    private static @Nullable Tally join(DotFun<Tally> tallies) {
        return Joined.of(tallies);
    }

    @Override
    public ResettableCounter withStore(DotMap<Incarnation, DotFun<Tally>> newStore) {
        return new ResettableCounter(newStore);
    }

    @Override
    public String toString() {
        return sum().toString();
    }
}
