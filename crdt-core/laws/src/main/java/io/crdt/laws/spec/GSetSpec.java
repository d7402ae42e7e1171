package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.GSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** {@link GSet}: an element is in it iff it was ever added. */
public record GSetSpec() implements CrdtSpec<GSet<String>> {

    /** {@link GSet#add}, or {@link GSet#addAll} of several. */
    public record Add(List<String> elements) implements Mutator<GSet<String>> {
        @Override
        public Delta<GSet<String>> apply(GSet<String> set, ReplicaContext me) {
            return elements.size() == 1 ? set.add(me, elements.get(0)) : set.addAll(me, elements);
        }

        @Override
        public String toString() {
            return "add" + elements;
        }
    }

    @Override
    public GSet<String> empty() {
        return GSet.empty();
    }

    @Override
    public Mutator<GSet<String>> randomOperation(RandomGenerator random) {
        int count = random.nextInt(4) > 0 ? 1 : 2;
        return new Add(random.ints(count, 0, SetSpec.ELEMENTS.size())
                .mapToObj(SetSpec.ELEMENTS::get)
                .toList());
    }

    @Override
    public Optional<Oracle<GSet<String>, Mutator<GSet<String>>>> oracle() {
        return Optional.of(Oracle.of(set -> Set.copyOf(set.elements()), GSetSpec::elements));
    }

    private static Set<String> elements(History<Mutator<GSet<String>>> visible) {
        return visible.events().stream()
                .flatMap(event -> ((Add) event.operation()).elements().stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
