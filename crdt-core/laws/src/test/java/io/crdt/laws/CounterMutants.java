package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.spec.BoundedCounterSpec;
import io.crdt.laws.spec.ORMapSpec;
import io.crdt.laws.spec.PNCounterSpec;
import io.crdt.type.BoundedCounter;
import io.crdt.type.ORMap;
import io.crdt.type.PNCounter;
import io.crdt.type.Tally;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Counters of which one operation is wrong. Each of them is a lattice and converges; only the oracle can tell. */
final class CounterMutants {

    private CounterMutants() {}

    /** A sound type with another way to carry out some of its operations. */
    abstract static class Mutated<S extends Crdt<S, ?>> implements CrdtSpec<S> {
        private final CrdtSpec<S> sound;

        Mutated(CrdtSpec<S> sound) {
            this.sound = sound;
        }

        @Override
        public String name() {
            return getClass().getSimpleName();
        }

        @Override
        public S empty() {
            return sound.empty();
        }

        @Override
        public Mutator<S> randomOperation(RandomGenerator random) {
            return sound.randomOperation(random);
        }

        @Override
        public Delta<S> operate(Mutator<S> operation, Causal<S> state, ReplicaContext me) {
            return mutate(operation, state.value(), me);
        }

        abstract Delta<S> mutate(Mutator<S> operation, S value, ReplicaContext me);

        @Override
        public Optional<Oracle<S, Mutator<S>>> oracle() {
            return sound.oracle();
        }
    }

    /** PITFALL 9: a map removes a key by letting the dots there die, whatever the type of the value says. */
    static final class RemovalThatKillsTotals extends Mutated<ORMap<String, PNCounter>> {
        RemovalThatKillsTotals() {
            super(new ORMapSpec<>(new PNCounterSpec()));
        }

        @Override
        Delta<ORMap<String, PNCounter>> mutate(
                Mutator<ORMap<String, PNCounter>> operation, ORMap<String, PNCounter> map, ReplicaContext me) {
            return operation instanceof ORMapSpec.Remove<?> remove && map.containsKey(remove.key())
                    ? Delta.remove(
                            Path.of(remove.key()),
                            me.nextDot(),
                            map.get(remove.key()).store())
                    : operation.apply(map, me);
        }
    }

    /** PITFALL 9: a reset lets the dots of the running totals die. */
    static final class ResetThatKillsTotals extends Mutated<PNCounter> {
        ResetThatKillsTotals() {
            super(new PNCounterSpec());
        }

        @Override
        Delta<PNCounter> mutate(Mutator<PNCounter> operation, PNCounter counter, ReplicaContext me) {
            return operation instanceof Reset && !counter.isBlank()
                    ? Delta.remove(Path.end(), me.nextDot(), counter.store())
                    : operation.apply(counter, me);
        }
    }

    /** A reset subtracts what it sees, so two that see the same deduct it twice. */
    static final class ResetThatSubtractsTheValue extends Mutated<PNCounter> {
        ResetThatSubtractsTheValue() {
            super(new PNCounterSpec());
        }

        @Override
        Delta<PNCounter> mutate(Mutator<PNCounter> operation, PNCounter counter, ReplicaContext me) {
            if (!(operation instanceof Reset)) {
                return operation.apply(counter, me);
            }
            long value = counter.value();
            return value > 0 ? counter.decrement(me, value) : counter.increment(me, -value);
        }
    }

    /** What is counted after a reset starts at zero again, and does not know of resets that saw less and are under way. */
    static final class CountThatForgetsResets extends Mutated<PNCounter> {
        CountThatForgetsResets() {
            super(new PNCounterSpec());
        }

        @Override
        Delta<PNCounter> mutate(Mutator<PNCounter> operation, PNCounter counter, ReplicaContext me) {
            if (!(operation instanceof PNCounterSpec.Increment increment)
                    || increment.amount() == 0
                    || !counter.isBlank()) {
                return operation.apply(counter, me);
            }
            DotFun<Tally> seen = counter.store().at(me.origin());
            Dot dot = me.nextDot();
            return Delta.write(Path.of(me.origin()), dot, new Tally(dot.seq(), increment.amount(), 0, 0), seen);
        }
    }

    /** PITFALL 9: a user's counter of running totals that does not say how it is reset. */
    record Totals(DotMap<Incarnation, DotFun<Long>> store) implements Crdt<Totals, DotMap<Incarnation, DotFun<Long>>> {

        record Increment() implements Mutator<Totals> {
            @Override
            public Delta<Totals> apply(Totals totals, ReplicaContext me) {
                DotFun<Long> seen = totals.store.at(me.origin());
                return Delta.write(Path.of(me.origin()), me.nextDot(), sum(seen) + 1, seen);
            }
        }

        static CrdtSpec<Totals> spec() {
            return CrdtSpec.of(
                    new Totals(DotMap.empty(DotFun.empty())),
                    random -> new Increment(),
                    Oracle.of(Totals::value, visible -> (long) visible.events().size()));
        }

        private long value() {
            return store.asMap().values().stream().mapToLong(Totals::sum).sum();
        }

        private static long sum(DotFun<Long> totals) {
            long[] sum = {0};
            totals.forEach((dot, total) -> sum[0] += total);
            return sum[0];
        }

        @Override
        public boolean isKeyed() {
            return false;
        }

        @Override
        public Totals withStore(DotMap<Incarnation, DotFun<Long>> newStore) {
            return new Totals(newStore);
        }
    }

    /** Rights are given away and kept; so both use them, and the value falls below its bound. */
    static final class TransferThatKeepsRights extends Mutated<BoundedCounter> {
        TransferThatKeepsRights() {
            super(new BoundedCounterSpec());
        }

        @Override
        Delta<BoundedCounter> mutate(Mutator<BoundedCounter> operation, BoundedCounter counter, ReplicaContext me) {
            Delta<BoundedCounter> delta = operation.apply(counter, me);
            if (!(operation instanceof BoundedCounterSpec.Transfer transfer) || delta.isNone()) {
                return delta;
            }
            return delta.join(counter.after(delta).increment(me, transfer.amount()));
        }
    }
}
