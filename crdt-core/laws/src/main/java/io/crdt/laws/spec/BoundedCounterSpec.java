package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.BoundedCounter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * {@link BoundedCounter}: the value is the bound and the sum of all increments less all decrements that were not refused,
 * and that sum is never negative.
 */
public record BoundedCounterSpec() implements CrdtSpec<BoundedCounter> {

    /** The bound of the counter that this describes. */
    public static final long BOUND = 10;

    private static final int MAX_AMOUNT = 4;

    /** {@link BoundedCounter#increment(ReplicaContext, long)}. */
    public record Increment(long amount) implements Mutator<BoundedCounter> {
        @Override
        public Delta<BoundedCounter> apply(BoundedCounter counter, ReplicaContext me) {
            return counter.increment(me, amount);
        }

        @Override
        public String toString() {
            return "increment(" + amount + ")";
        }
    }

    /** {@link BoundedCounter#decrement(ReplicaContext, long)}; nothing happens if it is refused. */
    public record Decrement(long amount) implements Mutator<BoundedCounter> {
        @Override
        public Delta<BoundedCounter> apply(BoundedCounter counter, ReplicaContext me) {
            return unlessRefused(counter, me, amount, () -> counter.decrement(me, amount));
        }

        @Override
        public String toString() {
            return "decrement(" + amount + ")";
        }
    }

    /**
     * {@link BoundedCounter#transfer} to one of those who wrote to the counter; nothing happens if it is refused.
     *
     * @param to who of them, counted over and over
     * @param amount how much
     */
    public record Transfer(int to, long amount) implements Mutator<BoundedCounter> {
        @Override
        public Delta<BoundedCounter> apply(BoundedCounter counter, ReplicaContext me) {
            List<Incarnation> others = counter.store().keySet().stream()
                    .filter(origin -> !origin.equals(me.origin()))
                    .sorted()
                    .toList();
            if (others.isEmpty()) {
                return Delta.none();
            }
            Incarnation other = others.get(to % others.size());
            return unlessRefused(counter, me, amount, () -> counter.transfer(me, other, amount));
        }

        @Override
        public String toString() {
            return "transfer(" + to + ", " + amount + ")";
        }
    }

    private static Delta<BoundedCounter> unlessRefused(
            BoundedCounter counter, ReplicaContext me, long amount, Supplier<Delta<BoundedCounter>> mutator) {
        try {
            return mutator.get();
        } catch (IllegalStateException e) {
            if (amount <= counter.rights(me.origin())) {
                throw new IllegalArgumentException(amount + " was refused although the rights are there", e);
            }
            return Delta.none();
        }
    }

    @Override
    public BoundedCounter empty() {
        return BoundedCounter.empty(BOUND);
    }

    @Override
    public Mutator<BoundedCounter> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(10);
        int amount = random.nextInt(MAX_AMOUNT);
        if (kind < 3) {
            return new Increment(amount);
        }
        return kind < 6 ? new Decrement(amount) : new Transfer(random.nextInt(MAX_AMOUNT), amount);
    }

    @Override
    public Optional<Oracle<BoundedCounter, Mutator<BoundedCounter>>> oracle() {
        return Optional.of(Oracle.of(BoundedCounter::value, BoundedCounterSpec::sum));
    }

    private static long sum(History<Mutator<BoundedCounter>> visible) {
        long sum = visible.events().stream()
                .filter(event -> !event.taken().isEmpty())
                .mapToLong(event -> amount(event.operation()))
                .sum();
        if (sum < 0) {
            throw new IllegalStateException("the counter was decremented " + -sum + " below its bound");
        }
        return BOUND + sum;
    }

    private static long amount(Mutator<BoundedCounter> operation) {
        if (operation instanceof Increment increment) {
            return increment.amount();
        }
        return operation instanceof Decrement decrement ? -decrement.amount() : 0;
    }
}
