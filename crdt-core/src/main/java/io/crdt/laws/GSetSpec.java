package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.GSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@link GSet}: an element is in it iff it was ever added. */
public record GSetSpec() implements CrdtSpec<GSet<String>> {

    private static final List<String> ELEMENTS = List.of("w", "x", "y", "z");

    /** {@link GSet#add}. */
    public record Add(String element) implements Mutator<GSet<String>> {
        @Override
        public Delta<GSet<String>> apply(GSet<String> set, ReplicaContext me) {
            return set.add(me, element);
        }

        @Override
        public String toString() {
            return "add(" + element + ")";
        }
    }

    /** {@link GSet#addAll}. */
    public record AddAll(List<String> elements) implements Mutator<GSet<String>> {
        @Override
        public Delta<GSet<String>> apply(GSet<String> set, ReplicaContext me) {
            return set.addAll(me, elements);
        }

        @Override
        public String toString() {
            return "addAll(" + elements + ")";
        }
    }

    @Override
    public GSet<String> empty() {
        return GSet.empty();
    }

    @Override
    public Mutator<GSet<String>> randomOperation(RandomGenerator random) {
        String element = element(random);
        return random.nextInt(4) > 0 ? new Add(element) : new AddAll(List.of(element, element(random)));
    }

    private static String element(RandomGenerator random) {
        return ELEMENTS.get(random.nextInt(ELEMENTS.size()));
    }

    @Override
    public Optional<Oracle<GSet<String>, Mutator<GSet<String>>>> oracle() {
        return Optional.of(Oracle.of(set -> Set.copyOf(set.elements()), GSetSpec::elements));
    }

    private static Set<String> elements(History<Mutator<GSet<String>>> visible) {
        return ELEMENTS.stream().filter(element -> contains(visible, element)).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean contains(History<Mutator<GSet<String>>> visible, String element) {
        return visible.of(operation -> adds(operation, element)).findAny().isPresent();
    }

    private static boolean adds(Mutator<GSet<String>> operation, String element) {
        return operation instanceof Add add && add.element().equals(element)
                || operation instanceof AddAll all && all.elements().contains(element);
    }
}
