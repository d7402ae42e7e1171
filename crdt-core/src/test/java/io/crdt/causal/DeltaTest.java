package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeltaTest {

    private static final Dot FIRST = Dots.ALL.get(0);
    private static final Dot SECOND = Dots.ALL.get(1);
    private static final Delta<DotStoreTest.Plain> ADD = Delta.write(Path.of("x"), FIRST, Unit.UNIT, DotSet.empty());
    private static final Delta<DotStoreTest.Plain> REMOVE = Delta.remove(Path.of("x"), SECOND, FIRST);

    private static Causal<DotStoreTest.Plain> bottom() {
        return Causal.bottom(new DotStoreTest.Plain(DotMap.empty(DotSet.empty())));
    }

    @Test
    void noneIsNeutral() {
        assertSame(ADD, ADD.join(Delta.none()));
        assertSame(ADD, Delta.<DotStoreTest.Plain>none().join(ADD));
        assertTrue(Delta.none().isNone());
        Causal<DotStoreTest.Plain> value = ADD.applyTo(bottom());
        assertSame(value, Delta.<DotStoreTest.Plain>none().applyTo(value));
    }

    @Test
    void whatAGroupBothAddsAndRemovesIsDead() {
        Delta<DotStoreTest.Plain> group = REMOVE.join(ADD);
        assertTrue(group.added().isEmpty());
        assertEquals(List.of(new Delta.Place(Path.of("x"), FIRST)), group.removed());
        assertEquals(ADD.applyTo(REMOVE.applyTo(bottom())), group.applyTo(bottom()));
        assertEquals(REMOVE.applyTo(ADD.applyTo(bottom())), group.applyTo(bottom()));
    }

    @Test
    void aRemovalThatComesBeforeItsAdditionHolds() {
        Causal<DotStoreTest.Plain> value = ADD.applyTo(REMOVE.applyTo(bottom()));
        assertTrue(value.value().store().isEmpty());
        assertTrue(value.context().covers(FIRST));
    }

    @Test
    void aDeltaKnowsOfWhatItTookAndRemoved() {
        assertEquals(Dots.context(List.of(FIRST)), ADD.context());
        assertEquals(Dots.context(List.of(FIRST, SECOND)), REMOVE.context());
    }

    @Test
    void underAKeyEveryPlaceIsOneStepDeeper() {
        Delta<Object> nested = REMOVE.<Object>under("outer");
        assertEquals(Path.of("x").under("outer"), nested.removed().get(0).path());
        assertEquals(REMOVE.taken(), nested.taken());
    }

    @Test
    void underAKeyAdditionsAreOneStepDeeperToo() {
        Delta<Object> nested = ADD.<Object>under("outer");
        assertEquals(List.of(new Entry(Path.of("x").under("outer"), FIRST, Unit.UNIT)), nested.added());
        assertEquals(2, nested.added().get(0).path().length());
    }

    @Test
    void thePlacesOfADeltaAreThoseOfWhatItAddsAndRemoves() {
        Delta<DotStoreTest.Plain> replacing = Delta.write(Path.of("y"), SECOND, Unit.UNIT, FIRST);
        List<Path> paths = new ArrayList<>();
        replacing.forEachPath(paths::add);
        assertEquals(List.of(Path.of("y"), Path.of("y")), paths);
        paths.clear();
        REMOVE.forEachPath(paths::add);
        assertEquals(List.of(Path.of("x")), paths);
    }
}
