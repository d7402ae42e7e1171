package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.ORSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@link ORSet}: an element is in it iff it was added by an operation that no removal has seen. */
public record ORSetSpec() implements CrdtSpec<ORSet<String>> {

    private static final List<String> ELEMENTS = List.of("w", "x", "y", "z");

    /** {@link ORSet#add}. */
    public record Add(String element) implements Mutator<ORSet<String>> {
        @Override
        public Delta<ORSet<String>> apply(ORSet<String> set, ReplicaContext me) {
            return set.add(me, element);
        }

        @Override
        public String toString() {
            return "add(" + element + ")";
        }
    }

    /** Two {@link ORSet#add} in one atomic change. */
    public record AddBoth(String first, String second) implements Mutator<ORSet<String>> {
        @Override
        public Delta<ORSet<String>> apply(ORSet<String> set, ReplicaContext me) {
            return set.add(me, first).join(set.add(me, second));
        }

        @Override
        public String toString() {
            return "add(" + first + ", " + second + ")";
        }
    }

    /** {@link ORSet#remove}. */
    public record Remove(String element) implements Mutator<ORSet<String>> {
        @Override
        public Delta<ORSet<String>> apply(ORSet<String> set, ReplicaContext me) {
            return set.remove(me, element);
        }

        @Override
        public String toString() {
            return "remove(" + element + ")";
        }
    }

    /** {@link ORSet#clear}. */
    public record Clear() implements Mutator<ORSet<String>> {
        @Override
        public Delta<ORSet<String>> apply(ORSet<String> set, ReplicaContext me) {
            return set.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public ORSet<String> empty() {
        return ORSet.empty();
    }

    @Override
    public Mutator<ORSet<String>> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(12);
        String element = element(random);
        if (kind < 6) {
            return new Add(element);
        }
        if (kind < 10) {
            return new Remove(element);
        }
        return kind < 11 ? new AddBoth(element, element(random)) : new Clear();
    }

    private static String element(RandomGenerator random) {
        return ELEMENTS.get(random.nextInt(ELEMENTS.size()));
    }

    @Override
    public Optional<Oracle<ORSet<String>, Mutator<ORSet<String>>>> oracle() {
        return Optional.of(Oracle.of(set -> Set.copyOf(set.elements()), ORSetSpec::elements));
    }

    private static Set<String> elements(History<Mutator<ORSet<String>>> visible) {
        return ELEMENTS.stream()
                .filter(element -> visible.of(adds(element))
                        .anyMatch(add -> !visible.wasSeenBy(add, operation -> removes(operation, element))))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Predicate<Mutator<ORSet<String>>> adds(String element) {
        return operation -> operation instanceof Add add && add.element().equals(element)
                || operation instanceof AddBoth both
                        && (both.first().equals(element) || both.second().equals(element));
    }

    private static boolean removes(Mutator<ORSet<String>> operation, String element) {
        return operation instanceof Clear
                || operation instanceof Remove remove && remove.element().equals(element);
    }
}
