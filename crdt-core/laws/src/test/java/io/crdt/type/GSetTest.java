package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GSetTest {

    private final Meeting<GSet<String>> meeting = new Meeting<>(GSet.type(String.class));

    @Test
    void whatAnyoneAddedIsThere() {
        meeting.here((set, me) -> set.addAll(me, List.of("a", "b", "b"))).there((set, me) -> set.add(me, "b"));
        assertEquals(Set.of("a", "b"), meeting.meet().elements());
        assertEquals(2, meeting.value().size());
    }

    @Test
    void addingWhatIsThereIsNoChange() {
        meeting.here((set, me) -> set.add(me, "a"));
        var before = meeting.here.state();
        meeting.here((set, me) -> set.addAll(me, List.of("a")));
        assertEquals(before, meeting.here.state());
    }
}
