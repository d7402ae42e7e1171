package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.StoreIndex;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.type.CounterMap;
import io.crdt.type.LWWSet;
import io.crdt.type.ORMap;
import io.crdt.type.ORMultiMap;
import io.crdt.type.RWSet;
import io.crdt.type.ReadableMap;
import io.crdt.type.ReadableSet;
import io.crdt.type.TwoPSet;
import io.crdt.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What types derive from their stores ({@link StoreIndex}): it is kept rightly, and it costs what has changed. */
class StoreIndexTest {

    private static final int SEEDS = 25;
    private static final int STEPS = 120;
    private static final int REPLICAS = 3;
    private static final int ELEMENTS = 12;

    /** An O(n) would be 100 times as much at {@code MANY}. The least of many rounds is what a busy machine does not blur. */
    private static final int FEW = 300;

    private static final int MANY = 30_000;
    private static final int ROUNDS = 300;
    private static final int ATTEMPTS = 5;

    private static final Key<RWSet<Integer>> RW = Key.of("rw", RWSet.type(Integer.class));
    private static final Key<LWWSet<Integer>> LWW = Key.of("lww", LWWSet.type(Integer.class));
    private static final Key<TwoPSet<Integer>> TWO_P = Key.of("2p", TwoPSet.type(Integer.class));
    private static final Key<CounterMap<Integer>> COUNTS = Key.of("counts", CounterMap.type(Integer.class));
    private static final Key<ORMultiMap<Integer, Integer>> MULTI =
            Key.of("multi", ORMultiMap.type(Integer.class, Integer.class));
    private static final Key<ORMap<Integer, RWSet<Integer>>> SETS =
            Key.of("sets", ORMap.type(Integer.class, RWSet.type(Integer.class)));
    private static final Key<ORMap<Integer, ORMap<Integer, CounterMap<Integer>>>> DEEP =
            Key.of("deep", ORMap.type(Integer.class, ORMap.type(Integer.class, CounterMap.type(Integer.class))));
    private static final List<Key<?>> KEYS = List.of(RW, LWW, TWO_P, COUNTS, MULTI, SETS, DEEP);

    private static Replica replica(int number, ReplicaState state, RandomGenerator random) {
        return new Replica(new ReplicaId(0, number, "r" + number), state, random, () -> 1_700_000_000_000L);
    }

    /** The entries of a store put into an empty one, which nobody has asked for an index. */
    private static DotStore<?> rebuilt(DotStore<?> store) {
        List<Entry> entries = new ArrayList<>();
        store.forEachEntry(entries::add);
        DotStore<?> rebuilt = store.bottom();
        for (Entry entry : entries) {
            rebuilt = rebuilt.with(entry.path(), entry.dot(), entry.payload());
        }
        return rebuilt;
    }

    private static List<Object> read(Crdt<?, ?> value) {
        List<Object> read = new ArrayList<>(List.of(value.isBlank()));
        if (value instanceof ReadableSet<?> set) {
            read.addAll(List.of(set.size(), set.isEmpty(), (int) set.stream().count()));
        } else if (value instanceof ORMultiMap<?, ?> map) {
            read.addAll(List.of(map.size(), (int) map.stream().count()));
        } else if (value instanceof ReadableMap<?, ?> map) {
            read.addAll(List.of(
                    map.size(), map.isEmpty(), map.asMap().entrySet().stream().count()));
            Map<String, Object> nested = new TreeMap<>();
            map.asMap()
                    .forEach((key, each) ->
                            nested.put(key.toString(), each instanceof Crdt<?, ?> in ? read(in) : each));
            read.add(nested);
        }
        return read;
    }

    private static <S extends Crdt<S, ?>> void requireSameAsRebuilt(Replica replica, Key<S> key, String where) {
        S kept = replica.get(key);
        S fresh = key.read(rebuilt(kept.store()));
        assertEquals(fresh, kept, where);
        assertEquals(read(fresh), read(kept), () -> where + ": " + key + " is " + kept);
    }

