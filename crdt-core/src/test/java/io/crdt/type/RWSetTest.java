package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RWSetTest {

    private final Meeting<RWSet<String>> meeting = new Meeting<>(RWSet.type(String.class));

    @Test
    void removalWinsOverAConcurrentAddition() {
        meeting.here((set, me) -> set.add(me, "a")).meet();
        meeting.here((set, me) -> set.add(me, "a")).there((set, me) -> set.remove(me, "a"));
        assertEquals(Set.of(), meeting.meet().elements());
    }

    @Test
    void removalWinsOverAnAdditionThatIsOnItsWay() {
        meeting.here((set, me) -> set.remove(me, "a")).there((set, me) -> set.add(me, "a"));
        assertFalse(meeting.meet().contains("a"));
    }

    @Test
    void whoHasSeenTheRemovalCanAddAgainAndNothingIsLeftOfIt() {
        meeting.here((set, me) -> set.remove(me, "a"))
                .there((set, me) -> set.add(me, "a"))
                .meet();
        meeting.there((set, me) -> set.add(me, "a"));
        assertEquals(Set.of("a"), meeting.meet().elements());
        assertEquals(1, meeting.here.state().size());
    }

    @Test
    void clearRemovesWhatIsHere() {
        meeting.here((set, me) -> set.addAll(me, List.of("a", "b"))).meet();
        meeting.here((set, me) -> set.clear(me)).there((set, me) -> set.addAll(me, List.of("b", "c")));
        assertEquals(Set.of("c"), meeting.meet().elements());
        assertEquals(1, meeting.value().size());
        assertEquals("[c]", meeting.value().toString());
    }

    @Test
    void watchersHearOfWhatIsSeenAndOfNothingElse() {
        var changes = meeting.watch();
        meeting.here((set, me) -> set.remove(me, "a"));
        meeting.here((set, me) -> set.add(me, "a"));
        meeting.here((set, me) -> set.add(me, "a"));
        meeting.here((set, me) -> set.remove(me, "a"));
        meeting.here((set, me) -> set.remove(me, "a"));
        assertEquals(2, changes.size());
        assertEquals(Set.of("a"), changes.get(0).added().elements());
        assertEquals(Set.of("a"), changes.get(1).removed().elements());
    }

    @Test
    void theViewShowsElementsAndCannotBeModified() {
        meeting.here((set, me) -> set.addAll(me, List.of("a", "b"))).here((set, me) -> set.remove(me, "a"));
        Set<String> elements = meeting.value().elements();
        assertFalse(elements.contains("a"));
        assertTrue(elements.contains("b"));
        assertEquals(List.of("b"), List.copyOf(elements));
        assertThrows(UnsupportedOperationException.class, elements::clear);
        assertThrows(UnsupportedOperationException.class, () -> elements.add("c"));
    }
}
