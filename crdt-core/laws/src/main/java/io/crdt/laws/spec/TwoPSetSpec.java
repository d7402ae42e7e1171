package io.crdt.laws.spec;

import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.type.TwoPSet;

/** {@link TwoPSet}: an element is in it iff it was added and never removed by someone who had it. */
public record TwoPSetSpec() implements SetSpec<TwoPSet<String>> {

    @Override
    public TwoPSet<String> empty() {
        return TwoPSet.empty();
    }

    @Override
    public boolean contains(History<Mutator<TwoPSet<String>>> visible, String element) {
        return visible.of(SetSpec.adds(element)).findAny().isPresent()
                && visible.of(SetSpec.removes(element))
                        .noneMatch(removal -> contains(visible.visibleTo(removal.seen()), element));
    }
}
