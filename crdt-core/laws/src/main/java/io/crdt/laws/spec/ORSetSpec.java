package io.crdt.laws.spec;

import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.type.ORSet;

/** {@link ORSet}: an element is in it iff it was added by an operation that no removal has seen. */
public record ORSetSpec() implements SetSpec<ORSet<String>> {

    @Override
    public ORSet<String> empty() {
        return ORSet.empty();
    }

    @Override
    public boolean contains(History<Mutator<ORSet<String>>> visible, String element) {
        return visible.of(SetSpec.adds(element)).anyMatch(add -> !visible.wasSeenBy(add, SetSpec.removes(element)));
    }
}
