package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Lattice;
import io.crdt.laws.spec.GCounterSpec;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.laws.spec.MapSpec;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.Stamped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Maps, counters and plain lattices that are wrong. */
final class OtherMutants {

    private OtherMutants() {}

    /** Only the clock decides, so a write is lost to an older one of a clock that is ahead. */
    @ShippedBug.Like(ShippedBug.CLOCK_ALONE_DECIDES)
    static final class LastWriteByClockOnly implements CrdtSpec<LWWMap<String, Integer>> {
        private final LWWMapSpec sound = new LWWMapSpec();

        @Override
        public String name() {
            return getClass().getSimpleName();
        }

        @Override
        public LWWMap<String, Integer> empty() {
            return sound.empty();
        }

        @Override
        public Mutator<LWWMap<String, Integer>> randomOperation(RandomGenerator random) {
            return sound.randomOperation(random);
        }

        @Override
        public Delta<LWWMap<String, Integer>> operate(
                Mutator<LWWMap<String, Integer>> operation, Causal<LWWMap<String, Integer>> state, ReplicaContext me) {
            if (operation instanceof MapSpec.Put<?> put) {
                Stamped<Integer> written = new Stamped<>(me.now().packed(), put.value());
                return Delta.write(Path.of(put.key()), me.nextDot(), written, DotFun.<Stamped<Integer>>empty());
            }
            return operation.apply(state.value(), me);
        }

        @Override
        public Optional<Oracle<LWWMap<String, Integer>, Mutator<LWWMap<String, Integer>>>> oracle() {
            return sound.oracle();
        }
    }

    /** Two counters count as equal when their sums are. */
    record CounterEqualBySum(DotMap<Incarnation, DotFun<Long>> store)
            implements Crdt<CounterEqualBySum, DotMap<Incarnation, DotFun<Long>>> {

        @Override
        public CounterEqualBySum withStore(DotMap<Incarnation, DotFun<Long>> newStore) {
            return new CounterEqualBySum(newStore);
        }

        @Override
        public boolean isKeyed() {
            return false;
        }

        long value() {
            long[] sum = {0};
            store.asMap().values().forEach(own -> own.forEach((dot, count) -> sum[0] += count));
            return sum[0];
        }

        Delta<CounterEqualBySum> increment(ReplicaContext me) {
            DotFun<Long> own = store.at(me.origin());
            long[] count = {1};
            own.forEach((dot, before) -> count[0] += before);
            return Delta.write(Path.of(me.origin()), me.nextDot(), count[0], own);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof CounterEqualBySum counter && value() == counter.value();
        }

        @Override
        public int hashCode() {
            return Long.hashCode(value());
        }
    }

    @ShippedBug.Like(ShippedBug.EQUALITY_OVER_THE_VALUE)
    static final class EqualBySum implements CrdtSpec<CounterEqualBySum> {
        @Override
        public CounterEqualBySum empty() {
            return new CounterEqualBySum(DotMap.empty(DotFun.empty()));
        }

        @Override
        public Mutator<CounterEqualBySum> randomOperation(RandomGenerator random) {
            return CounterEqualBySum::increment;
        }
    }

    /** An incarnation takes over what others have counted, and so it counts twice what they go on from. */
    @ShippedBug.Like(ShippedBug.FOLDING_COUNTS_TWICE)
    static final class CounterThatFoldsThePast implements CrdtSpec<GCounter> {
        private final GCounterSpec sound = new GCounterSpec();

        @Override
        public String name() {
            return getClass().getSimpleName();
        }

        @Override
        public GCounter empty() {
            return sound.empty();
        }

        @Override
        public Mutator<GCounter> randomOperation(RandomGenerator random) {
            return sound.randomOperation(random);
        }

        @Override
        public Delta<GCounter> operate(Mutator<GCounter> operation, Causal<GCounter> state, ReplicaContext me) {
            if (!(operation instanceof GCounterSpec.Increment increment) || increment.amount() == 0) {
                return operation.apply(state.value(), me);
            }
            Dot dot = me.nextDot();
            Delta<GCounter> forget = Delta.remove(Path.end(), dot, state.value().store());
            long total = state.value().value() + increment.amount();
            io.crdt.type.Tally folded = new io.crdt.type.Tally(dot.seq(), total, 0, 0);
            return forget.join(Delta.write(Path.of(me.origin()), dot, folded, DotFun.empty()));
        }

        @Override
        public Optional<Oracle<GCounter, Mutator<GCounter>>> oracle() {
            return sound.oracle();
        }
    }

    /**
     * A counter that can be set back to zero: increments that the reset has not seen survive it.
     *
     * @param store the increments that no reset has seen, each at a place of its own
     */
    record Tally(DotMap<Long, DotFun<Long>> store) implements Crdt<Tally, DotMap<Long, DotFun<Long>>> {
        @Override
        public Tally withStore(DotMap<Long, DotFun<Long>> newStore) {
            return new Tally(newStore);
        }

        @Override
        public boolean isKeyed() {
            return false;
        }

