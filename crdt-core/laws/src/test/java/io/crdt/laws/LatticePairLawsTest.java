package io.crdt.laws;

import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.laws.contract.LawsContract;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

class LatticePairLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeSpec<Pair<Max<Integer>, Min<Integer>>>() {
            @Override
            public Pair<Max<Integer>, Min<Integer>> bottom() {
                return new Pair<>(new Max<>(0), new Min<>(5));
            }

            @Override
            public BiFunction<Pair<Max<Integer>, Min<Integer>>, ReplicaContext, Pair<Max<Integer>, Min<Integer>>>
                    randomOperation(RandomGenerator random) {
                int some = random.nextInt(5);
                int other = random.nextInt(5);
                return (pair, me) -> pair.join(new Pair<>(new Max<>(some), new Min<>(other)));
            }
        };
    }
}
