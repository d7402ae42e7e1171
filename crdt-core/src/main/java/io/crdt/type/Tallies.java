package io.crdt.type;

import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.StoreIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all counters have in common: the {@link Tally} of each incarnation, and how it is read, counted on and reset.
 *
 * <p>The known way to get a reset wrong is to let it kill the dot of a running total. A concurrent increment has replaced
 * that dot by its own, which carries the same total and one more; so all that the reset took away is back (riak_dt#92). So
 * a reset writes down how far it has seen. Increments and resets alike replace the dots that they have seen at an
 * incarnation by one with the join of their tallies. Whatever the dots do afterwards, what lives there joins to all that
 * was ever written there; so however operations meet, nothing is counted twice, taken away twice, or lost.
 *
 * <p>Baquero, Almeida, Lerche (<i>The Problem with Embedded CRDT Counters and a Solution</i>, 2016) and Weidner, Almeida
 * (<i>An Oblivious Observed-Reset Embeddable Replicated Counter</i>, 2022) describe the problem; the latter's solution
 * needs messages that are delivered once, which a state that can be joined does not have.
 */
final class Tallies {

    /** Up to this many are added up at each question, which costs less than to keep their sum. */
    private static final int FEW = 8;

    private static final StoreIndex<Object, DotFun<Tally>, Total> TOTAL = new StoreIndex<>() {
        @Override
        public Total ofNothing() {
            return new Total(0, 0, 0);
        }

        @Override
        public Total touched(Total total, Object origin, DotFun<Tally> before, DotFun<Tally> after) {
            return total.without(known(before)).with(known(after));
        }
    };

    private Tallies() {}

    /**
     * What the tallies of all incarnations come to. Most of them are of lives that have ended, and who reads a counter after
     * each change of it must not add them all up again.
     *
     * @param high the upper 64 bits of the sum of all that no reset has seen
     * @param low its lower 64 bits
     * @param counting of how many incarnations resets have not seen all
     */
    private record Total(long high, long low, int counting) {

        private Total with(Tally tally) {
            ExactSum sum = new ExactSum(high, low);
            sum.add(tally.total());
            sum.subtract(tally.resetTotal());
            return new Total(sum.high(), sum.low(), counting + Count.one(!tally.isReset()));
        }

        private Total without(Tally tally) {
            ExactSum sum = new ExactSum(high, low);
            sum.subtract(tally.total());
            sum.add(tally.resetTotal());
            return new Total(sum.high(), sum.low(), counting - Count.one(!tally.isReset()));
        }
    }

    /** Returns the empty store of a counter. */
    static DotMap<Incarnation, DotFun<Tally>> none() {
        return DotMap.empty(DotFun.empty());
    }

    /** Returns the sum of all that no reset has seen. */
    static ExactSum sum(DotMap<Incarnation, DotFun<Tally>> counts) {
        if (counts.size() > FEW) {
            Total total = counts.index(TOTAL);
            return new ExactSum(total.high(), total.low());
        }
        ExactSum sum = new ExactSum();
        counts.asMap().values().forEach(seen -> {
            Tally tally = known(seen);
            sum.add(tally.total());
            sum.subtract(tally.resetTotal());
        });
        return sum;
    }

    /** Tells whether resets have seen all that was counted. */
    static boolean areReset(DotMap<Incarnation, DotFun<Tally>> counts) {
        if (counts.size() > FEW) {
            return counts.index(TOTAL).counting() == 0;
        }
        return counts.asMap().values().stream().allMatch(seen -> known(seen).isReset());
    }

    /** Adds the amount, which may be negative, in a counter of that type; nothing happens for zero. */
    static <S> Delta<S> add(DotMap<Incarnation, DotFun<Tally>> counts, ReplicaContext me, long amount, String type) {
        if (amount == 0) {
            return Delta.none();
        }
        DotFun<Tally> seen = counts.at(me.origin());
        Tally before = known(seen);
        long total = ExactSum.next(before.total(), amount, type);
        Dot dot = me.nextDot();
        return Delta.write(Path.of(me.origin()), dot, before.counted(dot.seq(), total), seen);
    }

    /**
     * Takes away all that is seen. Of its own part, too, an incarnation leaves a record: letting it go would be exact as
     * well, but then an increment that one update makes beside the reset, without having seen it, could not be refused.
     */
    static <S> Delta<S> reset(DotMap<Incarnation, DotFun<Tally>> counts, ReplicaContext me) {
        List<Delta<S>> parts = new ArrayList<>();
        counts.asMap().forEach((origin, seen) -> {
            Tally tally = known(seen);
            if (!tally.isReset()) {
                parts.add(Delta.write(Path.of(origin), me.nextDot(), tally.reset(), seen));
            }
        });
        return Delta.joinAll(parts);
    }

    private static Tally known(DotFun<Tally> seen) {
        @Nullable Tally joined = Joined.of(seen);
        return joined == null ? Tally.NONE : joined;
    }
}
