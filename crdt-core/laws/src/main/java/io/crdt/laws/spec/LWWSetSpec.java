package io.crdt.laws.spec;

import io.crdt.laws.History;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.Mutator;
import io.crdt.type.LWWSet;
import java.util.List;

/** {@link LWWSet}: of the operations on an element that no later one has seen, the one with the greatest time decides. */
public record LWWSetSpec() implements SetSpec<LWWSet<String>> {

    @Override
    public LWWSet<String> empty() {
        return LWWSet.empty();
    }

    @Override
    public boolean contains(History<Mutator<LWWSet<String>>> visible, String element) {
        List<HistoryEvent<Mutator<LWWSet<String>>>> operations =
                visible.of(SetSpec.adds(element).or(SetSpec.removes(element))).toList();
        return operations.stream()
                .filter(event -> operations.stream().noneMatch(later -> later.saw(event)))
                .max(LWWMapSpec.LATEST)
                .filter(last -> SetSpec.adds(element).test(last.operation()))
                .isPresent();
    }
}
