package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.MinRegister;
import java.util.Comparator;
import java.util.Optional;

/** {@link MinRegister}: the least of all offers that were the least when they were made and that no reset has seen. */
public record MinRegisterSpec() implements OfferSpec<MinRegister<Integer>> {

    @Override
    public MinRegister<Integer> empty() {
        return MinRegister.empty();
    }

    @Override
    public Delta<MinRegister<Integer>> offer(MinRegister<Integer> register, ReplicaContext me, int value) {
        return register.offer(me, value);
    }

    @Override
    public Optional<Integer> get(MinRegister<Integer> register) {
        return register.get();
    }

    @Override
    public Comparator<Integer> order() {
        return Comparator.reverseOrder();
    }
}
