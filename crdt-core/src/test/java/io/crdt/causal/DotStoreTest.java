package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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
}
