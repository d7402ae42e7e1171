package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ORMultiMapTest {

    private final Meeting<ORMultiMap<String, Integer>> meeting =
            new Meeting<>(ORMultiMap.type(String.class, Integer.class));

    @Test
    void concurrentPutSurvivesRemoveAllAlone() {
        meeting.here((map, me) -> map.putAll(me, "k", List.of(1, 2))).meet();
        meeting.here((map, me) -> map.removeAll(me, "k")).there((map, me) -> map.put(me, "k", 3));
        assertEquals(Map.of("k", Set.of(3)), meeting.meet().asMap());
    }

    @Test
    void aKeyIsThereAsLongAsItHasValues() {
        meeting.here((map, me) -> map.put(me, "k", 1)).here((map, me) -> map.remove(me, "k", 1));
        assertFalse(meeting.value().containsKey("k"));
        assertEquals(Set.of(), meeting.value().get("k"));
    }

    @Test
    void itReadsAsPairsAndAsSets() {
        meeting.here((map, me) -> map.putAll(me, "k", List.of(1, 2)).join(map.put(me, "l", 1)));
        assertEquals(3, meeting.value().size());
        assertEquals(2, meeting.value().keySet().size());
        assertTrue(meeting.value().containsEntry("k", 2));
        assertEquals(3, meeting.value().stream().distinct().count());
        Set<Integer> values = meeting.value().get("k");
        assertThrows(UnsupportedOperationException.class, () -> values.add(3));
        meeting.here((map, me) -> map.clear(me));
        assertTrue(meeting.value().isEmpty());
    }

    @Test
    void watchersHearOfKeysWithOtherValues() {
        meeting.here((map, me) -> map.put(me, "k", 1));
        var changes = meeting.watch();
        meeting.here((map, me) -> map.put(me, "k", 1));
        meeting.here((map, me) -> map.put(me, "k", 2));
        assertEquals(1, changes.size());
        assertEquals(Map.of("k", Set.of(1, 2)), changes.get(0).updated().asMap());
    }
}
