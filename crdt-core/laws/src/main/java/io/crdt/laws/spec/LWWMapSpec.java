package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.Mutator;
import io.crdt.type.LWWMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * {@link LWWMap}: of the writes to a key that no later write or removal has seen, the one with the greatest time counts,
 * and among those of one time the one of the greatest origin.
 */
public record LWWMapSpec() implements MapSpec<LWWMap<String, Integer>, Integer> {

    static final Comparator<HistoryEvent<?>> LATEST =
            Comparator.<HistoryEvent<?>, Timestamp>comparing(HistoryEvent::time).thenComparing(HistoryEvent::id);

    @Override
    public LWWMap<String, Integer> empty() {
        return LWWMap.empty();
    }

    @Override
    public Delta<LWWMap<String, Integer>> put(LWWMap<String, Integer> map, ReplicaContext me, String key, int value) {
        return map.put(me, key, value);
    }

    @Override
    public Delta<LWWMap<String, Integer>> remove(LWWMap<String, Integer> map, ReplicaContext me, String key) {
        return map.remove(me, key);
    }

    @Override
    public Delta<LWWMap<String, Integer>> clear(LWWMap<String, Integer> map, ReplicaContext me) {
        return map.clear(me);
    }

    @Override
    public Integer found(List<HistoryEvent<Mutator<LWWMap<String, Integer>>>> writes) {
        return MapSpec.valueOf(Collections.max(writes, LATEST));
    }
}
