package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.ResettableCounter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link ResettableCounter}: the value is the sum of what no reset has seen. */
public record ResettableCounterSpec() implements CrdtSpec<ResettableCounter> {

    private static final int MAX_AMOUNT = 4;

    /** {@link ResettableCounter#increment(ReplicaContext, long)}. */
    public record Increment(long amount) implements Mutator<ResettableCounter> {
        @Override
        public Delta<ResettableCounter> apply(ResettableCounter counter, ReplicaContext me) {
            return counter.increment(me, amount);
        }

        @Override
        public String toString() {
            return "increment(" + amount + ")";
        }
    }

    /** {@link ResettableCounter#decrement(ReplicaContext, long)}. */
    public record Decrement(long amount) implements Mutator<ResettableCounter> {
        @Override
        public Delta<ResettableCounter> apply(ResettableCounter counter, ReplicaContext me) {
            return counter.decrement(me, amount);
        }

        @Override
        public String toString() {
            return "decrement(" + amount + ")";
        }
    }

    /** {@link ResettableCounter#reset}. */
    public record Reset() implements Mutator<ResettableCounter> {
        @Override
        public Delta<ResettableCounter> apply(ResettableCounter counter, ReplicaContext me) {
            return counter.reset(me);
        }

        @Override
        public String toString() {
            return "reset()";
        }
    }

    @Override
    public ResettableCounter empty() {
        return ResettableCounter.empty();
    }

    @Override
    public Mutator<ResettableCounter> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(10);
        int amount = random.nextInt(MAX_AMOUNT);
        if (kind < 5) {
            return new Increment(amount);
        }
        return kind < 7 ? new Decrement(amount) : new Reset();
    }

    @Override
    public Optional<Oracle<ResettableCounter, Mutator<ResettableCounter>>> oracle() {
        return Optional.of(Oracle.of(ResettableCounter::value, ResettableCounterSpec::sum));
    }

    private static long sum(History<Mutator<ResettableCounter>> visible) {
        return visible.of(operation -> !(operation instanceof Reset))
                .filter(event -> !visible.wasSeenBy(event, Reset.class::isInstance))
                .mapToLong(event -> amount(event.operation()))
                .sum();
    }

    private static long amount(Mutator<ResettableCounter> operation) {
        if (operation instanceof Increment increment) {
            return increment.amount();
        }
        return operation instanceof Decrement decrement ? -decrement.amount() : 0;
    }
}
