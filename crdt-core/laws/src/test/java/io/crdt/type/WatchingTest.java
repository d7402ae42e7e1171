package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Crdt;
import io.crdt.replica.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What watchers are told: of counters, registers and flags the whole value, of sets and maps the parts. */
class WatchingTest {

    private static <S extends Crdt<S, ?>> void assertChange(
            Change<S> change, Function<S, ?> reading, Object before, Object after) {
        assertEquals(before, reading.apply(change.before()));
        assertEquals(after, reading.apply(change.after()));
    }

    private static <S extends Crdt<S, ?>> void assertAdded(Change<S> change) {
        assertEquals(
                List.of(
                        change.after(),
                        change.key().type().empty(),
                        change.key().type().empty()),
                parts(change));
    }

    private static <S extends Crdt<S, ?>> void assertUpdated(Change<S> change) {
        assertEquals(
                List.of(
                        change.key().type().empty(),
                        change.after(),
                        change.key().type().empty()),
                parts(change));
    }

    private static <S extends Crdt<S, ?>> void assertRemoved(Change<S> change) {
        assertEquals(List.of(change.key().type().empty(), change.key().type().empty(), change.before()), parts(change));
    }

    private static <S extends Crdt<S, ?>> List<S> parts(Change<S> change) {
        return List.of(change.added(), change.updated(), change.removed());
    }

    @Test
    void aCounterIsOneValueWhoeverCounted() {
        var meeting = new Meeting<>(GCounter.type());
        meeting.here((counter, me) -> counter.increment(me, 2)).meet();
        var changes = meeting.watch();
        meeting.there((counter, me) -> counter.increment(me, 3)).meet();
        meeting.here(GCounter::increment);
        meeting.there(GCounter::reset).meet();
        meeting.there(GCounter::reset).meet();
        meeting.there(GCounter::increment).meet();
        assertChange(changes.get(0), GCounter::value, 2L, 5L);
        assertUpdated(changes.get(0));
        assertChange(changes.get(1), GCounter::value, 5L, 6L);
        assertUpdated(changes.get(1));
        assertChange(changes.get(2), GCounter::value, 6L, 1L);
        assertUpdated(changes.get(2));
        assertChange(changes.get(3), GCounter::value, 1L, 0L);
        assertRemoved(changes.get(3));
        assertChange(changes.get(4), GCounter::value, 0L, 1L);
        assertAdded(changes.get(4));
        assertEquals(5, changes.size());
    }

    @Test
    void aResetThatHadBeenSeenIsNoChange() {
        var meeting = new Meeting<>(PNCounter.type());
        meeting.here(PNCounter::increment).meet();
        meeting.there(PNCounter::reset);
        meeting.here(PNCounter::reset);
        var changes = meeting.watch();
        meeting.meet();
        assertTrue(meeting.value().isBlank());
        assertEquals(List.of(), changes);
    }

    @Test
    void aCounterAtZeroIsNoBlankOne() {
        var meeting = new Meeting<>(PNCounter.type());
        var changes = meeting.watch();
        meeting.there(PNCounter::decrement).meet();
        meeting.here(PNCounter::increment);
        assertChange(changes.get(0), PNCounter::value, 0L, -1L);
        assertAdded(changes.get(0));
        assertChange(changes.get(1), PNCounter::value, -1L, 0L);
        assertUpdated(changes.get(1));
    }

    @Test
    void aBoundedCounterIsOneValueAndSoAreTheRightsToIt() {
        var meeting = new Meeting<>(BoundedCounter.type(10));
        meeting.there(BoundedCounter::increment).meet();
        var changes = meeting.watch();
        meeting.here((counter, me) -> counter.increment(me, 5));
        var other = meeting.value().store().keySet().stream()
                .filter(origin -> !origin.equals(meeting.here.incarnation()))
                .findFirst()
                .orElseThrow();
        meeting.here((counter, me) -> counter.transfer(me, other, 4));
        assertChange(changes.get(0), BoundedCounter::value, 11L, 16L);
        assertUpdated(changes.get(0));
        assertChange(changes.get(1), counter -> counter.rights(other), 1L, 5L);
        assertUpdated(changes.get(1));
    }

    @Test
    void aCounterMapTellsTheWholeSumOfAKey() {
        var meeting = new Meeting<>(CounterMap.type(String.class));
        meeting.here((map, me) -> map.increment(me, "k", 2).join(map.increment(me, "l", 9)))
                .meet();
        var changes = meeting.watch();
        meeting.there((map, me) -> map.increment(me, "k", 3)).meet();
        meeting.there((map, me) -> map.remove(me, "k")).meet();
        meeting.there((map, me) -> map.increment(me, "k", 4)).meet();
        assertEquals(Map.of("k", 5L), changes.get(0).updated().asMap());
        assertEquals(2, changes.get(0).before().get("k"));
        assertEquals(Map.of("k", 5L), changes.get(1).removed().asMap());
        assertEquals(Map.of("k", 4L), changes.get(2).added().asMap());
        assertEquals(3, changes.size());
    }

    @Test
    void aMapTellsTheWholeNestedValue() {
        var meeting = new Meeting<>(ORMap.type(String.class, ORMap.type(String.class, PNCounter.type())));
        meeting.here((map, me) ->
                        map.update(me, "k", (in, i) -> in.update(i, "c", (count, j) -> count.increment(j, 2))))
                .meet();
        var changes = meeting.watch();
        meeting.there((map, me) ->
                        map.update(me, "k", (in, i) -> in.update(i, "c", (count, j) -> count.decrement(j, 5))))
                .meet();
        meeting.there((map, me) -> map.remove(me, "k")).meet();
        assertEquals(-3, changes.get(0).updated().get("k").get("c").value());
        assertEquals(2, changes.get(0).before().get("k").get("c").value());
        assertEquals(-3, changes.get(1).removed().get("k").get("c").value());
        assertTrue(changes.get(1).after().isEmpty());
        assertEquals(2, changes.size());
    }

    @Test
    void aRegisterIsOneValue() {
        var meeting = new Meeting<>(LWWRegister.type(String.class));
        var changes = meeting.watch();
        meeting.here((register, me) -> register.set(me, "a"));
        meeting.here((register, me) -> register.set(me, "b"));
        meeting.here(LWWRegister::clear);
        assertAdded(changes.get(0));
        assertChange(changes.get(1), LWWRegister::get, Optional.of("a"), Optional.of("b"));
        assertUpdated(changes.get(1));
        assertRemoved(changes.get(2));
    }

    @Test
    void aMaximumIsOneValue() {
        var meeting = new Meeting<>(MaxRegister.type(Integer.class));
        meeting.here((register, me) -> register.offer(me, 5));
        var changes = meeting.watch();
        meeting.there((register, me) -> register.offer(me, 7)).meet();
        meeting.here((register, me) -> register.offer(me, 6));
        assertChange(changes.get(0), MaxRegister::get, Optional.of(5), Optional.of(7));
        assertUpdated(changes.get(0));
        assertEquals(1, changes.size());
    }

    @Test
    void aFlagIsOneValue() {
        var meeting = new Meeting<>(EWFlag.type());
        var changes = meeting.watch();
        meeting.there(EWFlag::enable).meet();
        meeting.here(EWFlag::disable);
        assertChange(changes.get(0), EWFlag::isEnabled, false, true);
        assertAdded(changes.get(0));
        assertChange(changes.get(1), EWFlag::isEnabled, true, false);
        assertRemoved(changes.get(1));
    }
}
