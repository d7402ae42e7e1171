package io.crdt.laws;

import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.laws.contract.LawsContract;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

class GrowMapLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeSpec<GrowMap<String, Max<Integer>>>() {
            @Override
            public GrowMap<String, Max<Integer>> bottom() {
                return GrowMap.empty();
            }

            @Override
            public BiFunction<GrowMap<String, Max<Integer>>, ReplicaContext, GrowMap<String, Max<Integer>>>
                    randomOperation(RandomGenerator random) {
                String key = "k" + random.nextInt(3);
                int value = random.nextInt(5);
                return (map, me) -> map.with(key, new Max<>(value));
            }
        };
    }
}
