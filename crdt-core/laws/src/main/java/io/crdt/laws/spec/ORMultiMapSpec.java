package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.ORMultiMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** {@link ORMultiMap}: a value is at a key iff it was put there by an operation that no removal of it has seen. */
public record ORMultiMapSpec() implements CrdtSpec<ORMultiMap<String, Integer>> {

    private static final List<String> KEYS = List.of("k", "l", "m");
    private static final int VALUES = 2;

    /** {@link ORMultiMap#put}. */
    public record Put(String key, int value) implements Mutator<ORMultiMap<String, Integer>> {
        @Override
        public Delta<ORMultiMap<String, Integer>> apply(ORMultiMap<String, Integer> map, ReplicaContext me) {
            return map.put(me, key, value);
        }

        @Override
        public String toString() {
            return "put(" + key + ", " + value + ")";
        }
    }

    /** {@link ORMultiMap#remove}. */
    public record Remove(String key, int value) implements Mutator<ORMultiMap<String, Integer>> {
        @Override
        public Delta<ORMultiMap<String, Integer>> apply(ORMultiMap<String, Integer> map, ReplicaContext me) {
            return map.remove(me, key, value);
        }

        @Override
        public String toString() {
            return "remove(" + key + ", " + value + ")";
        }
    }

    /** {@link ORMultiMap#removeAll}. */
    public record RemoveAll(String key) implements Mutator<ORMultiMap<String, Integer>> {
        @Override
        public Delta<ORMultiMap<String, Integer>> apply(ORMultiMap<String, Integer> map, ReplicaContext me) {
            return map.removeAll(me, key);
        }

        @Override
        public String toString() {
            return "removeAll(" + key + ")";
        }
    }

    /** {@link ORMultiMap#clear}. */
    public record Clear() implements Mutator<ORMultiMap<String, Integer>> {
        @Override
        public Delta<ORMultiMap<String, Integer>> apply(ORMultiMap<String, Integer> map, ReplicaContext me) {
            return map.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public ORMultiMap<String, Integer> empty() {
        return ORMultiMap.empty();
    }

    @Override
    public Mutator<ORMultiMap<String, Integer>> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(16);
        if (kind < 8) {
            return new Put(key(random), random.nextInt(VALUES));
        }
        if (kind < 12) {
            return new Remove(key(random), random.nextInt(VALUES));
        }
        return kind < 15 ? new RemoveAll(key(random)) : new Clear();
    }

    private static String key(RandomGenerator random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    @Override
    public Optional<Oracle<ORMultiMap<String, Integer>, Mutator<ORMultiMap<String, Integer>>>> oracle() {
        return Optional.of(Oracle.of(map -> Map.copyOf(map.asMap()), ORMultiMapSpec::entries));
    }

    private static Map<String, Set<Integer>> entries(History<Mutator<ORMultiMap<String, Integer>>> visible) {
        Map<String, Set<Integer>> entries = new HashMap<>();
        visible.of(operation -> operation instanceof Put).forEach(event -> {
            Put put = (Put) event.operation();
            if (!visible.wasSeenBy(event, operation -> removes(operation, put))) {
                entries.computeIfAbsent(put.key(), each -> new HashSet<>()).add(put.value());
            }
        });
        return entries;
    }

    private static boolean removes(Mutator<ORMultiMap<String, Integer>> operation, Put put) {
        return operation instanceof Clear
                || operation instanceof RemoveAll all && all.key().equals(put.key())
                || operation instanceof Remove remove
                        && remove.key().equals(put.key())
                        && remove.value() == put.value();
    }
}
