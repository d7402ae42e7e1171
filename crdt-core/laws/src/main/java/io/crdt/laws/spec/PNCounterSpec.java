package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.laws.Reset;
import io.crdt.type.PNCounter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link PNCounter}: the value is the sum of what no reset has seen. */
public record PNCounterSpec() implements CrdtSpec<PNCounter> {

    private static final int MAX_AMOUNT = 4;

    /** {@link PNCounter#increment(ReplicaContext, long)}. */
    public record Increment(long amount) implements Mutator<PNCounter> {
        @Override
        public Delta<PNCounter> apply(PNCounter counter, ReplicaContext me) {
            return counter.increment(me, amount);
        }

        @Override
        public String toString() {
            return "increment(" + amount + ")";
        }
    }

    /** {@link PNCounter#decrement(ReplicaContext, long)}. */
    public record Decrement(long amount) implements Mutator<PNCounter> {
        @Override
        public Delta<PNCounter> apply(PNCounter counter, ReplicaContext me) {
            return counter.decrement(me, amount);
        }

        @Override
        public String toString() {
            return "decrement(" + amount + ")";
        }
    }

    /** A reset and an increment in one atomic change, the second seeing the first. */
    public record Restart(long amount) implements Mutator<PNCounter> {
        @Override
        public Delta<PNCounter> apply(PNCounter counter, ReplicaContext me) {
            Delta<PNCounter> reset = counter.reset(me);
            return reset.join(counter.after(reset).increment(me, amount));
        }

        @Override
        public String toString() {
            return "restart(" + amount + ")";
        }
    }

    @Override
    public PNCounter empty() {
        return PNCounter.empty();
    }

    @Override
    public Mutator<PNCounter> randomOperation(RandomGenerator random) {
        int amount = random.nextInt(MAX_AMOUNT);
        return switch (random.nextInt(10)) {
            case 0, 1 -> new Reset<>();
            case 2 -> new Restart(amount);
            case 3, 4, 5 -> new Decrement(amount);
            default -> new Increment(amount);
        };
    }

    @Override
    public Optional<Oracle<PNCounter, Mutator<PNCounter>>> oracle() {
        return Optional.of(Oracle.of(PNCounter::value, PNCounterSpec::sum));
    }

    private static long sum(History<Mutator<PNCounter>> visible) {
        return visible.events().stream()
                .filter(event -> !visible.wasSeenBy(event, PNCounterSpec::isReset))
                .mapToLong(event -> amount(event.operation()))
                .sum();
    }

    private static boolean isReset(Mutator<PNCounter> operation) {
        return operation instanceof Reset || operation instanceof Restart;
    }

    private static long amount(Mutator<PNCounter> operation) {
        if (operation instanceof Increment increment) {
            return increment.amount();
        }
        if (operation instanceof Restart restart) {
            return restart.amount();
        }
        return operation instanceof Decrement decrement ? -decrement.amount() : 0;
    }
}
