package io.crdt.laws.spec;

import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.type.RWSet;

/** {@link RWSet}: an element is in it iff it was added, and every removal of it was seen by an addition. */
public record RWSetSpec() implements SetSpec<RWSet<String>> {

    @Override
    public RWSet<String> empty() {
        return RWSet.empty();
    }

    @Override
    public boolean contains(History<Mutator<RWSet<String>>> visible, String element) {
        return visible.of(SetSpec.adds(element)).findAny().isPresent()
                && visible.of(SetSpec.removes(element))
                        .allMatch(removal -> visible.wasSeenBy(removal, SetSpec.adds(element)));
    }
}
