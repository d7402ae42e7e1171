package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.MaxRegister;
import java.util.Comparator;
import java.util.Optional;

/** {@link MaxRegister}: the greatest of all offers that were the greatest when they were made and that no reset has seen. */
public record MaxRegisterSpec() implements OfferSpec<MaxRegister<Integer>> {

    @Override
    public MaxRegister<Integer> empty() {
        return MaxRegister.empty();
    }

    @Override
    public Delta<MaxRegister<Integer>> offer(MaxRegister<Integer> register, ReplicaContext me, int value) {
        return register.offer(me, value);
    }

    @Override
    public Optional<Integer> get(MaxRegister<Integer> register) {
        return register.get();
    }

    @Override
    public Comparator<Integer> order() {
        return Comparator.naturalOrder();
    }
}
