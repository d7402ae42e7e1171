package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Every dot store joins by one formula on its entries, (s ∩ s') ∪ (s ∖ c') ∪ (s' ∖ c). Where a dot lives follows from the
 * dot here, as it does in life: a dot is written once.
 */
class DotStoreTest {

    /** What a side has and what it knows. */
    record Side(Set<Dot> alive, Set<Dot> known) {}

    @Provide
    Arbitrary<Side> sides() {
        Arbitrary<Set<Dot>> dots = Dots.arbitrary().set().ofMaxSize(10).withoutEdgeCases();
        return dots.flatMap(known -> dots.map(wanted -> {
            Set<Dot> alive = new HashSet<>(wanted);
            alive.retainAll(known);
            return new Side(alive, known);
        }));
    }

    private static Set<Dot> joined(Side left, Side right) {
        Set<Dot> joined = new HashSet<>();
        for (Dot dot : Dots.ALL) {
            boolean both = left.alive().contains(dot) && right.alive().contains(dot);
            boolean onlyLeftKnows = left.alive().contains(dot) && !right.known().contains(dot);
            boolean onlyRightKnows =
                    right.alive().contains(dot) && !left.known().contains(dot);
            if (both || onlyLeftKnows || onlyRightKnows) {
                joined.add(dot);
            }
        }
        return joined;
    }

    @Property(tries = 300)
    void setsJoinByTheFormula(@ForAll("sides") Side left, @ForAll("sides") Side right) {
        requireFormula(DotSet.empty(), left, right);
    }

    @Property(tries = 300)
    void functionsJoinByTheFormula(@ForAll("sides") Side left, @ForAll("sides") Side right) {
        requireFormula(DotFun.<String>empty(), left, right);
    }

    @Property(tries = 300)
    void mapsOfSetsJoinByTheFormula(@ForAll("sides") Side left, @ForAll("sides") Side right) {
        requireFormula(DotMap.<Object, DotSet>empty(DotSet.empty()), left, right);
    }

    @Property(tries = 300)
    void mapsOfMapsOfFunctionsJoinByTheFormula(@ForAll("sides") Side left, @ForAll("sides") Side right) {
        DotMap<Object, DotFun<String>> inner = DotMap.empty(DotFun.empty());
        requireFormula(DotMap.<Object, DotMap<Object, DotFun<String>>>empty(inner), left, right);
    }

    private static <D extends DotStore<D>> void requireFormula(D bottom, Side left, Side right) {
        CausalContext mine = Dots.context(left.known());
        CausalContext theirs = Dots.context(right.known());
        D here = store(bottom, left.alive());
        D there = store(bottom, right.alive());
        D expected = store(bottom, joined(left, right));
        assertEquals(expected, here.join(there, mine, theirs));
        assertEquals(expected.hashCode(), here.join(there, mine, theirs).hashCode());
        assertEquals(expected, there.join(here, theirs, mine));
        assertSame(here, here.join(here, mine, mine));

        Set<Dot> dots = new HashSet<>();
        here.forEachDot(dot -> assertTrue(dots.add(dot), "each dot once"));
        assertEquals(left.alive(), dots);
        here.forEachEntry(entry -> assertEquals(entry.payload(), here.payload(entry.path(), entry.dot())));
        assertEquals(left.alive().isEmpty(), here.isEmpty());

        D emptied = here;
        for (Dot dot : left.alive()) {
            emptied = emptied.without(path(bottom, dot), dot);
        }
        assertEquals(bottom, emptied);
    }

    private static <D extends DotStore<D>> D store(D bottom, Set<Dot> dots) {
        D store = bottom;
        for (Dot dot : dots) {
            store = store.with(path(bottom, dot), dot, isSet(bottom) ? Unit.UNIT : "by " + dot);
        }
        return store;
    }

    private static Path path(DotStore<?> bottom, Dot dot) {
        return bottom instanceof DotMap<?, ?> map ? path(map.valueBottom(), dot).under(dot.seq() % 2) : Path.end();
    }

    private static boolean isSet(DotStore<?> bottom) {
        return bottom instanceof DotMap<?, ?> map ? isSet(map.valueBottom()) : bottom instanceof DotSet;
    }

    @Example
    void aPathThatDoesNotFitIsRefused() {
        Dot dot = Dots.ALL.get(0);
        assertThrows(IllegalArgumentException.class, () -> DotSet.empty().with(Path.of("x"), dot, Unit.UNIT));
        assertThrows(IllegalArgumentException.class, () -> DotSet.empty().with(Path.end(), dot, "payload"));
        assertThrows(
                IllegalArgumentException.class,
                () -> DotMap.<String, DotSet>empty(DotSet.empty()).with(Path.end(), dot, Unit.UNIT));
    }

    @Example
    void aValueNeverHasADotThatItsContextDoesNotKnow() {
        DotMap<String, DotSet> store =
                DotMap.<String, DotSet>empty(DotSet.empty()).with(Path.of("x"), Dots.ALL.get(0), Unit.UNIT);
        assertThrows(IllegalArgumentException.class, () -> Causal.of(new Plain(store), CausalContext.EMPTY));
    }

    record Plain(DotMap<String, DotSet> store) implements Crdt<Plain, DotMap<String, DotSet>> {
        @Override
        public Plain withStore(DotMap<String, DotSet> newStore) {
            return new Plain(newStore);
        }
    }

    @Test
    void aStoreRefusesAPathThatDoesNotEndInIt() {
        Dot dot = Dots.ALL.get(0);
        assertThrows(IllegalArgumentException.class, () -> dot.without(Path.of("x"), dot));
        DotFun<String> fun = DotFun.<String>empty().with(dot, "a", DotSet.empty());
        assertThrows(IllegalArgumentException.class, () -> fun.without(Path.of("x"), dot));
        assertThrows(IllegalArgumentException.class, () -> fun.with(Path.of("x"), Dots.ALL.get(1), "b"));
    }

    @Test
    void equalContentIsEqualWhicheverWayItCame() {
        Dot first = Dots.ALL.get(0);
        Dot second = Dots.ALL.get(1);
        DotFun<String> one = DotFun.<String>empty().with(first, "a", DotSet.empty());
        assertEquals(one, one.with(second, "b", DotSet.empty()).without(second));
        DotSet both = first.with(Path.end(), second, Unit.UNIT);
        assertSame(both, both.with(Path.end(), first, Unit.UNIT));
        assertEquals(first, both.without(Path.end(), second));
        assertNotEquals(both, first.with(Path.end(), Dots.ALL.get(2), Unit.UNIT));
    }

    @Test
    void theBottomOfAMapIsEmpty() {
        DotMap<String, DotSet> empty = DotMap.empty(DotSet.empty());
        DotMap<String, DotSet> one = empty.with(Path.of("x"), Dots.ALL.get(0), Unit.UNIT);
        assertSame(empty, empty.bottom());
        assertEquals(empty, one.bottom());
        assertEquals(1, one.size());
        assertEquals(0, one.bottom().size());
    }

    @Test
    void aPairKeepsItsSidesApart() {
        Dot dot = Dots.ALL.get(0);
        DotPair<DotFun<String>, DotSet> pair = new DotPair<>(DotFun.empty(), DotSet.empty());
        Path toFirst = Path.of(DotPair.Side.FIRST);
        Path toSecond = Path.of(DotPair.Side.SECOND);
        DotPair<DotFun<String>, DotSet> first = pair.with(toFirst, dot, "a");
        assertEquals("a", first.payload(toFirst, dot));
        assertNull(first.payload(toSecond, dot));
        assertEquals(Unit.UNIT, pair.with(toSecond, dot, Unit.UNIT).payload(toSecond, dot));
        assertEquals(DotSet.of(List.of(dot)), first.dotsAt(toFirst));
        assertEquals(DotSet.empty(), first.dotsAt(toSecond));
        assertEquals(DotSet.empty(), first.dotsAt(Path.end()));
        assertEquals(DotSet.empty(), first.dotsAt(Path.of("neither side")));
    }
}
