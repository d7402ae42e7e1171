package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.TwoPSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@link TwoPSet}: an element is in it iff it was added and never removed by someone who had it. */
public record TwoPSetSpec() implements CrdtSpec<TwoPSet<String>> {

    private static final List<String> ELEMENTS = List.of("w", "x", "y", "z");

    /** {@link TwoPSet#add}. */
    public record Add(String element) implements Mutator<TwoPSet<String>> {
        @Override
        public Delta<TwoPSet<String>> apply(TwoPSet<String> set, ReplicaContext me) {
            return set.add(me, element);
        }

        @Override
        public String toString() {
            return "add(" + element + ")";
        }
    }

    /** {@link TwoPSet#addAll}. */
    public record AddAll(List<String> elements) implements Mutator<TwoPSet<String>> {
        @Override
        public Delta<TwoPSet<String>> apply(TwoPSet<String> set, ReplicaContext me) {
            return set.addAll(me, elements);
        }

        @Override
        public String toString() {
            return "addAll(" + elements + ")";
        }
    }

    /** {@link TwoPSet#remove}. */
    public record Remove(String element) implements Mutator<TwoPSet<String>> {
        @Override
        public Delta<TwoPSet<String>> apply(TwoPSet<String> set, ReplicaContext me) {
            return set.remove(me, element);
        }

        @Override
        public String toString() {
            return "remove(" + element + ")";
        }
    }

    /** {@link TwoPSet#clear}. */
    public record Clear() implements Mutator<TwoPSet<String>> {
        @Override
        public Delta<TwoPSet<String>> apply(TwoPSet<String> set, ReplicaContext me) {
            return set.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public TwoPSet<String> empty() {
        return TwoPSet.empty();
    }

    @Override
    public Mutator<TwoPSet<String>> randomOperation(RandomGenerator random) {
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
    public Optional<Oracle<TwoPSet<String>, Mutator<TwoPSet<String>>>> oracle() {
        return Optional.of(Oracle.of(set -> Set.copyOf(set.elements()), TwoPSetSpec::elements));
    }

    private static Set<String> elements(History<Mutator<TwoPSet<String>>> visible) {
        return ELEMENTS.stream().filter(element -> contains(visible, element)).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean contains(History<Mutator<TwoPSet<String>>> visible, String element) {
        return visible.of(operation -> adds(operation, element)).findAny().isPresent()
                && visible.events().stream().noneMatch(event -> removes(visible, event, element));
    }

    private static boolean removes(
            History<Mutator<TwoPSet<String>>> visible, Event<Mutator<TwoPSet<String>>> event, String element) {
        return (event.operation() instanceof Clear
                        || event.operation() instanceof Remove remove
                                && remove.element().equals(element))
                && contains(visible.visibleTo(event.seen()), element);
    }

    private static boolean adds(Mutator<TwoPSet<String>> operation, String element) {
        return operation instanceof Add add && add.element().equals(element)
                || operation instanceof AddAll all && all.elements().contains(element);
    }
}
