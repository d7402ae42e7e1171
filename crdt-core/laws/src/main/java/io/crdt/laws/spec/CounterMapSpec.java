package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.CounterMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * {@link CounterMap}: at a key is the sum of all that was counted by operations that no removal has seen; no entry without
 * any.
 */
public record CounterMapSpec() implements CrdtSpec<CounterMap<String>> {

    private static final List<String> KEYS = List.of("k", "l", "m");
    private static final int MAX_AMOUNT = 3;

    /** {@link CounterMap#increment(ReplicaContext, Object, long)}. */
    public record Increment(String key, long amount) implements Mutator<CounterMap<String>> {
        @Override
        public Delta<CounterMap<String>> apply(CounterMap<String> map, ReplicaContext me) {
            return map.increment(me, key, amount);
        }

        @Override
        public String toString() {
            return "increment(" + key + ", " + amount + ")";
        }
    }

    /** Two increments in one atomic change, the second seeing the first. */
    public record IncrementTwice(String key, long amount) implements Mutator<CounterMap<String>> {
        @Override
        public Delta<CounterMap<String>> apply(CounterMap<String> map, ReplicaContext me) {
            Delta<CounterMap<String>> once = map.increment(me, key, amount);
            return once.join(map.after(once).increment(me, key, amount));
        }

        @Override
        public String toString() {
            return "incrementTwice(" + key + ", " + amount + ")";
        }
    }

    /** {@link CounterMap#remove}. */
    public record Remove(String key) implements Mutator<CounterMap<String>> {
        @Override
        public Delta<CounterMap<String>> apply(CounterMap<String> map, ReplicaContext me) {
            return map.remove(me, key);
        }

        @Override
        public String toString() {
            return "remove(" + key + ")";
        }
    }

    /** A removal and an increment in one atomic change: what is there afterwards is the increment. */
    public record Restart(String key, long amount) implements Mutator<CounterMap<String>> {
        @Override
        public Delta<CounterMap<String>> apply(CounterMap<String> map, ReplicaContext me) {
            Delta<CounterMap<String>> removal = map.remove(me, key);
            return removal.join(map.after(removal).increment(me, key, amount));
        }

        @Override
        public String toString() {
            return "restart(" + key + ", " + amount + ")";
        }
    }

    /** {@link CounterMap#clear}. */
    public record Clear() implements Mutator<CounterMap<String>> {
        @Override
        public Delta<CounterMap<String>> apply(CounterMap<String> map, ReplicaContext me) {
            return map.clear(me);
        }

        @Override
        public String toString() {
            return "clear()";
        }
    }

    @Override
    public CounterMap<String> empty() {
        return CounterMap.empty();
    }

    @Override
    public Mutator<CounterMap<String>> randomOperation(RandomGenerator random) {
        int kind = random.nextInt(18);
        long amount = random.nextInt(-MAX_AMOUNT, MAX_AMOUNT + 1);
        if (kind < 8) {
            return new Increment(key(random), amount);
        }
        if (kind < 12) {
            return new Remove(key(random));
        }
        if (kind < 14) {
            return new Restart(key(random), amount);
        }
        return kind < 17 ? new IncrementTwice(key(random), amount) : new Clear();
    }

    private static String key(RandomGenerator random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    @Override
    public Optional<Oracle<CounterMap<String>, Mutator<CounterMap<String>>>> oracle() {
        return Optional.of(Oracle.of(map -> Map.copyOf(map.asMap()), CounterMapSpec::entries));
    }

    private static Map<String, Long> entries(History<Mutator<CounterMap<String>>> visible) {
        Map<String, Long> entries = new HashMap<>();
        for (String key : KEYS) {
            visible.of(operation -> counted(operation, key) != 0)
                    .filter(event -> !visible.wasSeenBy(event, operation -> removes(operation, key)))
                    .forEach(event -> entries.merge(key, counted(event.operation(), key), Long::sum));
        }
        return entries;
    }

    private static long counted(Mutator<CounterMap<String>> operation, String key) {
        if (operation instanceof Increment increment && increment.key().equals(key)) {
            return increment.amount();
        }
        if (operation instanceof IncrementTwice twice && twice.key().equals(key)) {
            return 2 * twice.amount();
        }
        return operation instanceof Restart restart && restart.key().equals(key) ? restart.amount() : 0;
    }

    private static boolean removes(Mutator<CounterMap<String>> operation, String key) {
        return operation instanceof Clear
                || operation instanceof Remove remove && remove.key().equals(key)
                || operation instanceof Restart restart && restart.key().equals(key);
    }
}
