package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import io.crdt.laws.spec.ORSetSpec;
import io.crdt.laws.spec.SetSpec;
import io.crdt.type.ORSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Sets that are wrong the way others have been. */
final class SetMutants {

    private SetMutants() {}

    /** A sound set to spoil. */
    abstract static class SetMutant implements CrdtSpec<ORSet<String>> {
        private final ORSetSpec sound = new ORSetSpec();

        @Override
        public String name() {
            return getClass().getSimpleName();
        }

        @Override
        public ORSet<String> empty() {
            return sound.empty();
        }

        @Override
        public Mutator<ORSet<String>> randomOperation(RandomGenerator random) {
            return sound.randomOperation(random);
        }

        @Override
        public Optional<Oracle<ORSet<String>, Mutator<ORSet<String>>>> oracle() {
            return sound.oracle();
        }
    }

    @ShippedBug.Like(ShippedBug.REMOVALS_ARE_IGNORED)
    static final class SetThatIgnoresRemoves extends SetMutant {
        @Override
        public Delta<ORSet<String>> operate(
                Mutator<ORSet<String>> operation, Causal<ORSet<String>> state, ReplicaContext me) {
            return operation instanceof SetSpec.Remove<?> || operation instanceof SetSpec.Clear<?>
                    ? Delta.none()
                    : operation.apply(state.value(), me);
        }
    }

    /** Nothing ever happens to it, and no oracle wonders. */
    static final class SetThatDoesNothing extends SetMutant {
        @Override
        public Delta<ORSet<String>> operate(
                Mutator<ORSet<String>> operation, Causal<ORSet<String>> state, ReplicaContext me) {
            return Delta.none();
        }

        @Override
        public Optional<Oracle<ORSet<String>, Mutator<ORSet<String>>>> oracle() {
            return Optional.empty();
        }
    }

    static final class SetThatFailsToClear extends SetMutant {
        @Override
        public Delta<ORSet<String>> operate(
                Mutator<ORSet<String>> operation, Causal<ORSet<String>> state, ReplicaContext me) {
            if (operation instanceof SetSpec.Clear<?> && !state.value().isEmpty()) {
                throw new UnsupportedOperationException("clear");
            }
            return operation.apply(state.value(), me);
        }
    }

    static final class IntersectingJoin extends SetMutant {
        @Override
        public Causal<ORSet<String>> join(Causal<ORSet<String>> left, Causal<ORSet<String>> right) {
            List<Entry> onlyHere = new ArrayList<>();
            left.value().store().forEachEntry(entry -> {
                if (right.value().store().payload(entry.path(), entry.dot()) == null) {
                    onlyHere.add(entry);
                }
            });
            DotMap<String, DotSet> store = left.value().store();
            for (Entry entry : onlyHere) {
                store = store.without(entry.path(), entry.dot());
            }
            return Causal.of(new ORSet<>(store), left.context().join(right.context()));
        }
    }

    /** The delta of a removal carries all that the remover knows. */
    @ShippedBug.Like(ShippedBug.REMOVAL_OF_ALL_ITS_MAKER_KNEW)
    static final class DeltaThatOverClaims extends SetMutant {
        @Override
        public Delta<ORSet<String>> operate(
                Mutator<ORSet<String>> operation, Causal<ORSet<String>> state, ReplicaContext me) {
            Delta<ORSet<String>> delta = operation.apply(state.value(), me);
            if (!(operation instanceof SetSpec.Remove<?>) || delta.isNone()) {
                return delta;
            }
            DotSet[] known = {DotSet.empty()};
            state.value().store().forEachDot(dot -> known[0] = known[0].with(Path.end(), dot, Unit.UNIT));
            for (Delta.Place place : delta.removed()) {
                known[0] = known[0].without(Path.end(), place.dot());
            }
            return delta.join(Delta.remove(Path.of("nowhere"), delta.taken().get(0), known[0]));
        }
    }

    /** The same seen from the other side: what is added next, unseen, is dead already. */
    @ShippedBug.Like(ShippedBug.REMOVAL_OF_ALL_ITS_MAKER_KNEW)
    static final class RemoveThatKillsUnseenAdds extends SetMutant {
        @Override
        public Delta<ORSet<String>> operate(
                Mutator<ORSet<String>> operation, Causal<ORSet<String>> state, ReplicaContext me) {
            Delta<ORSet<String>> delta = operation.apply(state.value(), me);
            if (!(operation instanceof SetSpec.Remove<?> remove) || delta.isNone()) {
                return delta;
            }
            DotSet[] next = {DotSet.empty()};
            delta.removed().forEach(place -> {
                Dot unseen = new Dot(place.dot().origin(), place.dot().seq() + 1);
                if (!state.context().covers(unseen) && !delta.taken().contains(unseen)) {
                    next[0] = next[0].with(Path.end(), unseen, Unit.UNIT);
                }
            });
            return delta.join(
                    Delta.remove(Path.of(remove.element()), delta.taken().get(0), next[0]));
        }
    }

