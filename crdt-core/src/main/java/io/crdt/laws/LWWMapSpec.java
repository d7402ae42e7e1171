package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import io.crdt.type.LWWMap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * {@link LWWMap}: of the writes to a key that no later write or removal has seen, the one with the greatest time counts,
 * and among those of one time the one of the greatest origin.
 */
public record LWWMapSpec() implements CrdtSpec<LWWMap<String, Integer>> {

    private static final List<String> KEYS = List.of("k", "l", "m");
    private static final int VALUES = 100;
    private static final Comparator<Event<?>> LATEST =
            Comparator.<Event<?>, Timestamp>comparing(Event::time).thenComparing(Event::id);

    /** {@link LWWMap#put}. */
    public record Put(String key, int value) implements Mutator<LWWMap<String, Integer>> {
        @Override
        public Delta<LWWMap<String, Integer>> apply(LWWMap<String, Integer> map, ReplicaContext me) {
            return map.put(me, key, value);
        }

        @Override
        public String toString() {
            return "put(" + key + ", " + value + ")";
        }
    }

    /** {@link LWWMap#remove}. */
    public record Remove(String key) implements Mutator<LWWMap<String, Integer>> {
        @Override
        public Delta<LWWMap<String, Integer>> apply(LWWMap<String, Integer> map, ReplicaContext me) {
            return map.remove(me, key);
        }

        @Override
        public String toString() {
            return "remove(" + key + ")";
        }
    }

    /** {@link LWWMap#clear}. */
    public record Clear() implements Mutator<LWWMap<String, Integer>> {
        @Override
        public Delta<LWWMap<String, Integer>> apply(LWWMap<String, Integer> map, ReplicaContext me) {
            return map.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public LWWMap<String, Integer> empty() {
        return LWWMap.empty();
    }

    @Override
    public Mutator<LWWMap<String, Integer>> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(12);
        String key = KEYS.get(random.nextInt(KEYS.size()));
        if (kind < 7) {
            return new Put(key, random.nextInt(VALUES));
        }
        return kind < 11 ? new Remove(key) : new Clear();
    }

    @Override
    public Optional<Oracle<LWWMap<String, Integer>, Mutator<LWWMap<String, Integer>>>> oracle() {
        return Optional.of(Oracle.of(LWWMap::toMap, LWWMapSpec::entries));
    }

    private static Map<String, Integer> entries(History<Mutator<LWWMap<String, Integer>>> visible) {
        Map<String, Integer> entries = new HashMap<>();
        for (String key : KEYS) {
            visible.of(operation -> operation instanceof Put put && put.key().equals(key))
                    .filter(write -> !visible.wasSeenBy(write, operation -> overrides(operation, key)))
                    .max(LATEST)
                    .ifPresent(write -> entries.put(key, ((Put) write.operation()).value()));
        }
        return entries;
    }

    private static boolean overrides(Mutator<LWWMap<String, Integer>> operation, String key) {
        return operation instanceof Clear
                || operation instanceof Put put && put.key().equals(key)
                || operation instanceof Remove remove && remove.key().equals(key);
    }
}
