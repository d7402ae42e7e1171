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
import org.jspecify.annotations.Nullable;

/**
 * The counts of many incarnations, from which a reset takes away exactly what it has seen.
 *
 * <p>At each incarnation lives its <b>total</b>: what it has counted since its dot {@code start}, where it began anew. It
 * is one dot, or several if one update counted several times; the next count replaces them. A reset kills the total. But
 * the incarnation may have replaced it by its next one at the same time, and that one says nothing of which part the reset
 * had seen. So a reset leaves a <b>deduction</b>: when the incarnation's last dot was {@code upTo}, its total was so much,
 * and this is taken away. Of several that fall into the time since {@code start} the one that had seen most says it all,
 * since an incarnation counts sequentially. If it finds its total killed it begins anew, and the deductions that it has
 * seen are over and go.
 *
 * @param store for each incarnation its total, a dot with {@code [start, total, amount]} for each count of its last
 *     update, all totals being from the same one before, and deductions {@code [upTo, amount]}
 */
record Counts(DotMap<Incarnation, DotFun<List<Long>>> store)
        implements Crdt<Counts, DotMap<Incarnation, DotFun<List<Long>>>> {

    /** Adds the amount, which may be negative; nothing happens for zero. */
    Delta<Counts> add(ReplicaContext me, long amount) {
        if (amount == 0) {
            return Delta.none();
        }
        DotFun<List<Long>> seen = store.at(me.origin());
        Account account = Account.of(seen);
        long total = Math.addExact(account.total, amount);
        Dot dot = me.nextDot();
        long start = account.last == null ? dot.seq() : account.start;
        DotFun<List<Long>> replaced = account.deduction == null ? seen : seen.without(account.deduction);
        return Delta.write(Path.of(me.origin()), dot, List.of(start, total, amount), replaced);
    }

    /** Takes away all that is seen. */
    @Override
    public Delta<Counts> reset(ReplicaContext me) {
        List<Delta<Counts>> deltas = new ArrayList<>();
        store.asMap().forEach((origin, seen) -> {
            Account account = Account.of(seen);
            if (account.last != null) {
                List<Long> deduction = List.of(account.last.seq(), account.total);
                deltas.add(Delta.write(Path.of(origin), me.nextDot(), deduction, seen));
            }
        });
        return Delta.joinAll(deltas);
    }

    /**
     * Returns the sum of all that no reset has seen.
     *
     * @throws ArithmeticException if it does not fit into a {@code long}
     */
    long value() {
        long sum = 0;
        for (DotFun<List<Long>> each : store.asMap().values()) {
            sum = Math.addExact(sum, Account.of(each).balance());
        }
        return sum;
    }

    @Override
    public @Nullable Object contentAt(Object origin) {
        Account account = Account.of(store.at(origin));
        return account.last == null ? null : account.balance();
    }

    @Override
    public Counts withStore(DotMap<Incarnation, DotFun<List<Long>>> newStore) {
        return new Counts(newStore);
    }

    /** What one incarnation has counted, and what was taken away from that. */
    private static final class Account {

        private static final int TOTAL_SIZE = 3;

        private @Nullable Dot last;
        private long start;
        private long total;
        private @Nullable Dot deduction;
        private long upTo;
        private long deducted;

        static Account of(DotFun<List<Long>> entries) {
            Account account = new Account();
            entries.forEach((dot, entry) -> {
                if (entry.size() == TOTAL_SIZE) {
                    account.count(dot, entry.get(0), entry.get(1), entry.get(2));
                }
            });
            entries.forEach((dot, entry) -> {
                if (account.last != null && entry.size() != TOTAL_SIZE) {
                    account.deduct(dot, entry.get(0), entry.get(1));
                }
            });
            return account;
        }

        private void count(Dot dot, long newStart, long newTotal, long amount) {
            total = last == null ? newTotal : Math.addExact(total, amount);
            start = last == null ? newStart : Math.min(start, newStart);
            last = last == null || last.seq() < dot.seq() ? dot : last;
        }

        private void deduct(Dot dot, long newUpTo, long amount) {
            if (newUpTo >= start && newUpTo > upTo) {
                deduction = dot;
                upTo = newUpTo;
                deducted = amount;
            }
        }

        long balance() {
            return Math.subtractExact(total, deducted);
        }
    }
}
