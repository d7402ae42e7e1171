package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Lattice;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.Stamped;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Maps, counters and plain lattices that are wrong. */
final class OtherMutants {

    private OtherMutants() {}

    /** PITFALL 23: only the clock decides, so a write is lost to an older one of a clock that is ahead. */
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
            if (operation instanceof LWWMapSpec.Put put) {
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

    /** PITFALL 28: two counters count as equal when their sums are. */
    record CounterEqualBySum(DotMap<Incarnation, DotFun<Long>> store)
            implements Crdt<CounterEqualBySum, DotMap<Incarnation, DotFun<Long>>> {

        @Override
        public CounterEqualBySum withStore(DotMap<Incarnation, DotFun<Long>> newStore) {
            return new CounterEqualBySum(newStore);
        }

        long value() {
            return new GCounter(store).value();
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

    /** A amount with a join that is meant to be a maximum. */
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
