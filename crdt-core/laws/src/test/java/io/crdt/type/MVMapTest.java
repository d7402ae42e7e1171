package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MVMapTest {

    private final Meeting<MVMap<String, Integer>> meeting = new Meeting<>(MVMap.type(String.class, Integer.class));

    @Test
    void concurrentValuesStandSideBySideUntilSomeoneHasSeenThem() {
        meeting.here((map, me) -> map.put(me, "k", 1)).there((map, me) -> map.put(me, "k", 2));
        assertEquals(Map.of("k", Set.of(1, 2)), meeting.meet().asMap());
        meeting.there((map, me) -> map.put(me, "k", 3));
        assertEquals(Set.of(3), meeting.meet().get("k"));
        assertEquals(Set.of(), meeting.value().get("l"));
    }

    @Test
    void concurrentWriteSurvivesRemoval() {
        meeting.here((map, me) -> map.put(me, "k", 1)).meet();
        meeting.here((map, me) -> map.remove(me, "k")).there((map, me) -> map.put(me, "k", 2));
        assertEquals("{k=[2]}", meeting.meet().toString());
        meeting.here((map, me) -> map.clear(me)).meet();
        assertTrue(meeting.value().isEmpty());
    }

    @Test
    void watchersHearOfOtherValuesOnly() {
        meeting.here((map, me) -> map.put(me, "k", 1));
        var changes = meeting.watch();
        meeting.here((map, me) -> map.put(me, "k", 1));
        meeting.here((map, me) -> map.put(me, "k", 2));
        assertEquals(1, changes.size());
        assertEquals(Set.of(2), changes.get(0).updated().get("k"));
    }
}
