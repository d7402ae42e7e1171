package io.crdt.laws.spec;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.ReadableMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What the descriptions of the maps of plain values have in common: their operations, on few keys so that they meet, and
 * an oracle that is asked key by key.
 *
 * @param <S> the type of the map
 * @param <T> the type of what a reader finds at a key
 */
public interface MapSpec<S extends Crdt<S, ?> & ReadableMap<String, T>, T> extends CrdtSpec<S> {

    /** The keys that random operations are about. */
    List<String> KEYS = List.of("k", "l", "m");

    /** Random operations write as many values, from 0 on: few enough for equal ones to meet. */
    int VALUES = 10;

    /** A write at a key. */
    record Put<S extends Crdt<S, ?> & ReadableMap<String, ?>>(MapSpec<S, ?> type, String key, int value)
            implements Mutator<S> {
        @Override
        public Delta<S> apply(S map, ReplicaContext me) {
            return type.put(map, me, key, value);
        }

        @Override
        public String toString() {
            return "put(" + key + ", " + value + ")";
        }
    }

    /** The removal of a key. */
    record Remove<S extends Crdt<S, ?> & ReadableMap<String, ?>>(MapSpec<S, ?> type, String key) implements Mutator<S> {
        @Override
        public Delta<S> apply(S map, ReplicaContext me) {
            return type.remove(map, me, key);
        }

        @Override
        public String toString() {
            return "remove(" + key + ")";
        }
    }

    /** The removal of all keys. */
    record Clear<S extends Crdt<S, ?> & ReadableMap<String, ?>>(MapSpec<S, ?> type) implements Mutator<S> {
        @Override
        public Delta<S> apply(S map, ReplicaContext me) {
            return type.clear(map, me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    /** Calls the mutator. */
    Delta<S> put(S map, ReplicaContext me, String key, int value);

    /** Calls the mutator. */
    Delta<S> remove(S map, ReplicaContext me, String key);

    /** Calls the mutator. */
    Delta<S> clear(S map, ReplicaContext me);

    /** Returns what a reader must find, given the one or more writes at a key that no later operation on it has seen. */
    T found(List<HistoryEvent<Mutator<S>>> writes);

    @Override
    default Mutator<S> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(12);
        String key = KEYS.get(random.nextInt(KEYS.size()));
        if (kind < 7) {
            return new Put<>(this, key, random.nextInt(VALUES));
        }
        return kind < 11 ? new Remove<>(this, key) : new Clear<>(this);
    }

    @Override
    default Optional<Oracle<S, Mutator<S>>> oracle() {
        return Optional.of(Oracle.of(map -> Map.copyOf(map.asMap()), this::entries));
    }

    private Map<String, T> entries(History<Mutator<S>> visible) {
        Map<String, T> entries = new HashMap<>();
        for (String key : KEYS) {
            List<HistoryEvent<Mutator<S>>> writes = visible.of(operation ->
                            operation instanceof Put<?> put && put.key().equals(key))
                    .filter(write -> !visible.wasSeenBy(write, operation -> overrides(operation, key)))
                    .toList();
            if (!writes.isEmpty()) {
                entries.put(key, found(writes));
            }
        }
        return entries;
    }

    private static boolean overrides(Mutator<?> operation, String key) {
        return operation instanceof Clear<?>
                || operation instanceof Put<?> put && put.key().equals(key)
                || operation instanceof Remove<?> remove && remove.key().equals(key);
    }

    /** Returns what an operation that is a put wrote. */
    static int valueOf(HistoryEvent<? extends Mutator<?>> write) {
        return ((Put<?>) write.operation()).value();
    }
}
