package io.crdt.laws;

import io.crdt.causal.ReplicaContext;
import io.crdt.causal.VersionVector;
import io.crdt.laws.contract.LawsContract;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

class VersionVectorLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new LatticeSpec<VersionVector>() {
            @Override
            public VersionVector bottom() {
                return VersionVector.EMPTY;
            }

            @Override
            public BiFunction<VersionVector, ReplicaContext, VersionVector> randomOperation(RandomGenerator random) {
                return (vector, me) -> vector.advancedTo(me.nextDot());
            }
        };
    }
}
