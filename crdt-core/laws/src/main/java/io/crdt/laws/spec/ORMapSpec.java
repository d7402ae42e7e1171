package io.crdt.laws.spec;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.ORMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * {@link ORMap} of values that are described themselves: at a key is the value that its type demands of the updates of this
 * key that no removal has seen. Whether a key is there whose value reads like the one that nobody has written to, such as a
 * counter at zero, is left to the type of the values. An operation on a value must do the same whatever the value is, since
 * its history does not tell of the removals that made it so.
 *
 * <p>It is what checks the {@link Crdt#reset} of a type of yours, which its own laws cannot: {@code Laws.of(new
 * ORMapSpec<>(spec)).check(1, 200)}.
 *
 * @param values the description of the values; it has to have an oracle
 * @param <V> the type of the values
 */
public record ORMapSpec<V extends Crdt<V, ?>>(CrdtSpec<V> values) implements CrdtSpec<ORMap<String, V>> {

    private static final List<String> KEYS = List.of("k", "l", "m");
    private static final String UPDATE = "Update.";

    /** {@link ORMap#update}. */
    public record Update<V extends Crdt<V, ?>>(String key, Mutator<V> operation) implements Mutator<ORMap<String, V>> {
        @Override
        public Delta<ORMap<String, V>> apply(ORMap<String, V> map, ReplicaContext me) {
            return map.update(me, key, operation);
        }

        /** Returns the operation on the map and the one on its value, no deeper: the laws of the value ask for the rest. */
        @Override
        public String kind() {
            return UPDATE + (operation instanceof Update<?> ? "Update" : operation.kind());
        }

        @Override
        public String toString() {
            return key + "." + operation;
        }
    }

    /** {@link ORMap#remove}. */
    public record Remove<V extends Crdt<V, ?>>(String key) implements Mutator<ORMap<String, V>> {
        @Override
        public Delta<ORMap<String, V>> apply(ORMap<String, V> map, ReplicaContext me) {
            return map.remove(me, key);
        }

        @Override
        public String toString() {
            return "remove(" + key + ")";
        }
    }

    /** {@link ORMap#clear}. */
    public record Clear<V extends Crdt<V, ?>>() implements Mutator<ORMap<String, V>> {
        @Override
        public Delta<ORMap<String, V>> apply(ORMap<String, V> map, ReplicaContext me) {
            return map.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    /** Two updates of one key are what the laws of the values themselves are about; here they meet removals. */
    @Override
    public boolean needNotMeet(String one, String other) {
        return one.startsWith(UPDATE) && other.startsWith(UPDATE);
    }

    @Override
    public String name() {
        return "ORMap<" + values.name() + ">";
    }

    @Override
    public ORMap<String, V> empty() {
        return ORMap.empty(values.empty());
    }

    @Override
    public Mutator<ORMap<String, V>> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(12);
        // One key more often than the others, or too few operations meet where maps are nested.
        String key = random.nextBoolean() ? KEYS.get(0) : KEYS.get(random.nextInt(KEYS.size()));
        if (kind < 8) {
            return new Update<>(key, values.randomOperation(random));
        }
        return kind < 11 ? new Remove<>(key) : new Clear<>();
    }

    @Override
    public Optional<Oracle<ORMap<String, V>, Mutator<ORMap<String, V>>>> oracle() {
        return values.oracle().map(each -> Oracle.of(map -> observed(each, map), visible -> expected(each, visible)));
    }

    private Map<String, Object> observed(Oracle<V, Mutator<V>> each, ORMap<String, V> map) {
        Object nothing = each.observed(values.empty());
        Map<String, Object> found = new HashMap<>();
        map.forEach((key, value) -> found.put(key, each.observed(value)));
        found.values().removeIf(nothing::equals);
        return found;
    }

    private Map<String, Object> expected(Oracle<V, Mutator<V>> each, History<Mutator<ORMap<String, V>>> visible) {
        Object nothing = each.expected(new History<>(List.of()));
        Map<String, Object> entries = new HashMap<>();
        for (String key : KEYS) {
            Object value = each.expected(updates(visible, key));
            if (!value.equals(nothing)) {
                entries.put(key, value);
            }
        }
        return entries;
    }

    private History<Mutator<V>> updates(History<Mutator<ORMap<String, V>>> visible, String key) {
        return new History<>(visible.events().stream()
                .filter(event -> !visible.wasSeenBy(event, operation -> removes(operation, key)))
                .flatMap(event -> update(event, key).stream())
                .toList());
    }

    private Optional<HistoryEvent<Mutator<V>>> update(HistoryEvent<Mutator<ORMap<String, V>>> event, String key) {
        return event.operation() instanceof Update<V> update && update.key().equals(key)
                ? Optional.of(
                        new HistoryEvent<>(event.id(), update.operation(), event.taken(), event.time(), event.seen()))
                : Optional.empty();
    }

    private boolean removes(Mutator<ORMap<String, V>> operation, String key) {
        return operation instanceof Clear<V>
                || operation instanceof Remove<V> remove && remove.key().equals(key);
    }
}
