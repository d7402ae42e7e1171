package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A counter that is never below its bound, at no replica and in no order of merging, and asks nobody for leave: stock,
 * seats, credit. An increment gives its incarnation the right to as many decrements. Rights can be transferred; a
 * decrement beyond one's own rights is refused. (Balegas et al., <i>Extending Eventually Consistent Cloud Databases for
 * Enforcing Numeric Invariants</i>, 2015.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code decrement(n)}</td><td>{@code m - n} more</td></tr>
 * <tr><td>{@code decrement(m)}</td><td>{@code decrement(n)}</td><td>{@code m + n} less; both had the rights</td></tr>
 * <tr><td>{@code transfer}</td><td>anything</td><td>the same value</td></tr>
 * </table>
 *
 * <p>The store is the paper's matrix of rights, written row by row by its owners: off the diagonal stands what an
 * incarnation has transferred to another, on it what it has created less what it has used up. Each cell is one live dot.
 * Spending rights, including by transfer, rewrites the spender's own cell on the diagonal. So two deltas that spend the
 * rights of one value collide there, and a {@code Replica} refuses them; make the second one from
 * {@code value.after(first)}. A reader that sees a decrement also sees the rights that it used, so the sum over the diagonal
 * is never negative. (A bare {@code Causal} value that was handed deltas out of order may lack the cause of one; until it
 * comes, it reads as the bound, and rights that are used but not there yet as none.)
 *
 * <p>Rights belong to an incarnation, not to a machine: after a restart a process has none, and those it had are out of
 * anybody's reach. That is what makes a restored backup harmless: it cannot spend them again. Before a planned stop,
 * {@link #transfer} them to somebody who stays. {@link #rights()} tells who has which. A process learns of its own
 * incarnation in any update, and a replica that has not counted yet can publish its incarnation this way:
 *
 * <pre>{@code
 * Key<BoundedCounter> seats = Key.of("seats", BoundedCounter.type());
 * Key<LWWMap<String, Incarnation>> tills = Key.of("tills", LWWMap.type(String.class, Incarnation.class));
 *
 * till.update(tills, (map, me) -> map.put(me, "till 3", me.origin())); // at each start
 *
 * office.update(seats, (counter, me) -> counter.increment(me, 50));
 * Incarnation third = office.get(tills).get("till 3").orElseThrow();
 * office.update(seats, (counter, me) -> counter.transfer(me, third, 20));
 *
 * till.update(seats, (counter, me) -> counter.decrement(me, 2)); // offline, and never oversold
 * }</pre>
 *
 * <p>There is no {@link #reset}, and so an {@link ORMap} does not take these counters: a decrement that the reset had not
 * seen may have used up rights that the reset takes back, and the value would fall below the bound. Keep each under a key
 * of its own.
 *
 * <p>Mutators cost O(n), and {@link #value} costs O(c), for n incarnations and c cells.
 *
 * @param bound what the value starts from and never goes below; the same in all replicas, like the type
 * @param store giver, receiver, amount
 */
public record BoundedCounter(long bound, DotMap<Incarnation, DotMap<Incarnation, DotFun<Long>>> store)
        implements Crdt<BoundedCounter, DotMap<Incarnation, DotMap<Incarnation, DotFun<Long>>>> {

    private static final BoundedCounter EMPTY = empty(0);

    private static final Type<BoundedCounter> TYPE = type(0);

    /** Returns the counter at zero, its bound. */
    public static BoundedCounter empty() {
        return EMPTY;
    }

    /** Returns the counter at the bound. */
    public static BoundedCounter empty(long bound) {
        return new BoundedCounter(bound, DotMap.empty(DotMap.empty(DotFun.empty())));
    }

    /** Returns the type of counters that are never negative, for a key. */
    public static Type<BoundedCounter> type() {
        return TYPE;
    }

    /** Returns the type of counters that are never below the bound, for a key. All replicas have to agree on the bound. */
    public static Type<BoundedCounter> type(long bound) {
        return new Type<>("BoundedCounter", empty(bound), List.of());
    }

    /**
     * Returns the bound and the sum of all increments less all decrements.
     *
     * @throws ArithmeticException if it does not fit into a {@code long}
     */
    public long value() {
        return Math.max(bound, sum().toLong("the value of the BoundedCounter"));
    }

    private ExactSum sum() {
        ExactSum sum = new ExactSum();
        sum.add(bound);
        store.asMap().forEach((owner, row) -> sum.add(amount(row.at(owner))));
        return sum;
    }

    /**
     * Returns by how much the incarnation can decrement: what it has created and got, less what it has used up and given
     * away. {@code Long.MAX_VALUE} stands for so much or more.
     */
    public long rights(Incarnation incarnation) {
        ExactSum sum = new ExactSum();
        store.asMap().forEach((from, row) -> {
            if (!from.equals(incarnation)) {
                sum.add(amount(row.at(incarnation)));
            }
        });
        store.at(incarnation).asMap().forEach((to, cell) -> {
            if (to.equals(incarnation)) {
                sum.add(amount(cell));
            } else {
                sum.subtract(amount(cell));
            }
        });
        return Math.max(0, sum.toNearestLong());
    }

    /** Returns the {@link #rights(Incarnation)} of all who ever had any, in time O(c log n), as a map that cannot be modified. */
    public Map<Incarnation, Long> rights() {
        Map<Incarnation, ExactSum> sums = new TreeMap<>();
        store.asMap()
                .forEach((from, row) -> row.asMap().forEach((to, cell) -> {
                    sums.computeIfAbsent(to, each -> new ExactSum()).add(amount(cell));
                    if (!to.equals(from)) {
                        sums.computeIfAbsent(from, each -> new ExactSum()).subtract(amount(cell));
                    }
                }));
        Map<Incarnation, Long> rights = new TreeMap<>();
        sums.forEach((incarnation, sum) -> rights.put(incarnation, Math.max(0, sum.toNearestLong())));
        return Collections.unmodifiableMap(rights);
    }

    /** Adds one. */
    public Delta<BoundedCounter> increment(ReplicaContext me) {
        return increment(me, 1);
    }

    /**
     * Adds {@code amount}, and as much to the rights of this incarnation; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws ArithmeticException if what this incarnation added no longer fits into a {@code long}
     */
    public Delta<BoundedCounter> increment(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "increment by");
        if (amount == 0) {
            return Delta.none();
        }
        return write(me, me.origin(), ExactSum.next(cell(me.origin(), me.origin()), amount, "BoundedCounter"));
    }

    /** Subtracts one. */
    public Delta<BoundedCounter> decrement(ReplicaContext me) {
        return decrement(me, 1);
    }

    /**
     * Subtracts {@code amount}, and as much from the rights of this incarnation; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative
     * @throws IllegalStateException if this incarnation does not have the {@link #rights}
     * @throws ArithmeticException if what this incarnation added no longer fits into a {@code long}
     */
    public Delta<BoundedCounter> decrement(ReplicaContext me, long amount) {
        ExactSum.requireNotNegative(amount, "decrement by");
        if (amount == 0) {
            return Delta.none();
        }
        requireRights(me.origin(), amount, "decrement by");
        long own = cell(me.origin(), me.origin());
        return write(me, me.origin(), ExactSum.nextAfterSubtracting(own, amount, "BoundedCounter"));
    }

    /**
     * Gives {@code amount} of the rights of this incarnation to another; nothing happens for zero.
     *
     * @throws IllegalArgumentException if the amount is negative, or the other is this incarnation
     * @throws IllegalStateException if this incarnation does not have the {@link #rights}
     * @throws ArithmeticException if what was transferred between the two no longer fits into a {@code long}
     */
    public Delta<BoundedCounter> transfer(ReplicaContext me, Incarnation to, long amount) {
        ExactSum.requireNotNegative(amount, "transfer");
        if (to.equals(me.origin())) {
            throw new IllegalArgumentException(
                    "rights are transferred to another incarnation, but " + to + " is this one");
        }
        if (amount == 0) {
            return Delta.none();
        }
        requireRights(me.origin(), amount, "transfer");
        ExactSum sum = new ExactSum();
        sum.add(cell(me.origin(), to));
        sum.add(amount);
        long given = sum.toLong("what was transferred from " + me.origin() + " to " + to);
        Delta<BoundedCounter> own = write(me, me.origin(), cell(me.origin(), me.origin()));
        return write(me, to, given).join(own);
    }

    private void requireRights(Incarnation origin, long amount, String what) {
        long rights = rights(origin);
        if (amount > rights) {
            throw new IllegalStateException("cannot " + what + " " + amount + ": the incarnation " + origin
                    + " has the rights for " + rights + " only, of the " + this + " above the bound " + bound
                    + "; let others transfer theirs first; nothing was changed");
        }
    }

    private Delta<BoundedCounter> write(ReplicaContext me, Incarnation to, long amount) {
        DotFun<Long> seen = store.at(me.origin()).at(to);
        return Delta.write(Path.of(to).under(me.origin()), me.nextDot(), amount, seen);
    }

    private long cell(Incarnation from, Incarnation to) {
        return amount(store.at(from).at(to));
    }

    private static long amount(DotFun<Long> cell) {
        long[] amount = {0};
        cell.forEach((dot, live) -> amount[0] = live);
        return amount[0];
    }

    /**
     * Refuses, whatever was counted.
     *
     * @throws UnsupportedOperationException always; nothing was changed
     */
    @Override
    public Delta<BoundedCounter> reset(ReplicaContext me) {
        throw new UnsupportedOperationException(
                "a BoundedCounter cannot be reset, nor be removed from a map: a concurrent"
                        + " decrement may have used up rights that the reset takes back, and the value would fall below the bound "
                        + bound
                        + "; keep each one under a key of its own, or count in a PNCounter; nothing was changed");
    }

    @Override
    public boolean isKeyed() {
        return false;
    }

    @Override
    public BoundedCounter withStore(DotMap<Incarnation, DotMap<Incarnation, DotFun<Long>>> newStore) {
        return new BoundedCounter(bound, newStore);
    }

    @Override
    public String toString() {
        return sum().toString();
    }
}
