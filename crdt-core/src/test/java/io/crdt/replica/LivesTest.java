package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.Incarnation;
import io.crdt.clock.Timestamp;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What a new life of a replica takes over from the earlier ones, and what it must not: their clocks and their names. */
class LivesTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final Key<GCounter> CLICKS = Key.of("clicks", GCounter.type());
    private static final Key<LWWMap<String, String>> MAP = Key.of("map", LWWMap.type(String.class, String.class));

    private static Replica replica(RandomGenerator random, ReplicaState state, long now) {
        return new Replica(new ReplicaId(0, 1, "r"), state, random, () -> now);
    }

    private static Replica replica(long seed, ReplicaState state, long now) {
        return replica(new SplittableRandom(seed), state, now);
    }

    private static void sync(Replica from, Replica to) {
        assertTrue(to.apply(from.state().deltaSince(to.context())));
    }

    private static Timestamp now(Replica replica) {
        List<Timestamp> now = new ArrayList<>();
        replica.update(MAP, (map, me) -> {
            now.add(me.now());
            return Delta.none();
        });
        return now.get(0);
    }

    @Test
    void aTimeThatWasRefusedIsNotAdoptedByTheNextLife() {
        Replica broken = replica(1, ReplicaState.empty(), Timestamp.MAX_MILLIS);
        broken.update(MAP, (map, me) -> map.put(me, "k", "far ahead"));
        Replica old = replica(2, ReplicaState.empty(), NOW);
        sync(broken, old);
        assertEquals(1, old.refusedTimestamps());

        Replica fresh = replica(3, old.state(), NOW);

        assertEquals(1, fresh.refusedTimestamps());
        assertEquals(Timestamp.ofMillis(NOW), now(fresh));
        fresh.update(MAP, (map, me) -> map.put(me, "k", "written again"));
        sync(fresh, broken);
        assertEquals(Optional.of("written again"), broken.get(MAP).get("k"));
    }

    @Test
    void whatIsALittleAheadIsAdoptedByTheNextLife() {
        Replica old = replica(1, ReplicaState.empty(), NOW + 1000);
        old.update(MAP, (map, me) -> map.put(me, "k", "v"));

        Replica fresh = replica(2, old.state(), NOW);

        assertEquals(0, fresh.refusedTimestamps());
        assertEquals(Timestamp.ofMillis(NOW + 1000).next(), now(fresh));
    }

    @Test
    void anIncarnationThatOthersHaveWrittenUnderIsDrawnAgain() {
        Replica first = replica(1, ReplicaState.empty(), NOW);
        Replica sameSeed = replica(1, ReplicaState.empty(), NOW);
        first.update(CLICKS, GCounter::increment);
        sync(first, sameSeed);

        sameSeed.update(CLICKS, (clicks, me) -> clicks.increment(me, 10));

        assertNotEquals(first.incarnation(), sameSeed.incarnation());
        sync(sameSeed, first);
        assertEquals(11, first.get(CLICKS).value());
    }

    @Test
    void aGeneratorThatAlwaysDrawsTheSameIsRefused() {
        Replica first = replica(() -> 7, ReplicaState.empty(), NOW);
        Replica second = replica(() -> 7, ReplicaState.empty(), NOW);
        first.update(CLICKS, GCounter::increment);
        sync(first, second);
        ReplicaState before = second.state();

        String message = assertThrows(IllegalStateException.class, () -> second.update(CLICKS, GCounter::increment))
                .getMessage();

        assertTrue(message.contains(new Incarnation(7, 7).toString()), message);
        assertEquals(before, second.state());
        assertNull(second.incarnation());
    }
}
