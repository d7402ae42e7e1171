package io.crdt.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class HybridLogicalClockTest {

    private static final long NOW = 1_700_000_000_000L;

    @Property(tries = 300)
    void itNeverRunsBackwardsWhateverTheWallClockDoes(
            @ForAll @Size(max = 30) List<@LongRange(min = 0, max = 1L << 46) Long> wallClock) {
        HybridLogicalClock clock = HybridLogicalClock.create();
        for (long now : wallClock) {
            Timestamp before = clock.last();
            clock = clock.tick(now);
            assertTrue(clock.last().compareTo(before) > 0);
            assertTrue(clock.last().compareTo(Timestamp.ofMillis(now)) >= 0);
        }
    }

    @Property(tries = 300)
    void whatItAdoptedIsPast(@ForAll @LongRange(min = 0, max = 60_000) long ahead) {
        Timestamp remote = Timestamp.ofMillis(NOW + ahead);
        HybridLogicalClock clock = HybridLogicalClock.create().tick(NOW).observe(remote, NOW);
        assertTrue(clock.tick(NOW).last().compareTo(remote) > 0);
        assertEquals(0, clock.refused());
    }

    @Property(tries = 300)
    void whatIsTooFarAheadIsCountedAndNotAdopted(@ForAll @LongRange(min = 60_001, max = 1L << 40) long ahead) {
        HybridLogicalClock clock = HybridLogicalClock.create().tick(NOW);
        HybridLogicalClock after = clock.observe(Timestamp.ofMillis(NOW + ahead), NOW);
        assertEquals(clock.last(), after.last());
        assertEquals(1, after.refused());
    }

    @Example
    void theClockStandsStillOnWhatIsPast() {
        HybridLogicalClock clock = HybridLogicalClock.create().tick(NOW);
        assertEquals(clock, clock.observe(Timestamp.ofMillis(NOW - 1), NOW));
    }

    @Example
    void aFullCounterCarriesIntoTheMilliseconds() {
        Timestamp last = new Timestamp(Timestamp.ofMillis(NOW + 1).packed() - 1);
        assertEquals(Timestamp.ofMillis(NOW + 1), last.next());
        assertEquals(0xffff, last.counter());
        assertEquals(NOW, last.millis());
    }

    @Example
    void atTheEndOfTimeItStandsStill() {
        HybridLogicalClock clock = new HybridLogicalClock(new Timestamp(Long.MAX_VALUE - 1), 0, 0);
        assertEquals(Timestamp.MAX, clock.tick(NOW).last());
        assertEquals(Timestamp.MAX, clock.tick(NOW).tick(Long.MAX_VALUE).last());
    }

    @Example
    void noWallClockMakesItAdoptWhatIsTooFarAhead() {
        HybridLogicalClock clock = HybridLogicalClock.create();
        for (long now : new long[] {Long.MIN_VALUE, -1, 0}) {
            assertEquals(1, clock.observe(Timestamp.MAX, now).refused());
            assertEquals(
                    Timestamp.ofMillis(5),
                    clock.observe(Timestamp.ofMillis(5), now).last());
        }
        assertEquals(Timestamp.MAX, clock.observe(Timestamp.MAX, Long.MAX_VALUE).last());
    }

    @Example
    void aTimeThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Timestamp.ofMillis(-1));
        assertThrows(IllegalArgumentException.class, () -> Timestamp.ofMillis(1L << 47));
        assertThrows(IllegalArgumentException.class, () -> new HybridLogicalClock(Timestamp.ZERO, -1, 0));
    }
}
