package io.crdt.laws;

import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Max;
import io.crdt.laws.contract.LawsContract;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

class MaxLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeSpec<Max<Integer>>() {
            @Override
            public Max<Integer> bottom() {
                return new Max<>(0);
            }

            @Override
            public BiFunction<Max<Integer>, ReplicaContext, Max<Integer>> randomOperation(RandomGenerator random) {
                int value = random.nextInt(20);
                return (max, me) -> max.join(new Max<>(value));
            }
        };
    }
}
