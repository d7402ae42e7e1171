package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.laws.Reset;
import io.crdt.type.GCounter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link GCounter}: the value is the sum of all increments that no reset has seen. */
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

    /** Two {@link GCounter#increment(ReplicaContext, long)} in one atomic change, the second seeing the first. */
    public record IncrementTwice(long first, long second) implements Mutator<GCounter> {
        @Override
        public Delta<GCounter> apply(GCounter counter, ReplicaContext me) {
            Delta<GCounter> once = counter.increment(me, first);
            return once.join(counter.after(once).increment(me, second));
        }

        @Override
        public String toString() {
            return "increment(" + first + ", " + second + ")";
        }
    }

    @Override
    public GCounter empty() {
        return GCounter.empty();
    }

    @Override
    public Mutator<GCounter> randomOperation(RandomGenerator random) {
        long amount = random.nextInt(MAX_AMOUNT);
        int kind = random.nextInt(8);
        if (kind == 0) {
            return new Reset<>();
        }
        return kind < 3 ? new IncrementTwice(amount, 1 + amount) : new Increment(amount);
    }

    @Override
    public Optional<Oracle<GCounter, Mutator<GCounter>>> oracle() {
        return Optional.of(Oracle.of(GCounter::value, GCounterSpec::sum));
    }

    private static long sum(History<Mutator<GCounter>> visible) {
        return visible.of(operation -> !(operation instanceof Reset))
                .filter(event -> !visible.wasSeenBy(event, Reset.class::isInstance))
                .mapToLong(event -> amount(event.operation()))
                .sum();
    }

    private static long amount(Mutator<GCounter> operation) {
        return operation instanceof IncrementTwice twice
                ? twice.first() + twice.second()
                : ((Increment) operation).amount();
    }
}
