package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.clock.HybridLogicalClock;
import io.crdt.clock.Timestamp;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Why the last line of a word is the last one, on whichever node it was. */
final class StrictTimeTest {

    private static final Key<LWWMap<String, Long>> MAP = Key.of("map", LWWMap.type(String.class, Long.class));

    private final AtomicLong millis = new AtomicLong(1_000);
    private final StrictTime time = new StrictTime(millis::get);
    private final Replica one = replica(1);
    private final Replica other = replica(2);

    @Test
    void aClockOfALaterMillisecondIsAfterAllTimesOfEarlierOnes() {
        HybridLogicalClock busy = HybridLogicalClock.create();
        for (int i = 0; i < 60_000; i++) {
            busy = busy.tick(1_000);
        }
        Timestamp adopted = HybridLogicalClock.create()
                .observe(busy.last(), 1_000)
                .tick(1_001)
                .last();

        assertEquals(1_000, busy.last().millis());
        assertTrue(HybridLogicalClock.create().tick(1_001).last().compareTo(busy.last()) > 0);
        assertTrue(adopted.compareTo(busy.last()) > 0);
    }

    @Test
    void oneNodeGoesOnWithinAMillisecond() {
        write(one, 1);
        write(one, 2);
        assertEquals(Optional.of(2L), one.get(MAP).get("word"));
    }

    @Test
    void anotherNodeHasToWaitForTheNextMillisecond() {
        write(one, 1);
        write(one, 2);
        assertFalse(time.hasPassed());
        assertThrows(StrictTime.TooEarlyException.class, () -> write(other, 3));
        assertTrue(other.state().context().isEmpty(), "a write that came too early changed something");

        millis.incrementAndGet();
        assertTrue(time.hasPassed());
        write(other, 3);
        exchange();
        assertEquals(Optional.of(3L), one.get(MAP).get("word"));
        assertEquals(one.state(), other.state());
    }

    @Test
    void aClockThatJumpsBackIsNoticed() {
        write(one, 1);
        millis.addAndGet(-500);
        assertThrows(StrictTime.TooEarlyException.class, () -> write(other, 2));
    }

    private void write(Replica replica, long value) {
        replica.update(MAP, (map, me) -> map.put(time.checked(me), "word", value));
    }

    private void exchange() {
        assertTrue(one.apply(other.state().deltaSince(VersionVector.EMPTY)));
        assertTrue(other.apply(one.state().deltaSince(other.context())));
    }

    private Replica replica(int seed) {
        Random random = new Random(seed);
        return new Replica(ReplicaId.random(random, "r" + seed), ReplicaState.empty(), random, millis::get);
    }
}
