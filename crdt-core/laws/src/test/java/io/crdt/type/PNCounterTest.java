package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PNCounterTest {

    private final Sandbox<PNCounter> here = new Sandbox<>(1, PNCounter.empty());
    private final Sandbox<PNCounter> there = new Sandbox<>(2, PNCounter.empty());

    @Test
    void concurrentIncrementsAndDecrementsAllCount() {
        here.update((counter, me) -> counter.increment(me, 5));
        there.update((counter, me) -> counter.decrement(me, 7));
        here.merge(there);
        assertEquals(-2, here.value().value());
    }

    @Test
    void anIncarnationKeepsOneLiveDotHoweverOftenItWrites() {
        for (int i = 0; i < 100; i++) {
            here.update(PNCounter::increment);
            here.update(PNCounter::decrement);
        }
        int[] dots = {0};
        here.value().store().forEachDot(dot -> dots[0]++);
        assertEquals(1, dots[0]);
        assertEquals(0, here.value().value());
    }

    @Test
    void zeroIsNoOperation() {
        assertTrue(here.update((counter, me) -> counter.increment(me, 0)).isNone());
        assertTrue(here.update((counter, me) -> counter.decrement(me, 0)).isNone());
    }

    @Test
    void aNegativeAmountIsRefused() {
        assertEquals(
                "the amount to increment by must not be negative, but is -3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> here.update((counter, me) -> counter.increment(me, -3)))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> here.update((counter, me) -> counter.decrement(me, Long.MIN_VALUE)));
        assertEquals(PNCounter.empty(), here.value());
    }

    @Test
    void anOverflowIsAnErrorAndChangesNothing() {
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        PNCounter full = here.value();
        assertEquals(
                "what this incarnation added to the PNCounter is 9223372036854775808, which does not fit into a long",
                assertThrows(ArithmeticException.class, () -> here.update(PNCounter::increment))
                        .getMessage());
        assertEquals(full, here.value());
        there.update((counter, me) -> counter.decrement(me, Long.MAX_VALUE));
        there.update(PNCounter::decrement);
        assertThrows(ArithmeticException.class, () -> there.update(PNCounter::decrement));
    }

    @Test
    void aSumThatOverflowsIsAnErrorForTheReaderAndStillPrints() {
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        there.update(PNCounter::increment);
        here.merge(there);
        assertThrows(ArithmeticException.class, () -> here.value().value());
        assertEquals("9223372036854775808", here.value().toString());
    }

    @Test
    void onlyTheWholeSumHasToFitWhateverTheOrderOfItsParts() {
        Sandbox<PNCounter> third = new Sandbox<>(3, PNCounter.empty());
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        there.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        third.update((counter, me) -> counter.decrement(me, Long.MAX_VALUE));
        here.merge(there);
        here.merge(third);
        assertEquals(Long.MAX_VALUE, here.value().value());
    }
}