    /** A removal that is no operation of its own: two contexts are equal, and one of them has seen it. */
    static final class RemoveThatTakesNoDot extends SetMutant {
        @Override
        public Delta<ORSet<String>> operate(
                Mutator<ORSet<String>> operation, Causal<ORSet<String>> state, ReplicaContext me) {
            if (!(operation instanceof SetSpec.Remove<?> remove)) {
                return operation.apply(state.value(), me);
            }
            DotSet[] seen = {state.value().store().at(remove.element())};
            Dot[] any = new Dot[1];
            seen[0].forEachDot(dot -> any[0] = dot);
            return any[0] == null ? Delta.none() : Delta.remove(Path.of(remove.element()), any[0], seen[0]);
        }
    }

    /** What a delta adds comes to live although the context knows it to be dead. */
    @ShippedBug.Like(ShippedBug.OLD_VALUES_COME_BACK)
    static final class DeltaThatResurrects extends SetMutant {
        @Override
        public Causal<ORSet<String>> apply(Delta<ORSet<String>> delta, Causal<ORSet<String>> state) {
            Causal<ORSet<String>> applied = delta.applyTo(state);
            DotMap<String, DotSet> store = applied.value().store();
            for (Entry entry : delta.added()) {
                store = store.with(entry.path(), entry.dot(), entry.payload());
            }
            return Causal.of(new ORSet<>(store), applied.context());
        }
    }

    /** The context is taken for a vector, so that a hole in it works as a delete. */
    @ShippedBug.Like(ShippedBug.HOLES_WORK_AS_DELETES)
    static final class ContextWithoutHoles extends SetMutant {
        @Override
        public Causal<ORSet<String>> apply(Delta<ORSet<String>> delta, Causal<ORSet<String>> state) {
            Causal<ORSet<String>> applied = delta.applyTo(state);
            CausalContext context = applied.context();
            for (Dot dot : delta.taken()) {
                for (long seq = 1; seq < dot.seq(); seq++) {
                    context = context.with(new Dot(dot.origin(), seq));
                }
            }
            return Causal.of(applied.value(), context);
        }
    }

    static final class GroupThatForgets extends SetMutant {
        @Override
        public Delta<ORSet<String>> group(Delta<ORSet<String>> first, Delta<ORSet<String>> second) {
            return second;
        }
    }

    /** ≥ for &gt;, so that the latest removed dot of each origin counts as unseen and its element is kept. */
    @ShippedBug.Like(ShippedBug.GREATER_OR_EQUAL_FOR_GREATER)
    static final class JoinThatForgetsTheLatest extends SetMutant {
        @Override
        public Causal<ORSet<String>> join(Causal<ORSet<String>> left, Causal<ORSet<String>> right) {
            DotMap<String, DotSet> store = left.value()
                    .store()
                    .join(right.value().store(), withoutLatest(left.context()), withoutLatest(right.context()));
            return Causal.of(new ORSet<>(store), left.context().join(right.context()));
        }

        private static CausalContext withoutLatest(CausalContext context) {
            CausalContext[] shorter = {CausalContext.EMPTY};
            context.forEachDot(dot -> {
                if (context.covers(new Dot(dot.origin(), dot.seq() + 1))) {
                    shorter[0] = shorter[0].with(dot);
                }
            });
            return shorter[0];
        }
    }

    /** An optimisation: there is nothing to join from an empty set – but for what it knows to be dead. */
    static final class JoinThatSkipsEmptySets extends SetMutant {
        @Override
        public Causal<ORSet<String>> join(Causal<ORSet<String>> left, Causal<ORSet<String>> right) {
            if (left.value().isEmpty() != right.value().isEmpty()) {
                return left.value().isEmpty() ? right : left;
            }
            return left.join(right);
        }
    }

    /** An optimisation: a delta that adds nothing new changes nothing. */
    static final class DeltaThatIsSkippedIfItAddsNothing extends SetMutant {
        @Override
        public Causal<ORSet<String>> apply(Delta<ORSet<String>> delta, Causal<ORSet<String>> state) {
            return delta.added().isEmpty() ? state : delta.applyTo(state);
        }
    }

    /** Dots are numbered by what is alive, so that one is spent again once its element is removed. */
    @ShippedBug.Like(ShippedBug.DOTS_ARE_REUSED)
    static final class DotsThatAreReused extends SetMutant {
        @Override
        public Delta<ORSet<String>> operate(
                Mutator<ORSet<String>> operation, Causal<ORSet<String>> state, ReplicaContext me) {
            long[] last = {0};
            state.value().store().forEachDot(dot -> {
                if (dot.origin().equals(me.origin())) {
                    last[0] = Math.max(last[0], dot.seq());
                }
            });
            return operation instanceof SetSpec.Add<?> add
                    ? Delta.write(
                            Path.of(add.element()),
                            new Dot(me.origin(), last[0] + 1),
                            Unit.UNIT,
                            state.value().store().at(add.element()))
                    : Delta.none();
        }
    }
}
