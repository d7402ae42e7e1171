package io.crdt.type;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.Incarnation;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedCounterTest {

    private final Sandbox<BoundedCounter> here = new Sandbox<>(1, BoundedCounter.empty(10));
    private final Sandbox<BoundedCounter> there = new Sandbox<>(2, BoundedCounter.empty(10));

    @Test
    void itStartsAtItsBound() {
        assertEquals(10, here.value().value());
        assertEquals(0, BoundedCounter.empty().value());
        assertEquals(-5, BoundedCounter.type(-5).empty().value());
    }

    @Test
    void anIncrementGivesTheRightToDecrement() {
        here.update((counter, me) -> counter.increment(me, 5));
        here.update((counter, me) -> counter.decrement(me, 3));
        assertEquals(12, here.value().value());
        assertEquals(2, here.value().rights(here.origin()));
    }

    @Test
    void aDecrementBeyondOwnRightsIsRefusedAlsoIfTheValueIsHighEnough() {
        here.update((counter, me) -> counter.increment(me, 5));
        there.merge(here);
        there.update((counter, me) -> counter.increment(me, 2));
        BoundedCounter before = there.value();
        assertEquals(
                "cannot decrement by 3: the incarnation 22222222 has the rights for 2 only, of the 17 above the bound 10;"
                        + " let others transfer theirs first; nothing was changed",
                assertThrows(IllegalStateException.class, () -> there.update((counter, me) -> counter.decrement(me, 3)))
                        .getMessage());
        assertEquals(before, there.value());
    }

    @Test
    void transfersToOneIncarnationAddUp() {
        here.update((counter, me) -> counter.increment(me, 5));
        here.update((counter, me) -> counter.transfer(me, there.origin(), 3));
        here.update((counter, me) -> counter.transfer(me, there.origin(), 1));
        assertEquals(4, here.value().rights(there.origin()));
        assertEquals(1, here.value().rights(here.origin()));
    }

    @Test
    void rightsBeyondALongCountAsTheGreatest() {
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        here.update((counter, me) -> counter.transfer(me, there.origin(), Long.MAX_VALUE));
        there.merge(here);
        there.update((counter, me) -> counter.increment(me, 2));
        assertEquals(Long.MAX_VALUE, there.value().rights(there.origin()));
    }

    @Test
    void rightsAreTransferable() {
        here.update((counter, me) -> counter.increment(me, 5));
        here.update((counter, me) -> counter.transfer(me, there.origin(), 4));
        there.merge(here);
        assertEquals(15, there.value().value());
        assertEquals(1, there.value().rights(here.origin()));
        there.update((counter, me) -> counter.decrement(me, 3));
        there.update((counter, me) -> counter.transfer(me, here.origin(), 1));
        here.merge(there);
        assertEquals(12, here.value().value());
        assertEquals(2, here.value().rights(here.origin()));
        assertEquals(0, here.value().rights(there.origin()));
    }

    @Test
    void oneSeesWhoHasWhichRights() {
        assertEquals(Map.of(), here.value().rights());
        here.update((counter, me) -> counter.increment(me, 5));
        here.update((counter, me) -> counter.transfer(me, there.origin(), 5));
        there.merge(here);
        there.update((counter, me) -> counter.decrement(me, 3));
        there.update((counter, me) -> counter.transfer(me, here.origin(), 1));
        Map<Incarnation, Long> rights = there.value().rights();
        assertEquals(Map.of(here.origin(), 1L, there.origin(), 1L), rights);
        rights.forEach((incarnation, right) -> assertEquals(right, there.value().rights(incarnation)));
        assertThrows(UnsupportedOperationException.class, rights::clear);
    }

    /** The example of the Javadoc. */
    @Test
    void whoHasNotCountedYetMakesItselfKnown() {
        Key<BoundedCounter> seats = Key.of("seats", BoundedCounter.type());
        Key<LWWMap<String, Incarnation>> tills = Key.of("tills", LWWMap.type(String.class, Incarnation.class));
        var meeting = new Meeting<>(BoundedCounter.type());
        Replica office = meeting.here;
        Replica till = meeting.there;
        till.update(tills, (map, me) -> map.put(me, "till 3", me.origin())); // at each start
        meeting.meet();
        office.update(seats, (counter, me) -> counter.increment(me, 50));
        Incarnation third = office.get(tills).get("till 3").orElseThrow();
        office.update(seats, (counter, me) -> counter.transfer(me, third, 20));
        meeting.meet();
        till.update(seats, (counter, me) -> counter.decrement(me, 2)); // offline, and never oversold
        assertEquals(48, till.get(seats).value());
        assertEquals(18, till.get(seats).rights().get(till.incarnation()));
    }

    @Test
    void aResetIsRefusedWhateverWasCounted() {
        assertThrows(UnsupportedOperationException.class, () -> here.update(BoundedCounter::reset));
        here.update(BoundedCounter::increment);
        assertThrows(UnsupportedOperationException.class, () -> here.update(BoundedCounter::reset));
        assertEquals(11, here.value().value());
    }

    @Test
    void aTransferBeyondOwnRightsIsRefused() {
        here.update((counter, me) -> counter.increment(me, 5));
        assertThrows(
                IllegalStateException.class,
                () -> here.update((counter, me) -> counter.transfer(me, there.origin(), 6)));
    }

    @Test
    void twoDeltasMadeFromOneValueCannotSpendTheSameRights() {
        var meeting = new Meeting<>(BoundedCounter.type());
        meeting.there(BoundedCounter::increment)
                .there(BoundedCounter::decrement)
                .meet();
        Incarnation there = requireNonNull(meeting.there.incarnation());
        Incarnation third = new Incarnation(3, 3);
        meeting.here((counter, me) -> counter.increment(me, 5));

        meeting.refused(
                IllegalStateException.class,
                (counter, me) -> counter.decrement(me, 5).join(counter.transfer(me, there, 5)));
        meeting.refused(
                IllegalStateException.class,
                (counter, me) -> counter.transfer(me, third, 5).join(counter.transfer(me, there, 5)));
        meeting.here((counter, me) -> {
            Delta<BoundedCounter> first = counter.decrement(me, 3);
            return first.join(counter.after(first).transfer(me, there, 2));
        });

        meeting.meet();
        assertThrows(IllegalStateException.class, () -> meeting.there((counter, me) -> counter.decrement(me, 3)));
        meeting.there((counter, me) -> counter.decrement(me, 2));
        assertEquals("0", meeting.meet().toString());
    }

    @Test
    void rightsThatWereGotCannotBeSpentTwiceByDeltasMadeFromOneValue() {
        var meeting = new Meeting<>(BoundedCounter.type());
        meeting.there.update(Key.of("other", GCounter.type()), GCounter::increment);
        Incarnation there = requireNonNull(meeting.there.incarnation());
        Incarnation third = new Incarnation(3, 3);
        meeting.here((counter, me) -> counter.increment(me, 5));
        meeting.here((counter, me) -> counter.transfer(me, there, 5)).meet();

        assertThrows(
                IllegalStateException.class,
                () -> meeting.there((counter, me) -> counter.decrement(me, 5).join(counter.transfer(me, third, 5))));

        meeting.there((counter, me) -> counter.transfer(me, third, 5));
        assertEquals(5, meeting.meet().rights(third));
    }

    @Test
    void anEarlierValueCannotSpendItsRightsAgain() {
        var meeting = new Meeting<>(BoundedCounter.type());
        meeting.here((counter, me) -> counter.increment(me, 5));
        BoundedCounter full = meeting.value();
        meeting.here((counter, me) -> counter.decrement(me, 5));

        meeting.refused(IllegalStateException.class, (counter, me) -> full.decrement(me, 5));
        meeting.refused(IllegalStateException.class, (counter, me) -> full.transfer(me, new Incarnation(3, 3), 5));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> here.update((counter, me) -> counter.increment(me, -1)));
        assertThrows(IllegalArgumentException.class, () -> here.update((counter, me) -> counter.decrement(me, -1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> here.update((counter, me) -> counter.transfer(me, there.origin(), -1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> here.update((counter, me) -> counter.transfer(me, me.origin(), 1)));
        assertEquals(BoundedCounter.empty(10), here.value());
    }

    @Test
    void zeroIsNoOperation() {
        assertTrue(here.update((counter, me) -> counter.increment(me, 0)).isNone());
        assertTrue(here.update((counter, me) -> counter.decrement(me, 0)).isNone());
        assertTrue(here.update((counter, me) -> counter.transfer(me, there.origin(), 0))
                .isNone());
    }

    @Test
    void anOverflowIsAnErrorAndChangesNothing() {
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        BoundedCounter full = here.value();
        assertThrows(ArithmeticException.class, () -> here.update(BoundedCounter::increment));
        assertThrows(ArithmeticException.class, full::value);
        assertEquals(full, here.value());
        here.update((counter, me) -> counter.decrement(me, Long.MAX_VALUE));
        assertEquals(10, here.value().value());
    }
}
