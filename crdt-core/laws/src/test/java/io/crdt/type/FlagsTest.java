package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlagsTest {

    private final Sandbox<EWFlag> here = new Sandbox<>(1, EWFlag.empty());
    private final Sandbox<EWFlag> there = new Sandbox<>(2, EWFlag.empty());
    private final Sandbox<DWFlag> hereToo = new Sandbox<>(1, DWFlag.empty());
    private final Sandbox<DWFlag> thereToo = new Sandbox<>(2, DWFlag.empty());

    @Test
    void bothStartDisabled() {
        assertFalse(EWFlag.empty().isEnabled());
        assertFalse(DWFlag.empty().isEnabled());
    }

    @Test
    void enablingWins() {
        here.update(EWFlag::enable);
        there.merge(here);
        there.update(EWFlag::disable);
        here.update(EWFlag::enable);
        here.merge(there);
        assertTrue(here.value().isEnabled());
        here.update(EWFlag::disable);
        assertEquals(EWFlag.empty(), here.value());
        assertTrue(here.update(EWFlag::disable).isNone());
    }

    @Test
    void disablingWins() {
        hereToo.update(DWFlag::enable);
        thereToo.update(DWFlag::disable);
        assertTrue(hereToo.value().isEnabled());
        hereToo.merge(thereToo);
        assertFalse(hereToo.value().isEnabled());
    }

    @Test
    void anEnablingThatHasSeenTheDisablingCounts() {
        hereToo.update(DWFlag::disable);
        thereToo.merge(hereToo);
        thereToo.update(DWFlag::enable);
        hereToo.merge(thereToo);
        assertTrue(hereToo.value().isEnabled());
        assertTrue(hereToo.update(DWFlag::enable).isNone());
    }
}
