package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
}
