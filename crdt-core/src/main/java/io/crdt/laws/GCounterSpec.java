package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.GCounter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link GCounter}: the value is the sum of all increments. */
public record GCounterSpec() implements CrdtSpec<GCounter> {

    private static final int MAX_AMOUNT = 4;

    /** {@link GCounter#increment(ReplicaContext, long)}. */
    public record Increment(long amount) implements Mutator<GCounter> {
        @Override
        public Delta<GCounter> apply(GCounter counter, ReplicaContext me) {
            return counter.increment(me, amount);
        }

        @Override
        public String toString() {
            return "increment(" + amount + ")";
        }
    }

    @Override
    public GCounter empty() {
        return GCounter.empty();
    }

    @Override
    public Mutator<GCounter> randomOperation(RandomGenerator random) {
        return new Increment(random.nextInt(MAX_AMOUNT));
    }

    @Override
    public Optional<Oracle<GCounter, Mutator<GCounter>>> oracle() {
        return Optional.of(Oracle.of(GCounter::value, GCounterSpec::sum));
    }

    private static long sum(History<Mutator<GCounter>> visible) {
        return visible.events().stream()
                .mapToLong(event -> ((Increment) event.operation()).amount())
                .sum();
    }
}
