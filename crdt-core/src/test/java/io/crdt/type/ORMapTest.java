package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.replica.Key;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ORMapTest {

    private static final Type<ORMap<String, ORSet<String>>> SETS = ORMap.type(String.class, ORSet.type(String.class));

    private final Meeting<ORMap<String, ORSet<String>>> meeting = new Meeting<>(SETS);

    /** PITFALL 6. */
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

    @Test
    void aValueThatCannotBeTakenBackIsNotRemoved() {
        var counters = new Meeting<>(ORMap.type(String.class, GCounter.type()));
        counters.here((map, me) -> map.update(me, "k", (count, i) -> count.increment(i, 5)));
        var refusal = counters.refused(UnsupportedOperationException.class, (map, me) -> map.remove(me, "k"));
        assertTrue(refusal.getMessage().contains("nothing was changed"), refusal.getMessage());
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
                "the key \"object\" is in use as ORMap<ORSet><String, String> (DotMap of DotMap of DotSet, at first {})"
                        + " and cannot be ORMap<GSet><String, String> (DotMap of DotMap of DotSet, at first {}) too;"
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
