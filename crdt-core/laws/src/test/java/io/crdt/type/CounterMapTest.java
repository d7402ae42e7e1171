package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterMapTest {

    private final Meeting<CounterMap<String>> meeting = new Meeting<>(CounterMap.type(String.class));

    /** PITFALL 9. */
    @Test
    void removalTakesAwayExactlyWhatItHasSeen() {
        meeting.here((map, me) -> map.increment(me, "k", 5)).meet();
        meeting.there((map, me) -> map.remove(me, "k")).here((map, me) -> map.increment(me, "k"));
        assertEquals(Map.of("k", 1L), meeting.meet().asMap());
    }

    @Test
    void concurrentRemovalsTakeTheSameAwayOnce() {
        meeting.here((map, me) -> map.increment(me, "k", 5)).meet();
        meeting.there((map, me) -> map.remove(me, "k"))
                .here((map, me) -> map.increment(me, "k", 2))
                .here((map, me) -> map.remove(me, "k"))
                .here((map, me) -> map.increment(me, "k", 4));
        assertEquals(4, meeting.meet().get("k"));
    }

    @Test
    void aKeyIsThereIfAnythingWasCountedBeTheSumZero() {
        meeting.here((map, me) -> map.increment(me, "k")).there((map, me) -> map.decrement(me, "k"));
        assertEquals(Map.of("k", 0L), meeting.meet().asMap());
        meeting.here((map, me) -> map.remove(me, "k")).meet();
        assertFalse(meeting.value().containsKey("k"));
        assertTrue(meeting.value().isEmpty());
        assertEquals(0, meeting.value().size());
        assertEquals("{}", meeting.value().toString());
    }

    @Test
    void countsOfOneUpdateAddUp() {
        meeting.here((map, me) -> map.increment(me, "k", 5));
        meeting.here((map, me) -> {
            Delta<CounterMap<String>> first = map.increment(me, "k", 2);
            return first.join(map.after(first).increment(me, "k", 3));
        });
        assertEquals(10, meeting.value().get("k"));
        meeting.here((map, me) -> map.increment(me, "k"));
        assertEquals(11, meeting.value().get("k"));
        assertEquals(1, meeting.here.state().size());
    }

    @Test
    void removedAndCountedInOneUpdateStartsAnew() {
        meeting.here((map, me) -> map.increment(me, "k", 5));
        meeting.here((map, me) -> {
            Delta<CounterMap<String>> removal = map.remove(me, "k");
            return removal.join(map.after(removal).increment(me, "k", 2));
        });
        assertEquals(2, meeting.meet().get("k"));
    }

    @Test
    void whatARemovalLeavesGoesWithTheNextCount() {
        for (int i = 0; i < 10; i++) {
            meeting.here((map, me) -> map.increment(me, "k")).meet();
            meeting.there((map, me) -> map.remove(me, "k")).meet();
            assertEquals(1, meeting.here.state().size());
        }
        meeting.here((map, me) -> map.increment(me, "k"));
        assertEquals(1, meeting.here.state().size());
        assertEquals(1, meeting.value().get("k"));
    }

    @Test
    void badInputIsRefusedAndChangesNothing() {
        meeting.here((map, me) -> map.increment(me, "k", Long.MAX_VALUE));
        meeting.refused(ArithmeticException.class, (map, me) -> map.increment(me, "k"));
        meeting.refused(NullPointerException.class, (map, me) -> map.increment(me, null));
    }

    @Test
    void aSumThatOverflowsIsAnErrorForWhoReadsItAndCanBeRemoved() {
        meeting.here((map, me) -> map.increment(me, "k", Long.MAX_VALUE)).there((map, me) -> map.increment(me, "k"));
        assertThrows(ArithmeticException.class, () -> meeting.meet().get("k"));
        assertEquals("{k=9223372036854775808}", meeting.value().toString());
        assertFalse(meeting.value().isEmpty());
        meeting.here(CounterMap::clear);
        assertTrue(meeting.meet().isBlank());
    }

    private void overflowAtK() {
        meeting.here((map, me) -> map.increment(me, "k", Long.MAX_VALUE));
        meeting.there((map, me) -> map.increment(me, "k").join(map.increment(me, "l")));
    }

    @Test
    void whichKeysThereAreIsToldWithoutSumming() {
        overflowAtK();
        CounterMap<String> map = meeting.meet();
        assertTrue(map.containsKey("k"));
        assertTrue(map.asMap().containsKey("k"));
        assertEquals(2, map.size());
        assertEquals(2, map.asMap().entrySet().size());
        assertFalse(map.asMap().isEmpty());
        assertEquals(Set.of("k", "l"), new HashSet<>(map.keySet()));
        assertTrue(map.keySet().toString().contains("k"));
    }

    @Test
    void aSumThatOverflowsFailsAloneInAView() {
        overflowAtK();
        Map<String, Long> view = meeting.meet().asMap();
        assertEquals(1, view.get("l"));
        for (Map.Entry<String, Long> entry : view.entrySet()) {
            if (entry.getKey().equals("l")) {
                assertEquals(1, entry.getValue());
            } else {
                assertThrows(ArithmeticException.class, entry::getValue);
            }
        }
    }

    @Test
    void watchersHearOfSumsThatOverflowAndOfTheOtherKeys() {
        overflowAtK();
        var changes = meeting.watch();
        meeting.meet();
        meeting.there((map, me) -> map.increment(me, "k")).meet();
        assertEquals(Set.of("l"), new HashSet<>(changes.get(0).added().keySet()));
        assertEquals("{k=9223372036854775808}", changes.get(0).updated().toString());
        assertEquals("{k=9223372036854775809}", changes.get(1).updated().toString());
    }

    @Test
    void watchersHearOfKeysThatComeChangeAndGo() {
        var changes = meeting.watch();
        meeting.here((map, me) -> map.increment(me, "k"));
        meeting.here((map, me) -> map.increment(me, "k"));
        meeting.here((map, me) -> map.remove(me, "k"));
        assertEquals(Map.of("k", 1L), changes.get(0).added().asMap());
        assertEquals(Map.of("k", 2L), changes.get(1).updated().asMap());
        assertEquals(Map.of("k", 2L), changes.get(2).removed().asMap());
        assertEquals(3, changes.size());
    }
}
