package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import io.crdt.type.LWWSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@link LWWSet}: of the operations on an element that no later one has seen, the one with the greatest time decides. */
public record LWWSetSpec() implements CrdtSpec<LWWSet<String>> {

    private static final List<String> ELEMENTS = List.of("w", "x", "y", "z");
    private static final Comparator<Event<?>> LATEST =
            Comparator.<Event<?>, Timestamp>comparing(Event::time).thenComparing(Event::id);

    /** {@link LWWSet#add}. */
    public record Add(String element) implements Mutator<LWWSet<String>> {
        @Override
        public Delta<LWWSet<String>> apply(LWWSet<String> set, ReplicaContext me) {
            return set.add(me, element);
        }

        @Override
        public String toString() {
            return "add(" + element + ")";
        }
    }

    /** {@link LWWSet#addAll}. */
    public record AddAll(List<String> elements) implements Mutator<LWWSet<String>> {
        @Override
        public Delta<LWWSet<String>> apply(LWWSet<String> set, ReplicaContext me) {
            return set.addAll(me, elements);
        }

        @Override
        public String toString() {
            return "addAll(" + elements + ")";
        }
    }

    /** {@link LWWSet#remove}. */
    public record Remove(String element) implements Mutator<LWWSet<String>> {
        @Override
        public Delta<LWWSet<String>> apply(LWWSet<String> set, ReplicaContext me) {
            return set.remove(me, element);
        }

        @Override
        public String toString() {
            return "remove(" + element + ")";
        }
    }

    /** {@link LWWSet#clear}. */
    public record Clear() implements Mutator<LWWSet<String>> {
        @Override
        public Delta<LWWSet<String>> apply(LWWSet<String> set, ReplicaContext me) {
            return set.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public LWWSet<String> empty() {
        return LWWSet.empty();
    }

    @Override
    public Mutator<LWWSet<String>> randomOperation(RandomGenerator random) {
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
    public Optional<Oracle<LWWSet<String>, Mutator<LWWSet<String>>>> oracle() {
        return Optional.of(Oracle.of(set -> Set.copyOf(set.elements()), LWWSetSpec::elements));
    }

    private static Set<String> elements(History<Mutator<LWWSet<String>>> visible) {
        return ELEMENTS.stream().filter(element -> contains(visible, element)).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean contains(History<Mutator<LWWSet<String>>> visible, String element) {
        List<Event<Mutator<LWWSet<String>>>> operations = visible.events().stream()
                .filter(event -> adds(event.operation(), element) || removes(visible, event, element))
                .toList();
        return operations.stream()
                .filter(event -> operations.stream().noneMatch(later -> later.saw(event)))
                .max(LATEST)
                .filter(last -> adds(last.operation(), element))
                .isPresent();
    }

    /** A clearing removes what its replica had, which is what the history up to there demands. */
    private static boolean removes(
            History<Mutator<LWWSet<String>>> visible, Event<Mutator<LWWSet<String>>> event, String element) {
        return event.operation() instanceof Remove remove && remove.element().equals(element)
                || event.operation() instanceof Clear && contains(visible.visibleTo(event.seen()), element);
    }

    private static boolean adds(Mutator<LWWSet<String>> operation, String element) {
        return operation instanceof Add add && add.element().equals(element)
                || operation instanceof AddAll all && all.elements().contains(element);
    }
}
