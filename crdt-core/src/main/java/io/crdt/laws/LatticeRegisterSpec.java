package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.type.LatticeRegister;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link LatticeRegister}, over the range of all values that were joined in: the least and the greatest of them. */
public record LatticeRegisterSpec() implements CrdtSpec<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>> {

    private static final int VALUES = 20;

    /** {@link LatticeRegister#join}. */
    public record Join(Pair<Max<Integer>, Min<Integer>> value)
            implements Mutator<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>> {
        @Override
        public Delta<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>> apply(
                LatticeRegister<Pair<Max<Integer>, Min<Integer>>> register, ReplicaContext me) {
            return register.join(me, value);
        }

        @Override
        public String toString() {
            return "join(" + value + ")";
        }
    }

    @Override
    public LatticeRegister<Pair<Max<Integer>, Min<Integer>>> empty() {
        return LatticeRegister.empty();
    }

    @Override
    public Mutator<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>> randomOperation(RandomGenerator random) {
        int some = random.nextInt(VALUES);
        int more = random.nextInt(3);
        return new Join(new Pair<>(new Max<>(some + more), new Min<>(some)));
    }

    @Override
    public Optional<
                    Oracle<
                            LatticeRegister<Pair<Max<Integer>, Min<Integer>>>,
                            Mutator<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>>>>
            oracle() {
        return Optional.of(Oracle.of(LatticeRegisterSpec::range, LatticeRegisterSpec::rangeOfAll));
    }

    private static List<Integer> range(LatticeRegister<Pair<Max<Integer>, Min<Integer>>> register) {
        return register.get()
                .map(range -> List.of(range.first().value(), range.second().value()))
                .orElse(List.of());
    }

    private static List<Integer> rangeOfAll(
            History<Mutator<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>>> visible) {
        if (visible.events().isEmpty()) {
            return List.of();
        }
        List<Pair<Max<Integer>, Min<Integer>>> all = visible.events().stream()
                .map(event -> ((Join) event.operation()).value())
                .toList();
        return List.of(
                Collections.max(all.stream().map(range -> range.first().value()).toList()),
                Collections.min(
                        all.stream().map(range -> range.second().value()).toList()));
    }
}
