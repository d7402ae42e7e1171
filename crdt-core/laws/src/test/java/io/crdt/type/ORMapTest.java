package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.replica.Key;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ORMapTest {

    private static final Type<ORMap<String, ORSet<String>>> SETS = ORMap.type(String.class, ORSet.type(String.class));

    private final Meeting<ORMap<String, ORSet<String>>> meeting = new Meeting<>(SETS);

    /** A removal forgets what the value remembers, though its key reads as not there. */
    @Test
    void removingAKeyWithNothingToShowTakesBackTheRemovalsItRemembers() {
        var meeting = new Meeting<>(ORMap.type(String.class, RWSet.type(String.class)));
        meeting.here((map, me) -> map.update(me, "k", (set, i) -> set.remove(i, "x")));
        assertFalse(meeting.value().containsKey("k"));
        meeting.here((map, me) -> map.remove(me, "k"));
        assertEquals(0, meeting.here.state().size());
        meeting.there((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "x")));
        assertTrue(meeting.meet().get("k").contains("x"));
    }

    @Test
    void theNameOfATypeOfNestedValuesCanBeRead() {
        assertEquals(
                "ORMap<ORSet> of String, Integer",
                ORMap.type(String.class, ORSet.type(Integer.class)).toString());
    }

    @Test
    void whatWasRemovedDoesNotComeBackWithTheKey() {
        meeting.here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "old")))
                .meet();
        meeting.here((map, me) -> map.remove(me, "k"))
                .here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "new")))
                .there((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "meanwhile")));
        assertEquals(Set.of("new", "meanwhile"), meeting.meet().get("k").elements());
    }

    /** PITFALL 6, two deep. */
    @Test
    void whatWasRemovedDoesNotComeBackWithTheKeyOfAnInnerMap() {
        var nested = new Meeting<>(ORMap.type(String.class, SETS));
        nested.here((map, me) -> map.update(me, "k", (inner, i) -> inner.update(i, "l", (set, j) -> set.add(j, "old"))))
                .meet();
        nested.here((map, me) -> map.remove(me, "k"))
                .here((map, me) ->
                        map.update(me, "k", (inner, i) -> inner.update(i, "l", (set, j) -> set.add(j, "new"))))
                .there((map, me) ->
                        map.update(me, "k", (inner, i) -> inner.update(i, "m", (set, j) -> set.add(j, "meanwhile"))));
        assertEquals(Set.of("l", "m"), nested.meet().get("k").keySet());
        assertEquals(Set.of("new"), nested.value().get("k").get("l").elements());
    }

    /** PITFALL 9. */
    @Test
    void concurrentCountSurvivesRemovalAlone() {
        var counters = new Meeting<>(ORMap.type(String.class, CounterMap.type(String.class)));
        counters.here((map, me) -> map.update(me, "k", (counts, i) -> counts.increment(i, "c", 5)))
                .meet();
        counters.there((map, me) -> map.remove(me, "k"))
                .here((map, me) -> map.update(me, "k", (counts, i) -> counts.increment(i, "c")));
        assertEquals(Map.of("c", 1L), counters.meet().get("k").asMap());
        counters.here((map, me) -> map.clear(me)).meet();
        assertFalse(counters.value().containsKey("k"));
        assertTrue(counters.value().isEmpty());
        assertEquals("{}", counters.value().toString());
    }

    /** PITFALL 9, two deep. */
    @Test
    void concurrentCountInAnInnerMapSurvivesRemovalAlone() {
        var counters = new Meeting<>(ORMap.type(String.class, ORMap.type(String.class, CounterMap.type(String.class))));
        counters.here((map, me) ->
                        map.update(me, "k", (in, i) -> in.update(i, "l", (counts, j) -> counts.increment(j, "c", 5))))
                .meet();
        counters.there((map, me) -> map.remove(me, "k"))
                .here((map, me) ->
                        map.update(me, "k", (in, i) -> in.update(i, "l", (counts, j) -> counts.increment(j, "c"))));
        assertEquals(1, counters.meet().get("k").get("l").get("c"));
    }

    /** PITFALL 9, three deep. */
    @Test
    void concurrentIncrementThreeMapsDeepSurvivesRemovalAlone() {
        var counters = new Meeting<>(
                ORMap.type(String.class, ORMap.type(String.class, ORMap.type(String.class, GCounter.type()))));
        counters.here(ORMapTest::incrementThreeDeep)
                .here(ORMapTest::incrementThreeDeep)
                .meet();
        counters.there((map, me) -> map.remove(me, "k"))
                .here(ORMapTest::incrementThreeDeep)
                .here(ORMapTest::incrementThreeDeep)
                .here(ORMapTest::incrementThreeDeep);
        assertEquals(3, counters.meet().get("k").get("l").get("m").value());
        counters.here(ORMap::reset);
        assertTrue(counters.meet().isBlank());
    }

    private static Delta<ORMap<String, ORMap<String, ORMap<String, GCounter>>>> incrementThreeDeep(
            ORMap<String, ORMap<String, ORMap<String, GCounter>>> map, ReplicaContext me) {
        return map.update(me, "k", (in, i) -> in.update(i, "l", (deep, j) -> deep.update(j, "m", GCounter::increment)));
    }

    @Test
    void valuesThatCannotBeResetAreRefusedHoweverDeepWhenTheTypeIsMade() {
        var refusal = assertThrows(
                UnsupportedOperationException.class, () -> ORMap.type(String.class, BoundedCounter.type(3)));
        assertEquals(
                "a BoundedCounter cannot be reset, nor be removed from a map: a concurrent decrement may have used up"
                        + " rights that the reset takes back, and the value would fall below the bound 3; keep each one"
                        + " under a key of its own, or count in a PNCounter; nothing was changed",
                refusal.getMessage());
        assertThrows(
                UnsupportedOperationException.class,
                () -> ORMap.type(String.class, ORMap.type(String.class, BoundedCounter.type())));
        assertThrows(UnsupportedOperationException.class, () -> ORMap.empty(BoundedCounter.empty()));
    }

    @Test
    void aValueThatSomebodyHasWrittenToIsNotWhatValuesStartAs() {
        Sandbox<PNCounter> counter = new Sandbox<>(1, PNCounter.empty());
        counter.update(PNCounter::increment);
        var refusal = assertThrows(IllegalArgumentException.class, () -> ORMap.empty(counter.value()));
        assertEquals(
                "the values of an ORMap start as one that nobody has written to, but not as 1", refusal.getMessage());
    }

    /** What is joined carries what it had seen; nobody could tell its parts apart. */
    @Test
    void concurrentJoinIntoALatticeRegisterBringsBackWhatItHadSeen() {
        var maxima = new Meeting<>(
                ORMap.type(String.class, LatticeRegister.<GrowMap<String, Max<Integer>>>type(GrowMap.class)));
        GrowMap<String, Max<Integer>> none = GrowMap.empty();
        maxima.here((map, me) -> map.update(me, "k", (seen, i) -> seen.join(i, none.with("old", new Max<>(1)))))
                .meet();
        maxima.there((map, me) -> map.remove(me, "k"))
                .here((map, me) -> map.update(me, "k", (seen, i) -> seen.join(i, none.with("new", new Max<>(2)))));
        assertEquals(
                none.with("old", new Max<>(1)).with("new", new Max<>(2)),
                maxima.meet().get("k").get().orElseThrow());
        maxima.here((map, me) -> map.remove(me, "k"));
        assertFalse(maxima.meet().containsKey("k"));
    }

    @Test
    void anUpdateThatChangesNothingDoesNotSurviveAConcurrentRemoval() {
        var sets = new Meeting<>(ORMap.type(String.class, GSet.type(String.class)));
        sets.here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "x"))).meet();
        sets.there((map, me) -> map.remove(me, "k"))
                .here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "x")));
        assertFalse(sets.meet().containsKey("k"));
        var scores = new Meeting<>(ORMap.type(String.class, MaxRegister.type(Integer.class)));
        scores.here((map, me) -> map.update(me, "k", (best, i) -> best.offer(i, 5)))
                .meet();
        scores.there((map, me) -> map.remove(me, "k"))
                .here((map, me) -> map.update(me, "k", (best, i) -> best.offer(i, 3)));
        assertFalse(scores.meet().containsKey("k"));
    }

    @Test
    void anAbsentKeyReadsAsTheValueThatNobodyHasWrittenTo() {
        assertEquals(ORSet.empty(), meeting.value().get("k"));
        assertFalse(meeting.value().containsKey("k"));
        meeting.here((map, me) -> map.update(me, "k", (set, i) -> set.remove(i, "x")));
        meeting.here((map, me) -> map.remove(me, "k"));
        assertTrue(meeting.value().isEmpty());
    }

    @Test
    void aKeyGoesWithTheLastThatItsValueHasToShow() {
        var sets = new Meeting<>(ORMap.type(String.class, RWSet.type(String.class)));
        sets.here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "x")));
        assertEquals(Set.of("k"), sets.value().keySet());
        sets.here((map, me) -> map.update(me, "k", (set, i) -> set.remove(i, "x")));
        assertEquals(Set.of(), sets.value().keySet());
        assertEquals(0, sets.value().size());
    }

    @Test
    void theTypeOfTheValuesIsPartOfTheName() {
        assertEquals("ORMap<ORMap<ORSet>>", ORMap.type(String.class, SETS).name());
        var other = Key.of("object", ORMap.type(String.class, GSet.type(String.class)));
        meeting.here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "x")));
        var before = meeting.here.state();
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> meeting.here.update(other, (map, me) -> map.update(me, "k", (set, i) -> set.add(i, "x"))));
        assertEquals(
                "the key \"object\" is in use as ORMap<ORSet> of String, String (DotMap of DotMap of DotSet, at first {})"
                        + " and cannot be ORMap<GSet> of String, String (DotMap of DotMap of DotSet, at first {}) too;"
                        + " nothing was changed",
                refusal.getMessage());
        assertEquals(before, meeting.here.state());
    }

    @Test
    void nullIsRefusedAndChangesNothing() {
        meeting.refused(NullPointerException.class, (map, me) -> map.update(me, null, (set, i) -> set.add(i, "x")));
        meeting.refused(NullPointerException.class, (map, me) -> map.update(me, "k", (set, i) -> set.add(i, null)));
        meeting.refused(NullPointerException.class, (map, me) -> map.remove(me, null));
    }

    @Test
    void watchersHearOfKeysThatComeChangeAndGo() {
        var changes = meeting.watch();
        meeting.here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "x")));
        meeting.here((map, me) -> map.update(me, "k", (set, i) -> set.add(i, "y")));
        meeting.here((map, me) -> map.remove(me, "k"));
        assertEquals(Set.of("x"), changes.get(0).added().get("k").elements());
        assertEquals(Set.of("x", "y"), changes.get(1).updated().get("k").elements());
        assertEquals(Set.of("x", "y"), changes.get(2).removed().get("k").elements());
        assertEquals(3, changes.size());
    }
}
