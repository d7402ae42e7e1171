package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TwoPSetTest {

    private final Meeting<TwoPSet<String>> meeting = new Meeting<>(TwoPSet.type(String.class));

    @Test
    void whatWasRemovedNeverReturns() {
        meeting.here((set, me) -> set.addAll(me, List.of("a", "b")))
                .here((set, me) -> set.remove(me, "a"))
                .here((set, me) -> set.add(me, "a"))
                .there((set, me) -> set.add(me, "a"));
        assertEquals(Set.of("b"), meeting.meet().elements());
        meeting.there((set, me) -> set.add(me, "a"));
        assertEquals(Set.of("b"), meeting.meet().elements());
        assertTrue(meeting.value().wasRemoved("a"));
        assertFalse(meeting.value().wasRemoved("b"));
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        meeting.here((set, me) -> set.remove(me, "a")).there((set, me) -> set.add(me, "a"));
        assertEquals(Set.of("a"), meeting.meet().elements());
    }

    @Test
    void watchersHearOfAnElementThatARemovalTakesAway() {
        meeting.there((set, me) -> set.add(me, "a")).meet();
        var changes = meeting.watch();
        meeting.there((set, me) -> set.clear(me)).meet();
        assertEquals(1, changes.size());
        assertEquals(Set.of("a"), changes.get(0).removed().elements());
        assertTrue(changes.get(0).added().isEmpty());
        assertTrue(changes.get(0).updated().isEmpty());
    }
}
