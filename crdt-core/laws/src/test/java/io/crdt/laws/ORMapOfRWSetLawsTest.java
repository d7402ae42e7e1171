package io.crdt.laws;

import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.ORMapSpec;
import io.crdt.laws.spec.RWSetSpec;
import io.crdt.laws.spec.SetSpec;
import io.crdt.type.RWSet;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

class ORMapOfRWSetLawsTest implements LawsContract {

    /** {@link RWSet#clear} removes what is there, and what a map with removals had there no part of its history tells. */
    private record SetThatIsNotCleared(RWSetSpec sound) implements CrdtSpec<RWSet<String>> {
        @Override
        public RWSet<String> empty() {
            return sound.empty();
        }

        @Override
        public Mutator<RWSet<String>> randomOperation(RandomGenerator random) {
            return Stream.generate(() -> sound.randomOperation(random))
                    .filter(operation -> !(operation instanceof SetSpec.Clear<?>))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public Optional<Oracle<RWSet<String>, Mutator<RWSet<String>>>> oracle() {
            return sound.oracle();
        }
    }

    @Override
    public Subject<?, ?, ?> subject() {
        return new ORMapSpec<>(new SetThatIsNotCleared(new RWSetSpec()));
    }
}
