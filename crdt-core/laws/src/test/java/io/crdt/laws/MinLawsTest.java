package io.crdt.laws;

import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Min;
import io.crdt.laws.contract.LawsContract;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

class MinLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeSpec<Min<Integer>>() {
            @Override
            public Min<Integer> bottom() {
                return new Min<>(20);
            }

            @Override
            public BiFunction<Min<Integer>, ReplicaContext, Min<Integer>> randomOperation(RandomGenerator random) {
                int value = random.nextInt(20);
                return (min, me) -> min.join(new Min<>(value));
            }
        };
    }
}
