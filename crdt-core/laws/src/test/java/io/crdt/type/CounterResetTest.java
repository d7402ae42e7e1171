package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import org.junit.jupiter.api.Test;

/** What a reset of a counter takes away, and what it leaves. */
class CounterResetTest {

    private final Sandbox<PNCounter> here = new Sandbox<>(1, PNCounter.empty());
    private final Sandbox<PNCounter> there = new Sandbox<>(2, PNCounter.empty());
    private final Sandbox<PNCounter> third = new Sandbox<>(3, PNCounter.empty());

    private static void meet(Sandbox<PNCounter> one, Sandbox<PNCounter> other) {
        one.merge(other);
        other.merge(one);
        assertEquals(one.value(), other.value());
    }

    private static int dots(PNCounter counter) {
        int[] dots = {0};
        counter.store().forEachDot(dot -> dots[0]++);
        return dots[0];
    }

    /** PITFALL 9, riak_dt#92: the increment's total has all that the reset took away in it. */
    @Test
    void aResetThatSawFiveLeavesTheSixthThatWasConcurrent() {
        here.update((counter, me) -> counter.increment(me, 5));
        meet(here, there);
        there.update(PNCounter::reset);
        here.update(PNCounter::increment);
        assertEquals(0, there.value().value());
        assertEquals(6, here.value().value());
        meet(here, there);
        assertEquals(1, here.value().value());
    }

    @Test
    void theSameHoldsForACounterThatOnlyGrows() {
        Sandbox<GCounter> one = new Sandbox<>(1, GCounter.empty());
        Sandbox<GCounter> other = new Sandbox<>(2, GCounter.empty());
        one.update((counter, me) -> counter.increment(me, 5));
        other.merge(one);
        other.update(GCounter::reset);
        one.update(GCounter::increment);
        one.update(GCounter::increment);
        other.merge(one);
        assertEquals(2, other.value().value());
        assertEquals("2", other.value().toString());
        other.update(GCounter::reset);
        assertTrue(other.value().isBlank());
        one.merge(other);
        assertEquals(0, one.value().value());
    }

    @Test
    void concurrentResetsTakeWhatTheySawOnce() {
        here.update((counter, me) -> counter.increment(me, 2));
        meet(here, there);
        here.update((counter, me) -> counter.increment(me, 3));
        third.merge(here);
        there.update(PNCounter::reset);
        third.update(PNCounter::reset);
        here.update((counter, me) -> counter.increment(me, 4));
        meet(there, third);
        assertEquals(0, there.value().value());
        meet(here, there);
        assertEquals(4, here.value().value());
    }

    /** Found by the laws: what is counted after a reset must not be reached by another that is still under way. */
    @Test
    void anOldResetDoesNotReachIntoANewCount() {
        here.update((counter, me) -> counter.increment(me, 2));
        meet(here, there);
        third.merge(here);
        there.update(PNCounter::reset);
        third.update(PNCounter::reset);
        meet(here, there);
        here.update((counter, me) -> counter.increment(me, 3));
        meet(here, third);
        assertEquals(3, here.value().value());
    }

    @Test
    void oneIncrementBeforeAndOneAfterTheResetIsSeen() {
        here.update((counter, me) -> counter.increment(me, 5));
        meet(here, there);
        there.update(PNCounter::reset);
        here.update((counter, me) -> counter.increment(me, 3));
        meet(here, there);
        here.update((counter, me) -> counter.increment(me, 4));
        assertEquals(7, here.value().value());
        meet(here, there);
        assertEquals(7, here.value().value());
    }

    @Test
    void decrementsAreResetLikeIncrements() {
        here.update((counter, me) -> counter.decrement(me, 5));
        meet(here, there);
        there.update(PNCounter::reset);
        here.update((counter, me) -> counter.decrement(me, 2));
        meet(here, there);
        assertEquals(-2, here.value().value());
    }

    @Test
    void aRestoredBackupOfAResetCounterStaysReset() {
        here.update((counter, me) -> counter.increment(me, 5));
        third.merge(here);
        here.update(PNCounter::reset);
        third.update(PNCounter::increment);
        meet(here, third);
        assertEquals(1, here.value().value());
    }

    @Test
    void anIncarnationKeepsOneLiveDotHoweverOftenItIsReset() {
        for (int i = 0; i < 20; i++) {
            here.update(PNCounter::increment);
            there.update(PNCounter::increment);
            meet(here, there);
            third.merge(here);
            third.update(PNCounter::reset);
            meet(here, third);
            meet(there, third);
            assertTrue(here.value().isBlank());
            assertEquals(2, dots(here.value()));
        }
    }

    @Test
    void aResetOfNothingIsNoOperation() {
        assertTrue(here.update(PNCounter::reset).isNone());
        here.update(PNCounter::increment);
        meet(here, there);
        assertFalse(there.value().isBlank());
        there.update(PNCounter::reset);
        assertTrue(there.value().isBlank());
        assertTrue(there.update(PNCounter::reset).isNone());
    }

    /** A counter at zero that counted is not one that is reset. */
    @Test
    void aSumOfZeroIsThere() {
        here.update(PNCounter::increment);
        there.update(PNCounter::decrement);
        meet(here, there);
        assertEquals(0, here.value().value());
        assertFalse(here.value().isBlank());
    }

    @Test
    void aResetAndAnIncrementOfOneUpdateCountIfTheSecondSawTheFirst() {
        var meeting = new Meeting<>(PNCounter.type());
        meeting.here((counter, me) -> counter.increment(me, 5));
        meeting.here((counter, me) -> {
            Delta<PNCounter> reset = counter.reset(me);
            return reset.join(counter.after(reset).increment(me, 2));
        });
        assertEquals(2, meeting.meet().value());
    }

    /** Otherwise the increment would bring back what the reset took away, without a word. */
    @Test
    void aResetAndAnIncrementOfOneUpdateAreRefusedIfNeitherSawTheOther() {
        var meeting = new Meeting<>(PNCounter.type());
        meeting.here((counter, me) -> counter.increment(me, 5));
        var refusal = meeting.refused(
                IllegalStateException.class, (counter, me) -> counter.reset(me).join(counter.increment(me, 2)));
        assertTrue(refusal.getMessage().contains("twice: make the second delta from value.after(first)"));
    }

    @Test
    void aTallyThatWasResetBeyondWhatItCountedIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Tally(1, 5, 2, 5));
        assertThrows(IllegalArgumentException.class, () -> new Tally(1, 5, -1, 5));
    }
}
