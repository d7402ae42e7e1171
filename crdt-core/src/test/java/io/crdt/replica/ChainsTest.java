package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.type.ORSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChainsTest {

    private static final Key<ORSet<String>> SET = Key.of("set", ORSet.type(String.class));

    private final Replica one = replica(1, 1_000);
    private final Replica clone = replica(1, 1_000);

    @Test
    void equalHistoriesHaveEqualChains() {
        for (Replica each : new Replica[] {one, clone}) {
            add(each, "a");
            add(each, "b");
            remove(each, "a");
        }
        assertEquals(chain(one), chain(clone));
        assertEquals(one.state().fingerprint(), clone.state().fingerprint());
    }

    /** The value must be the same in every process, since replicas compare it. */
    @Test
    void aChainIsTheSameInEveryProcess() {
        add(one, "a");
        remove(one, "a");
        assertEquals("a8e1f5bdb62f1b13", Long.toHexString(chain(one)));
    }

    @Test
    void whatWasAddedTellsHistoriesApart() {
        add(one, "a");
        add(clone, "b");
        remove(one, "a");
        remove(clone, "b");
        assertEquals(one.state(), clone.state());
        assertNotEquals(chain(one), chain(clone));
        assertNotEquals(one.state().fingerprint(), clone.state().fingerprint());
    }

    @Test
    void whatWasRemovedTellsHistoriesApart() {
        Replica other = replica(2, 1_000);
        add(other, "a");
        add(other, "b");
        for (Replica each : new Replica[] {one, clone}) {
            assertTrue(each.apply(other.state().deltaSince(each.context())));
        }
        remove(one, "a");
        remove(clone, "b");
        assertNotEquals(chain(one), chain(clone));
    }

    @Test
    void aChainTravelsWithDeltasWhateverTheyStartAt() {
        SplittableRandom random = new SplittableRandom(3);
        Replica early = replica(2, 1_000);
        ReplicaState late = ReplicaState.empty(2);
        VersionVector base = VersionVector.EMPTY;
        for (int i = 0; i < 200; i++) {
            String element = "e" + random.nextInt(9);
            if (random.nextBoolean()) {
                add(one, element);
            } else {
                remove(one, element);
            }
            if (random.nextInt(5) == 0) {
                assertTrue(early.apply(one.state().deltaSince(early.context())));
                StateDelta old = one.state().deltaSince(base);
                late = late.apply(old).apply(old);
                base = random.nextBoolean() ? late.context() : VersionVector.EMPTY;
                assertEquals(one.state().fingerprint(), early.state().fingerprint());
                assertEquals(one.state().fingerprint(), late.fingerprint());
            }
        }
    }

    @Test
    void anOldDeltaDoesNotSetAChainBack() {
        add(one, "a");
        StateDelta old = one.state().deltaSince(VersionVector.EMPTY);
        add(one, "b");
        assertEquals(chain(one), one.state().apply(old).chain(own(one)));
    }

    @Test
    void ofTwoHistoriesTheGreaterChainStaysAndNobodyWritesOn() {
        add(one, "a");
        add(clone, "b");
        remove(one, "a");
        remove(clone, "b");
        Incarnation forked = own(one);
        long greater = Long.compareUnsigned(chain(one), chain(clone)) > 0 ? chain(one) : chain(clone);
        long[] chains = {chain(one), chain(clone)};
        assertEquals(Set.of(forked), repair(one, Map.of(forked, chains[1])).forked());
        assertEquals(Set.of(forked), repair(clone, Map.of(forked, chains[0])).forked());
        for (Replica each : new Replica[] {one, clone}) {
            assertEquals(greater, each.state().chain(forked));
            add(each, "c");
            assertNotEquals(forked, own(each));
        }
    }

    @Test
    void aHistoryThatWasUnknownIsNoFork() {
        add(one, "a");
        StateDelta all = one.state().deltaSince(VersionVector.EMPTY);
        Replica unknowing = replica(
                2,
                1_000,
                ReplicaState.empty()
                        .apply(new StateDelta(all.from(), all.to(), all.objects(), all.removals(), Map.of(), null)));
        assertEquals(0, unknowing.state().chain(own(one)));
        assertEquals(Set.of(), repair(unknowing, Map.of(own(one), chain(one))).forked());
        assertEquals(one.state().fingerprint(), unknowing.state().fingerprint());
        assertEquals(Set.of(), repair(one, Map.of(own(one), 0L)).forked());
        assertFalse(chain(one) == 0);
    }

    @Test
    void theChainOfAnOriginThatIsNotCoveredIsRefused() {
        add(one, "a");
        ReplicaState before = one.state();
        assertThrows(IllegalArgumentException.class, () -> repair(one, Map.of(new Incarnation(7, 7), 7L)));
        assertEquals(before.fingerprint(), one.state().fingerprint());
    }

    /** The state of a random generator is copied with the memory that it is in; time goes on. */
    @Test
    void copiesThatHaveFoundOutGoOnUnderDifferentNames() {
        Replica later = replica(1, 1_001);
        add(one, "a");
        add(later, "a");
        assertEquals(own(one), own(later));
        one.abandon(own(one));
        later.abandon(own(later));
        add(one, "b");
        add(later, "b");
        assertNotEquals(own(one), own(later));
    }

    private static RepairOutcome repair(Replica replica, Map<Incarnation, Long> chains) {
        return Objects.requireNonNull(replica.repair(replica.context().digest(), Section.NONE, chains));
    }

    private static long chain(Replica replica) {
        return replica.state().chain(own(replica));
    }

    private static Incarnation own(Replica replica) {
        return Objects.requireNonNull(replica.incarnation());
    }

    private static void add(Replica replica, String element) {
        replica.update(SET, (set, me) -> set.add(me, element));
    }

    private static void remove(Replica replica, String element) {
        replica.update(SET, (set, me) -> set.remove(me, element));
    }

    private static Replica replica(long seed, long now) {
        return replica(seed, now, ReplicaState.empty());
    }

    private static Replica replica(long seed, long now, ReplicaState state) {
        return new Replica(new ReplicaId(0, seed, "r" + seed), state, new SplittableRandom(seed), () -> now);
    }
}