    private static void operate(Replica replica, RandomGenerator random) {
        int one = random.nextInt(ELEMENTS);
        int other = random.nextInt(ELEMENTS);
        boolean adds = random.nextInt(3) > 0;
        boolean clears = random.nextInt(25) == 0;
        switch (random.nextInt(KEYS.size())) {
            case 0 -> replica.update(RW, (s, me) -> clears ? s.clear(me) : adds ? s.add(me, one) : s.remove(me, one));
            case 1 -> replica.update(LWW, (s, me) -> clears ? s.reset(me) : adds ? s.add(me, one) : s.remove(me, one));
            case 2 ->
                replica.update(TWO_P, (s, me) -> clears ? s.reset(me) : adds ? s.add(me, one) : s.remove(me, one));
            case 3 ->
                replica.update(
                        COUNTS, (s, me) -> clears ? s.clear(me) : adds ? s.increment(me, one) : s.remove(me, one));
            case 4 ->
                replica.update(
                        MULTI,
                        (s, me) -> clears
                                ? s.removeAll(me, one)
                                : adds ? s.put(me, one, other) : s.remove(me, one, other));
            case 5 ->
                replica.update(
                        SETS,
                        (s, me) -> clears
                                ? s.remove(me, one)
                                : s.update(me, one, (in, i) -> adds ? in.add(i, other) : in.remove(i, other)));
            default ->
                replica.update(
                        DEEP,
                        (s, me) -> clears
                                ? s.clear(me)
                                : s.update(
                                        me,
                                        one % 3,
                                        (in, i) -> adds || random.nextBoolean()
                                                ? in.update(i, other % 3, (counts, j) -> counts.increment(j, one))
                                                : in.remove(i, other % 3)));
        }
    }

