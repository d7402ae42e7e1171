package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LWWSetTest {

    private final Meeting<LWWSet<String>> meeting = new Meeting<>(LWWSet.type(String.class));

    @Test
    void theLaterOfConcurrentOperationsDecides() {
        meeting.here((set, me) -> set.addAll(me, List.of("a", "b"))).meet();
        meeting.here((set, me) -> set.remove(me, "a")).there((set, me) -> set.add(me, "a"));
        meeting.here((set, me) -> set.add(me, "b")).there((set, me) -> set.remove(me, "b"));
        assertEquals(Set.of("a"), meeting.meet().elements());
    }

    @Test
    void anOperationBeatsWhatItHasSeenWhateverTheClocksSay() {
        meeting.there((set, me) -> set.add(me, "a")).meet();
        meeting.here((set, me) -> set.clear(me));
        assertEquals(Set.of(), meeting.meet().elements());
    }

    @Test
    void watchersHearOfWhatIsSeenAndOfNothingElse() {
        var changes = meeting.watch();
        meeting.here((set, me) -> set.remove(me, "a"));
        meeting.here((set, me) -> set.add(me, "a"));
        meeting.here((set, me) -> set.add(me, "a"));
        meeting.meet();
        meeting.there((set, me) -> set.remove(me, "a")).meet();
        assertEquals(2, changes.size());
        assertEquals(Set.of("a"), changes.get(0).added().elements());
        assertEquals(Set.of("a"), changes.get(1).removed().elements());
    }
}
