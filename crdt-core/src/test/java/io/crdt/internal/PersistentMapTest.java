package io.crdt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.internal.MapHistory.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PersistentMapTest {
    private static final PersistentMap<HashedKey, Integer> EMPTY = PersistentMap.empty();
    private static final PersistentMap<Integer, Integer> EMPTY_OF_INTEGERS = PersistentMap.empty();

    @Provide
    Arbitrary<MapHistory> histories() {
        return MapHistory.arbitrary();
    }

    @Provide
    Arbitrary<HashedKey> keys() {
        return HashedKey.arbitrary();
    }

    @Property(tries = 400)
    void itBehavesLikeAHashMap(@ForAll("histories") MapHistory history, @ForAll("keys") HashedKey key) {
        Map<HashedKey, Integer> model = new HashMap<>();
        history.happenTo(model);
        PersistentMap<HashedKey, Integer> map = history.appliedTo(EMPTY);

        assertEquals(model.size(), map.size());
        assertEquals(model.isEmpty(), map.isEmpty());
        assertEquals(model.get(key), map.get(key));
        assertEquals(model.containsKey(key), map.containsKey(key));
        assertEquals(model.hashCode(), map.hashCode());
        assertEquals(model, map.asMap());
        assertEquals(map.asMap(), model);
        assertEquals(model.keySet(), map.keySet());
        assertEquals(model, collectedByForEach(map));
        assertEquals(model, collectedByIterator(map));
    }

    @Property(tries = 400)
    void aKeyIsFoundByItsHashCodeAndAPredicateAndNoneThatIsNotThere(
            @ForAll("histories") MapHistory history, @ForAll("keys") HashedKey key) {
        Map<HashedKey, Integer> model = new HashMap<>();
        history.happenTo(model);
        PersistentMap<HashedKey, Integer> map = history.appliedTo(EMPTY);

        assertEquals(model.containsKey(key) ? key : null, map.findKey(key.hashCode(), key::equals));
        HashedKey other = map.findKey(key.hashCode(), each -> !each.equals(key));
        boolean exists =
                model.keySet().stream().anyMatch(each -> each.hashCode() == key.hashCode() && !each.equals(key));
        assertEquals(exists, other != null);
        assertTrue(other == null || model.containsKey(other) && other.hashCode() == key.hashCode());
    }

    private static Map<HashedKey, Integer> collectedByForEach(PersistentMap<HashedKey, Integer> map) {
        Map<HashedKey, Integer> entries = new HashMap<>();
        map.forEach((key, value) -> assertNull(entries.put(key, value), "each key once"));
        return entries;
    }

    private static Map<HashedKey, Integer> collectedByIterator(PersistentMap<HashedKey, Integer> map) {
        Map<HashedKey, Integer> entries = new HashMap<>();
        for (Map.Entry<HashedKey, Integer> entry : map) {
            assertNull(entries.put(entry.getKey(), entry.getValue()), "each key once");
        }
        return entries;
    }

    @Property(tries = 300)
    void laterChangesLeaveEarlierVersionsAlone(
            @ForAll("histories") MapHistory earlier, @ForAll("histories") MapHistory later) {
        PersistentMap<HashedKey, Integer> map = earlier.appliedTo(EMPTY);
        Map<HashedKey, Integer> before = collectedByForEach(map);

        later.appliedTo(map);

        assertEquals(before, map.asMap());
    }

    @Property(tries = 300)
    void theSameContentHasTheSameShapeWhateverItsHistory(
            @ForAll("histories") MapHistory history, @ForAll("histories") MapHistory detour, @ForAll Random random) {
        PersistentMap<HashedKey, Integer> one = history.appliedTo(EMPTY);
        PersistentMap<HashedKey, Integer> other = detour.appliedTo(EMPTY);
        for (HashedKey key : other.keySet()) {
            other = one.containsKey(key) ? other : other.remove(key);
        }
        List<Map.Entry<HashedKey, Integer>> shuffled =
                new ArrayList<>(one.asMap().entrySet());
        Collections.shuffle(shuffled, random);
        for (Map.Entry<HashedKey, Integer> entry : shuffled) {
            other = other.put(entry.getKey(), entry.getValue());
        }

        assertEquals(MapShape.of(one), MapShape.of(other));
        assertEquals(one, other);
        assertEquals(one.hashCode(), other.hashCode());
    }

    @Property(tries = 300)
    void theBuilderMakesWhatPutsOneByOneMake(@ForAll("histories") MapHistory history) {
        PersistentMap.Builder<HashedKey, Integer> builder = PersistentMap.builder();
        PersistentMap<HashedKey, Integer> expected = EMPTY;
        for (Step step : history.steps()) {
            builder.put(step.key(), step.value());
            expected = expected.put(step.key(), step.value());
        }

        assertEquals(expected, builder.build());
        assertEquals(MapShape.of(expected), MapShape.of(builder.build()));
    }

    @Property(tries = 200)
    void aBuilderGoesOnAfterBuilding(@ForAll("histories") MapHistory first, @ForAll("histories") MapHistory second) {
        PersistentMap.Builder<HashedKey, Integer> builder = PersistentMap.builder();
        first.steps().forEach(step -> builder.put(step.key(), step.value()));
        PersistentMap<HashedKey, Integer> built = builder.build();
        Map<HashedKey, Integer> before = collectedByForEach(built);
        second.steps().forEach(step -> builder.put(step.key(), step.value()));

        PersistentMap<HashedKey, Integer> expected = built;
        for (Step step : second.steps()) {
            expected = expected.put(step.key(), step.value());
        }
        assertEquals(expected, builder.build());
        assertEquals(before, built.asMap());
    }

    @Property(tries = 300)
    void mapsOfDifferentContentDiffer(@ForAll("histories") MapHistory history, @ForAll("keys") HashedKey key) {
        PersistentMap<HashedKey, Integer> map = history.appliedTo(EMPTY);

        assertNotEquals(map, map.put(key, 99));
        assertNotEquals(map.put(key, 98), map.put(key, 99));
        assertNotEquals(map.put(key, 99), map.remove(key));
    }

    @Property(tries = 100)
    void distinctHashCodesStayDistinct(@ForAll int hash) {
        assertEquals(hash, MapNode.hash(HashedKey.codeOfHash(hash)));
    }

    @Example
    void thousandsOfEntriesAreFoundAgain() {
        PersistentMap<Integer, String> map = PersistentMap.empty();
        PersistentMap.Builder<Integer, String> builder = PersistentMap.builder();
        for (int i = 0; i < 20_000; i++) {
            map = map.put(i, "v" + i);
            builder.put(i, "v" + i);
        }
        assertEquals(map, builder.build());
        assertEquals(MapShape.of(map), MapShape.of(builder.build()));
        for (int i = 0; i < 20_000; i++) {
            assertEquals("v" + i, map.get(i));
        }
        assertNull(map.get(20_000));
        for (int i = 0; i < 20_000; i++) {
            map = map.remove(i);
        }
        assertSame(PersistentMap.empty(), map);
    }

    @Example
    void puttingTheSameReferenceChangesNothing() {
        String value = "v";
        PersistentMap<String, String> map =
                PersistentMap.<String, String>empty().put("k", value);

        assertSame(map, map.put("k", value));
    }

    @Example
    void aRunOfPutsToOneKeyCopiesNoPath() {
        PersistentMap<Integer, Integer> map = EMPTY_OF_INTEGERS;
        for (int i = 0; i < 1_000; i++) {
            map = map.put(i, i);
        }
        PersistentMap<Integer, Integer> before = map.put(5, 999).put(5, 1_000);
        PersistentMap<Integer, Integer> after = before;
        for (int value = 1_001; value < 1_100; value++) {
            after = after.put(5, value);
        }

        assertSame(before.trie(), after.trie());
        assertEquals(1_099, after.get(5));
        assertEquals(1_000, before.get(5));
        assertEquals(1_000, after.size());
        assertEquals(map, after.put(5, 5));
        assertEquals(map.remove(5), after.remove(5));
        assertEquals(999, after.remove(5).size());
    }

    @Property(tries = 400)
    void noVersionHoldsWhatItHasReplacedOrRemoved(@ForAll("histories") MapHistory history) {
        PersistentMap<HashedKey, Integer> map = EMPTY;
        for (Step step : history.steps()) {
            map = step.value() == 0 ? map.remove(step.key()) : map.put(step.key(), step.value());
            PersistentMap<HashedKey, Integer> version = map;
            version.trie().forEach((key, value) -> assertSame(value, version.get(key)));
        }
    }

    @Example
    void putsInTurnsHoldNothingOfWhatTheyReplace() {
        PersistentMap<String, Object> map =
                PersistentMap.<String, Object>empty().put("k", new Object()).put("l", new Object());
        for (int i = 0; i < 6; i++) {
            map = map.put(i % 4 < 2 ? "k" : "l", new Object());
            PersistentMap<String, Object> version = map;
            version.trie().forEach((key, value) -> assertSame(value, version.get(key)));
        }
    }

    @Example
    void removingTheKeyPutLastLeavesNoTrace() {
        PersistentMap<Integer, Integer> one = EMPTY_OF_INTEGERS.put(1, 1);

        assertSame(PersistentMap.empty(), one.remove(1));
        assertEquals(one, one.put(2, 2).remove(2));
        assertEquals(MapShape.of(one), MapShape.of(one.put(2, 2).put(2, 3).remove(2)));
        assertSame(one, one.remove(2));
    }

    @Example
    void removingAnAbsentKeyChangesNothing() {
        PersistentMap<HashedKey, Integer> map = EMPTY;
        for (int id = 0; id < 5; id++) {
            map = map.put(HashedKey.colliding(id), id).put(new HashedKey(id, id), id);
        }

        assertSame(map, map.remove(HashedKey.colliding(6)));
        assertSame(map, map.remove(new HashedKey(6, 6)));
        assertSame(map, map.remove("of another type"));
        assertSame(EMPTY, EMPTY.remove("anything"));
    }

    @Example
    void theFirstInstanceOfAKeyStays() {
        HashedKey first = new HashedKey(1, 1);
        PersistentMap<HashedKey, Integer> map = EMPTY.put(first, 1).put(new HashedKey(1, 1), 2);
        PersistentMap.Builder<HashedKey, Integer> builder = PersistentMap.builder();
        builder.put(first, 1);
        builder.put(new HashedKey(1, 1), 2);

        assertSame(first, map.keySet().iterator().next());
        assertSame(first, builder.build().keySet().iterator().next());
        assertEquals(map, builder.build());
    }

    @Example
    void nullIsRefusedInOneWay() {
        PersistentMap<String, String> map = PersistentMap.empty();
        PersistentMap.Builder<String, String> builder = PersistentMap.builder();

        assertNullRefused(() -> map.put(null, "v"));
        assertNullRefused(() -> map.put("k", null));
        assertNullRefused(() -> map.get(null));
        assertNullRefused(() -> map.remove(null));
        assertNullRefused(() -> builder.put(null, "v"));
        assertNullRefused(() -> builder.put("k", null));
    }

    private static void assertNullRefused(Runnable action) {
        NullPointerException refusal = assertThrows(NullPointerException.class, action::run);
        assertEquals(PersistentMap.NULL_REFUSED, refusal.getMessage());
    }

    @Example
    void viewsCannotBeModified() {
        Map<HashedKey, Integer> view = EMPTY.put(new HashedKey(1, 1), 1).asMap();

        assertThrows(UnsupportedOperationException.class, () -> view.put(new HashedKey(2, 2), 2));
        assertThrows(UnsupportedOperationException.class, () -> view.remove(new HashedKey(1, 1)));
        assertThrows(UnsupportedOperationException.class, view::clear);
        assertThrows(UnsupportedOperationException.class, () -> view.keySet().remove(new HashedKey(1, 1)));
        Map.Entry<HashedKey, Integer> entry = view.entrySet().iterator().next();
        assertThrows(UnsupportedOperationException.class, () -> entry.setValue(2));
    }

    @Example
    void theEntrySetKnowsItsEntries() {
        Map<HashedKey, Integer> view = EMPTY.put(new HashedKey(1, 1), 1).asMap();

        assertTrue(view.entrySet().contains(Map.entry(new HashedKey(1, 1), 1)));
        assertFalse(view.entrySet().contains(Map.entry(new HashedKey(1, 1), 2)));
        assertFalse(view.entrySet().contains(Map.entry(new HashedKey(2, 2), 1)));
    }

    @Example
    void anExhaustedIteratorSaysSo() {
        Iterator<Map.Entry<HashedKey, Integer>> iterator = EMPTY.iterator();

        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
    }

    @Example
    void itPrintsLikeAnyMap() {
        assertEquals("{}", PersistentMap.empty().toString());
        assertEquals("{k=v}", PersistentMap.empty().put("k", "v").toString());
    }
}
