package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.MVMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** {@link MVMap}: a value is at a key iff it was written there by an operation that no other on this key has seen. */
public record MVMapSpec() implements CrdtSpec<MVMap<String, Integer>> {

    private static final List<String> KEYS = List.of("k", "l", "m");
    private static final int VALUES = 5;

    /** {@link MVMap#put}. */
    public record Put(String key, int value) implements Mutator<MVMap<String, Integer>> {
        @Override
        public Delta<MVMap<String, Integer>> apply(MVMap<String, Integer> map, ReplicaContext me) {
            return map.put(me, key, value);
        }

        @Override
        public String toString() {
            return "put(" + key + ", " + value + ")";
        }
    }

    /** {@link MVMap#remove}. */
    public record Remove(String key) implements Mutator<MVMap<String, Integer>> {
        @Override
        public Delta<MVMap<String, Integer>> apply(MVMap<String, Integer> map, ReplicaContext me) {
            return map.remove(me, key);
        }

        @Override
        public String toString() {
            return "remove(" + key + ")";
        }
    }

    /** {@link MVMap#clear}. */
    public record Clear() implements Mutator<MVMap<String, Integer>> {
        @Override
        public Delta<MVMap<String, Integer>> apply(MVMap<String, Integer> map, ReplicaContext me) {
            return map.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public MVMap<String, Integer> empty() {
        return MVMap.empty();
    }

    @Override
    public Mutator<MVMap<String, Integer>> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(12);
        if (kind < 7) {
            return new Put(key(random), random.nextInt(VALUES));
        }
        return kind < 11 ? new Remove(key(random)) : new Clear();
    }

    private static String key(RandomGenerator random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    @Override
    public Optional<Oracle<MVMap<String, Integer>, Mutator<MVMap<String, Integer>>>> oracle() {
        return Optional.of(Oracle.of(map -> Map.copyOf(map.asMap()), MVMapSpec::entries));
    }

    private static Map<String, Set<Integer>> entries(History<Mutator<MVMap<String, Integer>>> visible) {
        Map<String, Set<Integer>> entries = new HashMap<>();
        for (String key : KEYS) {
            visible.of(operation -> operation instanceof Put put && put.key().equals(key))
                    .filter(write -> !visible.wasSeenBy(write, operation -> overrides(operation, key)))
                    .map(write -> ((Put) write.operation()).value())
                    .forEach(value -> entries.computeIfAbsent(key, each -> new HashSet<>())
                            .add(value));
        }
        return entries;
    }

    private static boolean overrides(Mutator<MVMap<String, Integer>> operation, String key) {
        return operation instanceof Clear
                || operation instanceof Put put && put.key().equals(key)
                || operation instanceof Remove remove && remove.key().equals(key);
    }
}
