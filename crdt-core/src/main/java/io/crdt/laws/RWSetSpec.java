package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.RWSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@link RWSet}: an element is in it iff it was added, and every removal of it was seen by an addition. */
public record RWSetSpec() implements CrdtSpec<RWSet<String>> {

    private static final List<String> ELEMENTS = List.of("w", "x", "y", "z");

    /** {@link RWSet#add}. */
    public record Add(String element) implements Mutator<RWSet<String>> {
        @Override
        public Delta<RWSet<String>> apply(RWSet<String> set, ReplicaContext me) {
            return set.add(me, element);
        }

        @Override
        public String toString() {
            return "add(" + element + ")";
        }
    }

    /** {@link RWSet#addAll}. */
    public record AddAll(List<String> elements) implements Mutator<RWSet<String>> {
        @Override
        public Delta<RWSet<String>> apply(RWSet<String> set, ReplicaContext me) {
            return set.addAll(me, elements);
        }

        @Override
        public String toString() {
            return "addAll(" + elements + ")";
        }
    }

    /** {@link RWSet#remove}. */
    public record Remove(String element) implements Mutator<RWSet<String>> {
        @Override
        public Delta<RWSet<String>> apply(RWSet<String> set, ReplicaContext me) {
            return set.remove(me, element);
        }

        @Override
        public String toString() {
            return "remove(" + element + ")";
        }
    }

    /** {@link RWSet#clear}. */
    public record Clear() implements Mutator<RWSet<String>> {
        @Override
        public Delta<RWSet<String>> apply(RWSet<String> set, ReplicaContext me) {
            return set.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public RWSet<String> empty() {
        return RWSet.empty();
    }

    @Override
    public Mutator<RWSet<String>> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(12);
        String element = element(random);
        if (kind < 6) {
            return new Add(element);
        }
        if (kind < 10) {
            return new Remove(element);
        }
        return kind < 11 ? new AddAll(List.of(element, element(random))) : new Clear();
    }

    private static String element(RandomGenerator random) {
        return ELEMENTS.get(random.nextInt(ELEMENTS.size()));
    }

    @Override
    public Optional<Oracle<RWSet<String>, Mutator<RWSet<String>>>> oracle() {
        return Optional.of(Oracle.of(set -> Set.copyOf(set.elements()), RWSetSpec::elements));
    }

    private static Set<String> elements(History<Mutator<RWSet<String>>> visible) {
        return ELEMENTS.stream().filter(element -> contains(visible, element)).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean contains(History<Mutator<RWSet<String>>> visible, String element) {
        return visible.of(operation -> adds(operation, element)).findAny().isPresent()
                && visible.events().stream()
                        .filter(event -> removes(visible, event, element))
                        .allMatch(removal -> visible.wasSeenBy(removal, operation -> adds(operation, element)));
    }

    /** A clearing removes what its replica had, which is what the history up to there demands. */
    private static boolean removes(
            History<Mutator<RWSet<String>>> visible, Event<Mutator<RWSet<String>>> event, String element) {
        return event.operation() instanceof Remove remove && remove.element().equals(element)
                || event.operation() instanceof Clear && contains(visible.visibleTo(event.seen()), element);
    }

    private static boolean adds(Mutator<RWSet<String>> operation, String element) {
        return operation instanceof Add add && add.element().equals(element)
                || operation instanceof AddAll all && all.elements().contains(element);
    }
}