    @Test
    void whatIsKeptIsWhatTheStoreSaysAfterEveryStep() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            List<Replica> replicas = new ArrayList<>();
            for (int number = 0; number < REPLICAS; number++) {
                // Some forget removals at once, so that deltas with survivors arrive too.
                ReplicaState empty = number == 0 ? ReplicaState.empty(0) : ReplicaState.empty();
                replicas.add(replica(number, empty, random));
            }
            List<StateDelta> sent = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                int number = random.nextInt(REPLICAS);
                Replica replica = replicas.get(number);
                int kind = random.nextInt(20);
                if (kind < 13) {
                    operate(replica, random);
                } else if (kind < 17) {
                    StateDelta delta =
                            replicas.get(random.nextInt(REPLICAS)).state().deltaSince(replica.context());
                    sent.add(delta);
                    var unused = replica.apply(delta);
                } else if (kind < 19 && !sent.isEmpty()) {
                    var unused = replica.apply(sent.get(random.nextInt(sent.size())));
                } else if (kind == 19) {
                    // As out of a file: from the entries alone.
                    ReplicaState same =
                            ReplicaState.empty().apply(replica.state().deltaSince(VersionVector.EMPTY));
                    replicas.set(number, replica(number, same, random));
                }
                String where = "seed " + seed + ", step " + step;
                KEYS.forEach(key -> requireSameAsRebuilt(replicas.get(number), key, where));
            }
        }
    }

    /** The number of elements, by a walk that forgets to look whether there was one before. */
    private static final StoreIndex<Object, DotSet, Integer> FORGETFUL = new StoreIndex<>() {
        @Override
        public Integer ofNothing() {
            return 0;
        }

        @Override
        public Integer touched(Integer value, Object key, DotSet before, DotSet after) {
            return value + 1;
        }
    };

    private static final Dot FIRST = new Dot(new Incarnation(1, 2), 1);
    private static final Dot SECOND = new Dot(new Incarnation(1, 2), 2);

    @Test
    void anIndexThatIsKeptWronglyIsCaught() {
        DotMap<Object, DotSet> map = DotMap.empty(DotSet.empty());
        DotMap<Object, DotSet> one = map.with(Path.of("a"), FIRST, Unit.UNIT);
        assertEquals(1, one.index(FORGETFUL));
        AssertionError failure =
                assertThrows(AssertionError.class, () -> one.with(Path.of("a"), SECOND, Unit.UNIT, FIRST));
        assertTrue(failure.getMessage().contains("was kept as 2, but built from"), failure.getMessage());
        assertThrows(AssertionError.class, () -> one.without(Path.of("a"), FIRST));
    }

    /** The number of keys; it counts how often it is told of one, and it cannot stand an "x". */
    private record Keys(AtomicInteger told) implements StoreIndex<Object, DotSet, Integer> {
        @Override
        public Integer ofNothing() {
            return 0;
        }

        @Override
        public Integer touched(Integer value, Object key, DotSet before, DotSet after) {
            told.incrementAndGet();
            if (key.equals("x")) {
                throw new IllegalArgumentException("x");
            }
            return value - (before.isEmpty() ? 0 : 1) + (after.isEmpty() ? 0 : 1);
        }
    }

    @Test
    void aMergeTellsOfTheKeysThatDifferAndOfNoOther() {
        DotMap<Object, DotSet> many = DotMap.empty(DotSet.empty());
        Incarnation origin = FIRST.origin();
        for (int i = 1; i <= 1_000; i++) {
            many = many.with(Path.of(i), new Dot(origin, i), Unit.UNIT);
        }
        DotMap<Object, DotSet> other =
                many.without(Path.of(7), new Dot(origin, 7)).with(Path.of(1_001), new Dot(origin, 1_001), Unit.UNIT);
        Keys keys = new Keys(new AtomicInteger());
        assertEquals(1_000, many.index(keys));
        keys.told().set(0);
        DotMap<Object, DotSet> joined = many.join(
                other,
                CausalContext.of(VersionVector.EMPTY.withSeq(origin, 1_000)),
                CausalContext.of(VersionVector.EMPTY.withSeq(origin, 1_001)));
        assertEquals(other, joined);
        assertEquals(1_000, joined.index(keys));
        assertEquals(2, keys.told().get());
    }

    @Test
    void anIndexThatFailsStopsNoChangeAndTellsItsNextReader() {
        Keys keys = new Keys(new AtomicInteger());
        DotMap<Object, DotSet> one =
                DotMap.<Object, DotSet>empty(DotSet.empty()).with(Path.of("a"), FIRST, Unit.UNIT);
        assertEquals(1, one.index(keys));
        DotMap<Object, DotSet> two = one.with(Path.of("x"), SECOND, Unit.UNIT);
        assertEquals(2, two.size());
        assertThrows(IllegalArgumentException.class, () -> two.index(keys));
        DotMap<Object, DotSet> again = two.without(Path.of("x"), SECOND);
        assertEquals(1, again.index(keys));
    }

    @Test
    void aVersionThatIsMadeDuringTheFirstWalkHasTheIndexToo() {
        AtomicInteger walks = new AtomicInteger();
        List<DotMap<Object, DotSet>> made = new ArrayList<>();
        DotMap<Object, DotSet> one =
                DotMap.<Object, DotSet>empty(DotSet.empty()).with(Path.of("a"), FIRST, Unit.UNIT);
        StoreIndex<Object, DotSet, Integer> overtaken = new StoreIndex<>() {
            @Override
            public Integer ofNothing() {
                if (walks.incrementAndGet() == 1) {
                    made.add(one.with(Path.of("b"), SECOND, Unit.UNIT)); // a writer, in the middle of the reader's walk
                }
                return 0;
            }

            @Override
            public Integer touched(Integer value, Object key, DotSet before, DotSet after) {
                return value - before.size() + after.size();
            }
        };
        assertEquals(1, one.index(overtaken));
        int before = walks.get();
        assertEquals(2, made.get(0).index(overtaken));
        assertEquals(before, walks.get());
    }

    private interface Write<S> {
        Delta<S> on(S value, ReplicaContext me, List<Integer> elements);
    }

    /** Returns the least time that a watched write takes together with the questions that the watcher and a reader ask. */
    private static <S extends Crdt<S, ?>> double micros(
            int elements, Type<S> type, Write<S> fill, Write<S> write, Function<S, ?> question) {
        Replica replica = replica(1, ReplicaState.empty(), new SplittableRandom(1));
        Key<S> key = Key.of("key", type);
        replica.update(
                key,
                (value, me) ->
                        fill.on(value, me, IntStream.range(0, elements).boxed().toList()));
        List<Object> answers = new ArrayList<>();
        replica.watch(key, change -> answers.add(question.apply(change.after())));
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            List<Integer> element = List.of(i % elements);
            long start = System.nanoTime();
            replica.update(key, (value, me) -> write.on(value, me, element));
            answers.add(question.apply(replica.get(key)));
            least = Math.min(least, System.nanoTime() - start);
        }
        assertEquals(2 * ROUNDS, answers.size(), "the watcher is told of every write");
        return least / 1e3;
    }

    private static <S extends Crdt<S, ?>> void requireFlat(
            Type<S> type, Write<S> fill, Write<S> write, Function<S, ?> question) {
        double few = micros(FEW, type, fill, write, question);
        double many = Double.MAX_VALUE;
        // Others may hold the machine up meanwhile; what is not flat is not flat in any attempt.
        for (int attempt = 0; attempt < ATTEMPTS && many > 10 * few; attempt++) {
            many = Math.min(many, micros(MANY, type, fill, write, question));
        }
        String figures = String.format(
                Locale.ROOT,
                "%-12s a watched write and the questions after it: %.1f us at %d elements, %.1f us at %d",
                type.name(),
                few,
                FEW,
                many,
                MANY);
        System.out.println(figures);
        assertTrue(many <= 10 * few, figures);
    }

    private static <S extends Crdt<S, ?>> Delta<S> each(List<Integer> elements, IntFunction<Delta<S>> mutation) {
        return Delta.joinAll(elements.stream().map(mutation::apply).toList());
    }

    /** Figures: {@code mvn -pl crdt-core test -Dtest=StoreIndexTest#readersAndWatchersPayForWhatChanged}. */
    @Test
    void readersAndWatchersPayForWhatChanged() {
        requireFlat(
                RWSet.type(Integer.class),
                (set, me, all) -> each(all, i -> set.remove(me, i)),
                (set, me, one) -> set.contains(one.get(0)) ? set.remove(me, one.get(0)) : set.add(me, one.get(0)),
                set -> List.of(set.isEmpty(), set.isBlank(), set.size()));
        requireFlat(
                LWWSet.type(Integer.class),
                (set, me, all) -> each(all, i -> set.remove(me, i)),
                (set, me, one) -> set.contains(one.get(0)) ? set.remove(me, one.get(0)) : set.add(me, one.get(0)),
                set -> List.of(set.isEmpty(), set.isBlank(), set.size()));
        requireFlat(
                TwoPSet.type(Integer.class),
                (set, me, all) -> set.addAll(me, all),
                (set, me, one) -> set.remove(me, one.get(0)),
                set -> List.of(set.isEmpty(), set.isBlank(), set.size()));
        requireFlat(
                CounterMap.type(Integer.class),
                (map, me, all) -> {
                    Delta<CounterMap<Integer>> counted = each(all, i -> map.increment(me, i));
                    return counted.join(map.after(counted).clear(me));
                },
                (map, me, one) -> map.increment(me, one.get(0)),
                map -> List.of(map.isEmpty(), map.isBlank(), map.size()));
        requireFlat(
                ORMultiMap.type(String.class, Integer.class),
                (map, me, all) -> map.putAll(me, "k", all),
                (map, me, one) -> map.remove(me, "k", one.get(0)),
                map -> List.of(map.size(), map.isEmpty()));
        requireFlat(
                ORMap.type(String.class, RWSet.type(Integer.class)),
                (map, me, all) -> map.update(me, "k", (set, i) -> each(all, e -> set.remove(i, e))),
                (map, me, one) -> map.update(me, "k", (set, i) -> set.add(i, one.get(0))),
                map -> List.of(
                        map.isEmpty(),
                        map.containsKey("k"),
                        map.size(),
                        map.get("k").size()));
    }

    /** A value that is put again is no change, which only a comparison of all values can tell. */
    @Test
    void aWatchedPutOfWhatIsThereComparesWhatIsNotShared() {
        double few = microsOfPutAgain(FEW);
        double many = microsOfPutAgain(MANY);
        String figures = String.format(
                Locale.ROOT,
                "a watched put of what is there: %.1f us at %d values, %.1f us at %d",
                few,
                FEW,
                many,
                MANY);
        System.out.println(figures);
        assertTrue(many <= 10 * few, figures);
    }

    private static double microsOfPutAgain(int values) {
        Replica replica = replica(1, ReplicaState.empty(), new SplittableRandom(1));
        replica.update(
                MULTI,
                (map, me) ->
                        map.putAll(me, 1, IntStream.range(0, values).boxed().toList()));
        replica.watch(MULTI, change -> fail("nothing to see has changed: " + change));
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            int value = i % values;
            long start = System.nanoTime();
            replica.update(MULTI, (map, me) -> map.put(me, 1, value));
            least = Math.min(least, System.nanoTime() - start);
        }
        return least / 1e3;
    }

    @Test
    void twoViewsOfKeysAreEqualIfTheKeysAre() {
        Replica replica = replica(1, ReplicaState.empty(), new SplittableRandom(1));
        Key<ORMultiMap<String, String>> key = Key.of("tags", ORMultiMap.type(String.class, String.class));
        var one = replica.update(key, (map, me) -> map.putAll(me, "k", List.of("Aa", "BB", "c")));
        var touched = replica.update(key, (map, me) -> map.put(me, "k", "Aa"));
        var other = replica.update(key, (map, me) -> map.put(me, "k", "d"));
        assertEquals(one.get("k"), touched.get("k"));
        assertEquals(one.get("k").hashCode(), touched.get("k").hashCode());
        assertTrue(!one.get("k").equals(other.get("k")) && !other.get("k").equals(one.get("k")));
        assertEquals(Set.of("Aa", "BB", "c"), one.get("k"));
        assertEquals(one.get("k"), Set.of("Aa", "BB", "c"));
    }
}
