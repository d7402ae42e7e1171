package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import org.junit.jupiter.api.Test;

class ResettableCounterTest {

    private final Sandbox<ResettableCounter> here = new Sandbox<>(1, ResettableCounter.empty());
    private final Sandbox<ResettableCounter> there = new Sandbox<>(2, ResettableCounter.empty());
    private final Sandbox<ResettableCounter> third = new Sandbox<>(3, ResettableCounter.empty());

    private static void meet(Sandbox<ResettableCounter> one, Sandbox<ResettableCounter> other) {
        one.merge(other);
        other.merge(one);
        assertEquals(one.value(), other.value());
    }

    private static int dots(ResettableCounter counter) {
        int[] dots = {0};
        counter.store().forEachDot(dot -> dots[0]++);
        return dots[0];
    }

    /** PITFALL 9, riak_dt#92: the increment's total has all that the reset took away in it. */
    @Test
    void aResetThatSawFiveLeavesTheSixthThatWasConcurrent() {
        here.update((counter, me) -> counter.increment(me, 5));
        meet(here, there);
        there.update(ResettableCounter::reset);
        here.update(ResettableCounter::increment);
        assertEquals(0, there.value().value());
        assertEquals(6, here.value().value());
        meet(here, there);
        assertEquals(1, here.value().value());
    }

    @Test
    void concurrentResetsTakeWhatTheySawOnce() {
        here.update((counter, me) -> counter.increment(me, 2));
        meet(here, there);
        here.update((counter, me) -> counter.increment(me, 3));
        third.merge(here);
        there.update(ResettableCounter::reset);
        third.update(ResettableCounter::reset);
        here.update((counter, me) -> counter.increment(me, 4));
        meet(there, third);
        assertEquals(0, there.value().value());
        meet(here, there);
        assertEquals(4, here.value().value());
    }

    /** Found by the laws: the new count must not start where the reset that is still under way has seen the old one. */
    @Test
    void anOldResetDoesNotReachIntoANewCount() {
        here.update((counter, me) -> counter.increment(me, 2));
        meet(here, there);
        third.merge(here);
        there.update(ResettableCounter::reset);
        third.update(ResettableCounter::reset);
        meet(here, there);
        here.update((counter, me) -> counter.increment(me, 3));
        meet(here, third);
        assertEquals(3, here.value().value());
    }

    @Test
    void decrementsAreResetLikeIncrements() {
        here.update((counter, me) -> counter.decrement(me, 5));
        meet(here, there);
        there.update(ResettableCounter::reset);
        here.update((counter, me) -> counter.decrement(me, 2));
        meet(here, there);
        assertEquals(-2, here.value().value());
    }

    @Test
    void whatAnIncarnationResetsOfItsOwnLeavesNoTrace() {
        here.update((counter, me) -> counter.increment(me, 5));
        here.update(ResettableCounter::reset);
        assertEquals(ResettableCounter.empty(), here.value());
    }

    @Test
    void anIncarnationKeepsOneLiveDotHoweverOftenItIsReset() {
        for (int i = 0; i < 20; i++) {
            here.update(ResettableCounter::increment);
            there.update(ResettableCounter::increment);
            meet(here, there);
            third.merge(here);
            third.update(ResettableCounter::reset);
            meet(here, third);
            meet(there, third);
            assertTrue(here.value().isReset());
            assertTrue(dots(here.value()) <= 2);
        }
    }

    @Test
    void aResetOfNothingIsNoOperation() {
        assertTrue(here.update(ResettableCounter::reset).isNone());
        here.update(ResettableCounter::increment);
        meet(here, there);
        assertFalse(there.value().isReset());
        there.update(ResettableCounter::reset);
        assertTrue(there.value().isReset());
        assertTrue(there.update(ResettableCounter::reset).isNone());
    }

    /** What a map has to do with it; see {@link Resettable}. */
    @Test
    void underAKeyOfAMapTheResetIsTheRemoval() {
        here.update((counter, me) -> counter.increment(me, 5));
        there.merge(here);
        Causal<Nest> before =
                Causal.of(Nest.of("k", here.value()), CausalContext.EMPTY.with(new Dot(here.origin(), 1)));
        Delta<Nest> removal = there.value().reset(there).under("k");
        Delta<Nest> increment = here.value().increment(here).under("k");
        Causal<Nest> oneWay = increment.applyTo(removal.applyTo(before));
        Causal<Nest> otherWay = removal.applyTo(increment.applyTo(before));
        assertEquals(oneWay, otherWay);
        assertEquals(1, oneWay.value().at("k").value());
    }

    /** The least that a map of counters is. */
    record Nest(DotMap<String, DotMap<Incarnation, DotFun<Tally>>> store)
            implements Crdt<Nest, DotMap<String, DotMap<Incarnation, DotFun<Tally>>>> {

        static Nest of(String key, ResettableCounter counter) {
            Nest[] nest = {new Nest(DotMap.empty(ResettableCounter.empty().store()))};
            counter.store()
                    .forEachEntry(entry -> nest[0] =
                            new Nest(nest[0].store().with(entry.path().under(key), entry.dot(), entry.payload())));
            return nest[0];
        }

        ResettableCounter at(String key) {
            return new ResettableCounter(store.at(key));
        }

        @Override
        public Nest withStore(DotMap<String, DotMap<Incarnation, DotFun<Tally>>> newStore) {
            return new Nest(newStore);
        }
    }

    @Test
    void badAmountsAreRefusedAndChangeNothing() {
        assertThrows(IllegalArgumentException.class, () -> here.update((counter, me) -> counter.increment(me, -1)));
        assertThrows(IllegalArgumentException.class, () -> here.update((counter, me) -> counter.decrement(me, -1)));
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        ResettableCounter full = here.value();
        assertThrows(ArithmeticException.class, () -> here.update(ResettableCounter::increment));
        assertEquals(full, here.value());
    }

    @Test
    void aResetMakesRoomAgain() {
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        meet(here, there);
        there.update(ResettableCounter::reset);
        meet(here, there);
        here.update((counter, me) -> counter.increment(me, Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, here.value().value());
    }
}
