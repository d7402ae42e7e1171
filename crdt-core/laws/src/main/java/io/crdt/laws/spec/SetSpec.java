package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.CrdtSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What the descriptions of all sets with additions and removals have in common: their operations, on few elements so that
 * they meet, and an oracle that is asked element by element.
 *
 * @param <S> the type of the set
 */
public interface SetSpec<S extends CrdtSet<String, ?, S>> extends CrdtSpec<S> {

    /** The elements that random operations are about. */
    List<String> ELEMENTS = List.of("w", "x", "y", "z");

    /** {@link CrdtSet#add}. */
    record Add<S extends CrdtSet<String, ?, S>>(String element) implements Mutator<S> {
        @Override
        public Delta<S> apply(S set, ReplicaContext me) {
            return set.add(me, element);
        }

        @Override
        public String toString() {
            return "add(" + element + ")";
        }
    }

    /** {@link CrdtSet#addAll}. */
    record AddAll<S extends CrdtSet<String, ?, S>>(List<String> elements) implements Mutator<S> {
        @Override
        public Delta<S> apply(S set, ReplicaContext me) {
            return set.addAll(me, elements);
        }

        @Override
        public String toString() {
            return "addAll(" + elements + ")";
        }
    }

    /** {@link CrdtSet#remove}. */
    record Remove<S extends CrdtSet<String, ?, S>>(String element) implements Mutator<S> {
        @Override
        public Delta<S> apply(S set, ReplicaContext me) {
            return set.remove(me, element);
        }

        @Override
        public String toString() {
            return "remove(" + element + ")";
        }
    }

    /** {@link CrdtSet#clear}. */
    record Clear<S extends CrdtSet<String, ?, S>>() implements Mutator<S> {
        @Override
        public Delta<S> apply(S set, ReplicaContext me) {
            return set.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    /** Tells whether the history, in which clearings are only those that had the element, demands that it is in the set. */
    boolean contains(History<Mutator<S>> visible, String element);

    @Override
    default Mutator<S> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(12);
        String element = element(random);
        if (kind < 6) {
            return new Add<>(element);
        }
        if (kind < 10) {
            return new Remove<>(element);
        }
        return kind < 11 ? new AddAll<>(List.of(element, element(random))) : new Clear<>();
    }

    private static String element(RandomGenerator random) {
        return ELEMENTS.get(random.nextInt(ELEMENTS.size()));
    }

    @Override
    default Optional<Oracle<S, Mutator<S>>> oracle() {
        return Optional.of(Oracle.of(set -> Set.copyOf(set.elements()), this::elements));
    }

    private Set<String> elements(History<Mutator<S>> visible) {
        return ELEMENTS.stream()
                .filter(element -> contains(withoutNoOpClears(visible, element), element))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A clearing removes only what its replica had, which is what the history up to there demands. Events come after what
     * they had seen, so each clearing is asked once, when those that it had seen have been decided.
     */
    private History<Mutator<S>> withoutNoOpClears(History<Mutator<S>> visible, String element) {
        List<HistoryEvent<Mutator<S>>> kept = new ArrayList<>();
        for (HistoryEvent<Mutator<S>> event : visible.events()) {
            if (!(event.operation() instanceof Clear<?>)
                    || contains(new History<>(kept).visibleTo(event.seen()), element)) {
                kept.add(event);
            }
        }
        return new History<>(kept);
    }

    /** Tells of an operation whether it adds the element. */
    static Predicate<Object> adds(String element) {
        return operation -> operation instanceof Add<?> add && add.element().equals(element)
                || operation instanceof AddAll<?> all && all.elements().contains(element);
    }

    /** Tells of an operation whether it removes the element if it is there. */
    static Predicate<Object> removes(String element) {
        return operation -> operation instanceof Clear<?>
                || operation instanceof Remove<?> remove && remove.element().equals(element);
    }
}
