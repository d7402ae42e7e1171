package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

class RegistersTest {

    private static <S extends Crdt<S, ?>> Sandbox<S> merged(Sandbox<S> here, Sandbox<S> there) {
        here.merge(there);
        there.merge(here);
        assertEquals(here.value(), there.value());
        return here;
    }

    @Test
    void theLaterOfConcurrentWritesWins() {
        Sandbox<LWWRegister<String>> here = new Sandbox<>(1, LWWRegister.empty());
        Sandbox<LWWRegister<String>> there = new Sandbox<>(2, LWWRegister.empty());
        here.setClock(2_000);
        there.setClock(1_000);
        here.update((register, me) -> register.set(me, "late"));
        there.update((register, me) -> register.set(me, "early"));
        assertEquals(Optional.of("late"), merged(here, there).value().get());
    }

    /** PITFALL 23: a clock without battery must not revert newer values. */
    @Test
    void aWriteBeatsWhatItHasSeenWhateverTheClocksSay() {
        Sandbox<LWWRegister<String>> here = new Sandbox<>(1, LWWRegister.empty());
        Sandbox<LWWRegister<String>> there = new Sandbox<>(2, LWWRegister.empty());
        here.setClock(9_000_000);
        there.setClock(1_000);
        here.update((register, me) -> register.set(me, "from the future"));
        there.merge(here);
        there.update((register, me) -> register.set(me, "newer"));
        assertEquals(Optional.of("newer"), merged(here, there).value().get());
    }

    @Test
    void amongWritesOfOneTimeTheGreaterDotWins() {
        Sandbox<LWWRegister<String>> here = new Sandbox<>(1, LWWRegister.empty());
        Sandbox<LWWRegister<String>> there = new Sandbox<>(2, LWWRegister.empty());
        here.update((register, me) -> register.set(me, "one"));
        there.update((register, me) -> register.set(me, "two"));
        assertEquals(Optional.of("two"), merged(here, there).value().get());
    }

    @Test
    void aWriteSurvivesAConcurrentClear() {
        Sandbox<LWWRegister<String>> here = new Sandbox<>(1, LWWRegister.empty());
        Sandbox<LWWRegister<String>> there = new Sandbox<>(2, LWWRegister.empty());
        here.update((register, me) -> register.set(me, "old"));
        there.merge(here);
        there.update(LWWRegister::clear);
        assertTrue(there.value().isEmpty());
        here.update((register, me) -> register.set(me, "new"));
        assertEquals(Optional.of("new"), merged(here, there).value().get());
    }

    @Test
    void concurrentWritesAreAllKeptUntilOneHasSeenThem() {
        Sandbox<MVRegister<String>> here = new Sandbox<>(1, MVRegister.empty());
        Sandbox<MVRegister<String>> there = new Sandbox<>(2, MVRegister.empty());
        here.update((register, me) -> register.set(me, "a"));
        there.update((register, me) -> register.set(me, "b"));
        assertEquals(Set.of("a", "b"), merged(here, there).value().values());
        here.update((register, me) -> register.set(me, "c"));
        assertEquals(Set.of("c"), merged(here, there).value().values());
        there.update(MVRegister::clear);
        assertTrue(merged(here, there).value().isEmpty());
        assertTrue(here.update(MVRegister::clear).isNone());
    }

    @Test
    void theGreatestAndTheLeastOfAllOffersCount() {
        Sandbox<MaxRegister<Integer>> max = new Sandbox<>(1, MaxRegister.empty());
        Sandbox<MaxRegister<Integer>> otherMax = new Sandbox<>(2, MaxRegister.empty());
        max.update((register, me) -> register.offer(me, 3));
        otherMax.update((register, me) -> register.offer(me, 7));
        assertEquals(Optional.of(7), merged(max, otherMax).value().get());
        assertTrue(max.update((register, me) -> register.offer(me, 7)).isNone());
        Sandbox<MinRegister<Integer>> min = new Sandbox<>(1, MinRegister.empty());
        Sandbox<MinRegister<Integer>> otherMin = new Sandbox<>(2, MinRegister.empty());
        min.update((register, me) -> register.offer(me, 3));
        otherMin.update((register, me) -> register.offer(me, 7));
        assertEquals(Optional.of(3), merged(min, otherMin).value().get());
        assertTrue(min.update((register, me) -> register.offer(me, 3)).isNone());
    }

