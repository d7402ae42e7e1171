package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.Mutator;
import io.crdt.type.MVMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@link MVMap}: a value is at a key iff it was written there by an operation that no other on this key has seen. */
public record MVMapSpec() implements MapSpec<MVMap<String, Integer>, Set<Integer>> {

    @Override
    public MVMap<String, Integer> empty() {
        return MVMap.empty();
    }

    @Override
    public Delta<MVMap<String, Integer>> put(MVMap<String, Integer> map, ReplicaContext me, String key, int value) {
        return map.put(me, key, value);
    }

    @Override
    public Delta<MVMap<String, Integer>> remove(MVMap<String, Integer> map, ReplicaContext me, String key) {
        return map.remove(me, key);
    }

    @Override
    public Delta<MVMap<String, Integer>> clear(MVMap<String, Integer> map, ReplicaContext me) {
        return map.clear(me);
    }

    @Override
    public Set<Integer> found(List<HistoryEvent<Mutator<MVMap<String, Integer>>>> writes) {
        return writes.stream().map(MapSpec::valueOf).collect(Collectors.toUnmodifiableSet());
    }
}
