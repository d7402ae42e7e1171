package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.MinRegister;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link MinRegister}: the least of all offers that were the least when they were made and that no reset has seen. */
public record MinRegisterSpec() implements CrdtSpec<MinRegister<Integer>> {

    private static final int VALUES = 20;

    /** {@link MinRegister#offer}. */
    public record Offer(int value) implements Mutator<MinRegister<Integer>> {
        @Override
        public Delta<MinRegister<Integer>> apply(MinRegister<Integer> register, ReplicaContext me) {
            return register.offer(me, value);
        }

        @Override
        public String toString() {
            return "offer(" + value + ")";
        }
    }

    @Override
    public MinRegister<Integer> empty() {
        return MinRegister.empty();
    }

    @Override
    public Mutator<MinRegister<Integer>> randomOperation(RandomGenerator random) {
        return random.nextInt(6) == 0 ? new Reset<>() : new Offer(random.nextInt(VALUES));
    }

    @Override
    public Optional<Oracle<MinRegister<Integer>, Mutator<MinRegister<Integer>>>> oracle() {
        return Optional.of(Oracle.of(MinRegister::get, MinRegisterSpec::least));
    }

    private static Optional<Integer> least(History<Mutator<MinRegister<Integer>>> visible) {
        return visible.of(Offer.class::isInstance)
                .filter(event -> !event.taken().isEmpty())
                .filter(event -> !visible.wasSeenBy(event, Reset.class::isInstance))
                .map(event -> ((Offer) event.operation()).value())
                .min(Integer::compare);
    }
}
