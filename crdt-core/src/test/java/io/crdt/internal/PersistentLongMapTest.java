package io.crdt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class PersistentLongMapTest {
    private static final PersistentLongMap<Integer> EMPTY = PersistentLongMap.empty();

    private enum Action {
        PUT,
        REMOVE,
        REMOVE_UP_TO
    }

    private record Step(Action action, long key, int value) {}

    @Provide
    Arbitrary<Long> keys() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 100),
                Arbitraries.longs().between(0, 5_000),
                Arbitraries.longs().between(0, Long.MAX_VALUE),
                Arbitraries.longs().between(Long.MAX_VALUE - 100, Long.MAX_VALUE));
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Action> actions = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.just(Action.PUT)),
                Tuple.of(4, Arbitraries.just(Action.REMOVE)),
                Tuple.of(1, Arbitraries.just(Action.REMOVE_UP_TO)));
        return Combinators.combine(actions, keys(), Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    private static PersistentLongMap<Integer> mapAfter(List<Step> history) {
        PersistentLongMap<Integer> map = EMPTY;
        for (Step step : history) {
            map = switch (step.action) {
                case PUT -> map.put(step.key, step.value);
                case REMOVE -> map.remove(step.key);
                case REMOVE_UP_TO -> map.removeUpTo(step.key);
            };
        }
        return map;
    }

    private static NavigableMap<Long, Integer> modelAfter(List<Step> history) {
        NavigableMap<Long, Integer> model = new TreeMap<>();
        for (Step step : history) {
            switch (step.action) {
                case PUT -> model.put(step.key, step.value);
                case REMOVE -> model.remove(step.key);
                case REMOVE_UP_TO -> model.headMap(step.key, true).clear();
            }
        }
        return model;
    }

    @Property(tries = 400)
    void itBehavesLikeATreeMap(@ForAll("histories") List<Step> history, @ForAll("keys") long key) {
        NavigableMap<Long, Integer> model = modelAfter(history);
        PersistentLongMap<Integer> map = mapAfter(history);

        assertEquals(model.size(), map.size());
        assertEquals(model.isEmpty(), map.isEmpty());
        assertEquals(model.get(key), map.get(key));
        assertEquals(model.containsKey(key), map.containsKey(key));
        assertEquals(model.hashCode(), map.hashCode());
        assertEquals(model.toString(), map.toString());
        assertEquals(model.toString(), collectedByForEach(map).toString());
        model.forEach((present, value) -> assertEquals(value, map.get(present)));
        if (!model.isEmpty()) {
            assertEquals(model.firstKey(), map.firstKey());
            assertEquals(model.lastKey(), map.lastKey());
        }
    }

    private static Map<Long, Integer> collectedByForEach(PersistentLongMap<Integer> map) {
        Map<Long, Integer> entries = new LinkedHashMap<>();
        map.forEach(entries::put);
        return entries;
    }

    @Property(tries = 400)
    void walksStartStrictlyAfterAKeyAndAscend(@ForAll("histories") List<Step> history, @ForAll("keys") long key) {
        SortedMap<Long, Integer> rest = modelAfter(history).tailMap(key, false);
        PersistentLongMap<Integer> map = mapAfter(history);

        Map<Long, Integer> byCursor = new LinkedHashMap<>();
        PersistentLongMap.Cursor<Integer> cursor = map.after(key);
        while (cursor.next()) {
            byCursor.put(cursor.key(), cursor.value());
        }
        Map<Long, Integer> byForEach = new LinkedHashMap<>();
        map.forEachAfter(key, byForEach::put);

        assertFalse(cursor.next());
        assertEquals(rest.toString(), byCursor.toString());
        assertEquals(rest.toString(), byForEach.toString());
    }

    @Property(tries = 400)
    void removingUpToAKeyKeepsExactlyWhatFollows(@ForAll("histories") List<Step> history, @ForAll("keys") long key) {
        SortedMap<Long, Integer> rest = modelAfter(history).tailMap(key, false);
        PersistentLongMap<Integer> map = mapAfter(history);

        PersistentLongMap<Integer> trimmed = map.removeUpTo(key);

        assertEquals(rest.toString(), trimmed.toString());
        assertEquals(rest.size(), trimmed.size());
        assertCanonical(trimmed);
        if (rest.size() == map.size()) {
            assertSame(map, trimmed);
        }
    }

    @Property(tries = 300)
    void theSameContentHasTheSameShapeWhateverItsHistory(
            @ForAll("histories") List<Step> history, @ForAll Random random) {
        PersistentLongMap<Integer> one = mapAfter(history);
        List<Map.Entry<Long, Integer>> shuffled =
                new ArrayList<>(collectedByForEach(one).entrySet());
        Collections.shuffle(shuffled, random);
        PersistentLongMap<Integer> other = EMPTY;
        for (Map.Entry<Long, Integer> entry : shuffled) {
            other = other.put(entry.getKey(), entry.getValue());
        }

        assertCanonical(one);
        assertEquals(one, other);
        assertEquals(one.hashCode(), other.hashCode());
    }

    @Property(tries = 300)
    void mapsOfDifferentContentDiffer(@ForAll("histories") List<Step> history, @ForAll("keys") long key) {
        PersistentLongMap<Integer> map = mapAfter(history);
        String before = map.toString();

        assertNotEquals(map, map.put(key, 99));
        assertNotEquals(map.put(key, 98), map.put(key, 99));
        assertNotEquals(map.put(key, 99), map.remove(key));
        assertEquals(before, map.toString(), "the map itself never changes");
    }

    private static void assertCanonical(PersistentLongMap<?> map) {
        LongNode<?> root = map.root();
        if (root == null) {
            assertSame(EMPTY, map);
        } else {
            assertEquals(map.size(), countOfCanonical(root));
        }
    }

    private static int countOfCanonical(LongNode<?> node) {
        assertEquals(Integer.bitCount(node.bitmap), node.slots.length);
        if (node.isLeaf()) {
            assertTrue(node.slots.length >= 1, "no leaf is empty");
            return node.slots.length;
        }
        assertTrue(node.slots.length >= 2, "no node has a single child");
        int count = 0;
        for (int slot = 0; slot < node.slots.length; slot++) {
            assertTrue(node.nodeAt(slot).shift < node.shift, "children cover less");
            count += countOfCanonical(node.nodeAt(slot));
        }
        return count;
    }

    @Example
    void aSlidingWindowLeavesNothingBehind() {
        PersistentLongMap<Integer> map = EMPTY.put(0, 0);
        for (int key = 0; key < 1_000_000; key++) {
            map = map.put(key + 1, 1).remove(key);
        }

        assertEquals("{1000000=1}", map.toString());
        LongNode<Integer> root = map.root();
        assertNotNull(root);
        assertTrue(root.isLeaf());
    }

    @Example
    void aQueueOfAThousandIsDroppedAtOnce() {
        PersistentLongMap<Integer> map = EMPTY;
        for (int key = 0; key < 100_000; key++) {
            map = map.put(key, key);
        }

        PersistentLongMap<Integer> rest = map.removeUpTo(98_999);

        assertEquals(1_000, rest.size());
        assertEquals(99_000, rest.firstKey());
        assertEquals(99_999, rest.lastKey());
        assertCanonical(rest);
        assertSame(EMPTY, rest.removeUpTo(Long.MAX_VALUE));
    }

    @Example
    void changesWithoutEffectReturnTheMapItself() {
        PersistentLongMap<String> map = PersistentLongMap.<String>empty().put(5, "v");

        assertSame(map, map.put(5, map.get(5)));
        assertSame(map, map.remove(4));
        assertSame(map, map.remove(-5));
        assertSame(map, map.removeUpTo(4));
        assertSame(map, map.removeUpTo(-1));
        assertSame(EMPTY, EMPTY.remove(1));
        assertSame(EMPTY, EMPTY.removeUpTo(1));
    }

    @Example
    void negativeKeysAreNeverThere() {
        PersistentLongMap<Integer> map = EMPTY.put(0, 0).put(Long.MAX_VALUE, 1);

        assertThrows(IllegalArgumentException.class, () -> map.put(-1, 1));
        assertNull(map.get(-1));
        assertNull(map.get(Long.MIN_VALUE));
        assertEquals(2, countAfter(map, Long.MIN_VALUE));
    }

    private static int countAfter(PersistentLongMap<?> map, long key) {
        int count = 0;
        PersistentLongMap.Cursor<?> cursor = map.after(key);
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    @Example
    void nullValuesAreRefused() {
        assertThrows(NullPointerException.class, () -> EMPTY.put(1, null));
    }

    @Example
    void anEmptyMapHasNoFirstNorLastKey() {
        assertThrows(NoSuchElementException.class, EMPTY::firstKey);
        assertThrows(NoSuchElementException.class, EMPTY::lastKey);
    }

    @Example
    void aCursorBeforeTheFirstOrAfterTheLastEntryHasNone() {
        PersistentLongMap.Cursor<Integer> cursor = EMPTY.put(1, 1).after(-1);

        assertThrows(NoSuchElementException.class, cursor::key);
        assertTrue(cursor.next());
        assertEquals(1, cursor.key());
        assertFalse(cursor.next());
        assertThrows(NoSuchElementException.class, cursor::value);
    }
}