        long value() {
            long[] sum = {0};
            store.forEachEntry(entry -> sum[0] += (Long) entry.payload());
            return sum[0];
        }
    }

    record TallyIncrement(boolean cumulative) implements Mutator<Tally> {
        @Override
        public Delta<Tally> apply(Tally counter, ReplicaContext me) {
            Dot dot = me.nextDot();
            DotMap<Long, DotFun<Long>> own = DotMap.empty(DotFun.empty());
            if (cumulative) {
                for (Entry entry : entriesOf(counter, me.origin())) {
                    own = own.with(entry.path(), entry.dot(), entry.payload(), DotSet.empty());
                }
            }
            long amount = 1 + new Tally(own).value();
            return Delta.<Tally>remove(Path.end(), dot, own)
                    .join(Delta.write(Path.of(dot.seq()), dot, amount, DotFun.<Long>empty()));
        }

        private static List<Entry> entriesOf(Tally counter, Incarnation origin) {
            List<Entry> entries = new ArrayList<>();
            counter.store().forEachEntry(entry -> {
                if (entry.dot().origin().equals(origin)) {
                    entries.add(entry);
                }
            });
            return entries;
        }

        @Override
        public String toString() {
            return "increment()";
        }
    }

    record Reset() implements Mutator<Tally> {
        @Override
        public Delta<Tally> apply(Tally counter, ReplicaContext me) {
            return counter.store().isEmpty() ? Delta.none() : Delta.remove(Path.end(), me.nextDot(), counter.store());
        }

        @Override
        public String toString() {
            return "reset()";
        }
    }

    /**
     * Wrong if it is cumulative, sound if not: an increment carries what was counted before it, and brings it back when
     * a concurrent reset has taken it away.
     */
    @ShippedBug.Like(ShippedBug.RESET_LOSES_TO_INCREMENT)
    record TallySpec(boolean cumulative) implements CrdtSpec<Tally> {
        @Override
        public String name() {
            return cumulative ? "ResetThatLosesToIncrements" : "Tally";
        }

        @Override
        public Tally empty() {
            return new Tally(DotMap.empty(DotFun.empty()));
        }

        @Override
        public Mutator<Tally> randomOperation(RandomGenerator random) {
            return random.nextInt(4) == 0 ? new Reset() : new TallyIncrement(cumulative);
        }

        @Override
        public Optional<Oracle<Tally, Mutator<Tally>>> oracle() {
            return Optional.of(Oracle.of(
                    Tally::value,
                    visible -> visible.of(TallyIncrement.class::isInstance)
                            .filter(increment -> !visible.wasSeenBy(increment, Reset.class::isInstance))
                            .count()));
        }
    }

    /** A set of flags, written as the bits of a number; {@code overlapping} parts are not what its bits are. */
    record Bits(int bits) implements Lattice<Bits> {
        @Override
        public Bits join(Bits other) {
            return new Bits(bits | other.bits);
        }
    }

    record BitsSpec(boolean overlapping) implements LatticeSpec<Bits> {
        @Override
        public String name() {
            return overlapping ? "PartsThatAreNotNeeded" : "Bits";
        }

        @Override
        public Bits bottom() {
            return new Bits(0);
        }

        @Override
        public BiFunction<Bits, ReplicaContext, Bits> randomOperation(RandomGenerator random) {
            int bit = 1 << random.nextInt(8);
            return (bits, me) -> new Bits(bits.bits() | bit);
        }

        @Override
        public List<Bits> parts(Bits state) {
            List<Bits> parts = new ArrayList<>();
            for (int bit = 1; bit <= state.bits(); bit <<= 1) {
                if ((state.bits() & bit) != 0) {
                    parts.add(new Bits(overlapping ? state.bits() & 2 * bit - 1 : bit));
                }
            }
            return parts;
        }
    }

    /** An amount with a join that is meant to be a maximum. */
    record Amount(double value, Join join) implements Lattice<Amount> {
        @Override
        public Amount join(Amount other) {
            return new Amount(join.of(value, other.value), join);
        }

        @Override
        public boolean leq(Amount other) {
            return join == Join.STRICT_ORDER ? value < other.value : value <= other.value;
        }
    }

    enum Join {
        MAX,
        SUM,
        LEFT,
        MEAN,
        MIN,
        STRICT_ORDER;

        double of(double left, double right) {
            return switch (this) {
                case MAX, STRICT_ORDER -> Math.max(left, right);
                case SUM -> left + right;
                case LEFT -> left;
                case MEAN -> (left + right) / 2;
                case MIN -> Math.min(left, right);
            };
        }
    }

    record AmountSpec(Join join) implements LatticeSpec<Amount> {
        @Override
        public String name() {
            return "amount that joins by " + join;
        }

        @Override
        public Amount bottom() {
            return new Amount(0, join);
        }

        @Override
        public BiFunction<Amount, ReplicaContext, Amount> randomOperation(RandomGenerator random) {
            int more = random.nextInt(1, 5);
            return (amount, me) -> new Amount(amount.value() + more, join);
        }
    }
}
