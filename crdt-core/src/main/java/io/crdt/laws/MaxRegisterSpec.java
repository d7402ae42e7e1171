package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.MaxRegister;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link MaxRegister}: the greatest of all offers that were the greatest when they were made and that no reset has seen. */
public record MaxRegisterSpec() implements CrdtSpec<MaxRegister<Integer>> {

    private static final int VALUES = 20;

    /** {@link MaxRegister#offer}. */
    public record Offer(int value) implements Mutator<MaxRegister<Integer>> {
        @Override
        public Delta<MaxRegister<Integer>> apply(MaxRegister<Integer> register, ReplicaContext me) {
            return register.offer(me, value);
        }

        @Override
        public String toString() {
            return "offer(" + value + ")";
        }
    }

    @Override
    public MaxRegister<Integer> empty() {
        return MaxRegister.empty();
    }

    @Override
    public Mutator<MaxRegister<Integer>> randomOperation(RandomGenerator random) {
        return random.nextInt(6) == 0 ? new Reset<>() : new Offer(random.nextInt(VALUES));
    }

    @Override
    public Optional<Oracle<MaxRegister<Integer>, Mutator<MaxRegister<Integer>>>> oracle() {
        return Optional.of(Oracle.of(MaxRegister::get, MaxRegisterSpec::greatest));
    }

    private static Optional<Integer> greatest(History<Mutator<MaxRegister<Integer>>> visible) {
        return visible.of(Offer.class::isInstance)
                .filter(event -> !event.taken().isEmpty())
                .filter(event -> !visible.wasSeenBy(event, Reset.class::isInstance))
                .map(event -> ((Offer) event.operation()).value())
                .max(Integer::compare);
    }
}
