package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.laws.Reset;
import io.crdt.type.LatticeRegister;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * {@link LatticeRegister}, over the range of all values that were joined in: the least and the greatest of them. Each join
 * that wrote anything and that no reset has seen counts, together with all it had seen that was not reset where it was made.
 */
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
        if (random.nextInt(6) == 0) {
            return new Reset<>();
        }
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
        return Optional.of(Oracle.of(register -> range(register.get()), LatticeRegisterSpec::rangeOfAll));
    }

    private static List<Integer> range(Optional<Pair<Max<Integer>, Min<Integer>>> joined) {
        return joined.map(range -> List.of(range.first().value(), range.second().value()))
                .orElse(List.of());
    }

    private static List<Integer> rangeOfAll(
            History<Mutator<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>>> visible) {
        Map<Dot, Pair<Max<Integer>, Min<Integer>>> carried = new HashMap<>();
        visible.of(Join.class::isInstance).forEach(event -> {
            Stream<Pair<Max<Integer>, Min<Integer>>> seen = standing(visible.visibleTo(event.seen()), carried);
            carried.put(event.id(), seen.reduce(((Join) event.operation()).value(), Pair::join));
        });
        return range(standing(visible, carried).reduce(Pair::join));
    }

    /** Returns what is carried by the joins that wrote anything and that no reset has seen. */
    private static Stream<Pair<Max<Integer>, Min<Integer>>> standing(
            History<Mutator<LatticeRegister<Pair<Max<Integer>, Min<Integer>>>>> visible,
            Map<Dot, Pair<Max<Integer>, Min<Integer>>> carried) {
        return visible.of(Join.class::isInstance)
                .filter(event -> !event.taken().isEmpty())
                .filter(event -> !visible.wasSeenBy(event, Reset.class::isInstance))
                .map(event -> Objects.requireNonNull(carried.get(event.id())));
    }
}