    @Test
    void amongOffersThatCompareAsEqualReplicasAgree() {
        Sandbox<MaxRegister<BigDecimal>> here = new Sandbox<>(1, MaxRegister.empty());
        Sandbox<MaxRegister<BigDecimal>> there = new Sandbox<>(2, MaxRegister.empty());
        here.update((register, me) -> register.offer(me, new BigDecimal("1.0")));
        there.update((register, me) -> register.offer(me, new BigDecimal("1.00")));
        assertEquals(
                Optional.of(new BigDecimal("1.00")), merged(here, there).value().get());
    }

    @Test
    void anyLatticeIsAValue() {
        Sandbox<LatticeRegister<GrowMap<String, Max<Integer>>>> here = new Sandbox<>(1, LatticeRegister.empty());
        Sandbox<LatticeRegister<GrowMap<String, Max<Integer>>>> there = new Sandbox<>(2, LatticeRegister.empty());
        GrowMap<String, Max<Integer>> none = GrowMap.empty();
        here.update((register, me) -> register.join(me, none.with("a", new Max<>(1))));
        there.update(
                (register, me) -> register.join(me, none.with("a", new Max<>(2)).with("b", new Max<>(3))));
        GrowMap<String, Max<Integer>> both = none.with("b", new Max<>(3)).with("a", new Max<>(2));
        assertEquals(Optional.of(both), merged(here, there).value().get());
        assertTrue(here.update((register, me) -> register.join(me, both)).isNone());
    }

    @Test
    void anOfferThatWroteSurvivesAConcurrentResetAndOneThatDidNotDoesNot() {
        Sandbox<MaxRegister<Integer>> here = new Sandbox<>(1, MaxRegister.empty());
        Sandbox<MaxRegister<Integer>> there = new Sandbox<>(2, MaxRegister.empty());
        here.update((register, me) -> register.offer(me, 5));
        there.merge(here);
        there.update(MaxRegister::reset);
        here.update((register, me) -> register.offer(me, 3));
        assertTrue(merged(here, there).value().isEmpty());
        here.update((register, me) -> register.offer(me, 5));
        there.merge(here);
        there.update(MaxRegister::reset);
        here.update((register, me) -> register.offer(me, 7));
        assertEquals(Optional.of(7), merged(here, there).value().get());
    }

    @Test
    @NullUnmarked
    void nullIsRefusedAndChangesNothing() {
        assertRefusesNull(LWWRegister.<String>empty(), (register, me) -> register.set(me, null));
        assertRefusesNull(MVRegister.<String>empty(), (register, me) -> register.set(me, null));
        assertRefusesNull(MaxRegister.<String>empty(), (register, me) -> register.offer(me, null));
        assertRefusesNull(MinRegister.<String>empty(), (register, me) -> register.offer(me, null));
        assertRefusesNull(LatticeRegister.<Max<Integer>>empty(), (register, me) -> register.join(me, null));
    }

    private static <S extends Crdt<S, ?>> void assertRefusesNull(
            S empty, BiFunction<S, ReplicaContext, Delta<S>> mutator) {
        Sandbox<S> sandbox = new Sandbox<>(1, empty);
        NullPointerException refusal = assertThrows(NullPointerException.class, () -> sandbox.update(mutator));
        assertEquals("a value of a convergent type must not be null", refusal.getMessage());
        assertEquals(empty, sandbox.value());
    }
}
