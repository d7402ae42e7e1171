package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.Store;
import io.crdt.replica.DotRanges;
import io.crdt.replica.Key;
import io.crdt.replica.RepairOutcome;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Section;
import io.crdt.replica.StateDelta;
import io.crdt.type.ORSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A state can change without an operation, when damage in it is repaired with the help of peers; then the delta since the
 * last save does not say what is new.
 */
class RepairedStateTest {

    private static final Incarnation INCARNATION = new Incarnation(1, 1);
    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    @TempDir
    private Path directory;

    private Store open(int removalLimit) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "tests", "repaired", removalLimit, false);
    }

    private Store reopen(Store store, int removalLimit) {
        store.close();
        return open(removalLimit);
    }

    @Test
    void aStateThatWasRepairedIsWrittenAnew() {
        long seed = new SplittableRandom().nextLong();
        RandomReplica replica = new RandomReplica(seed, 1_000);
        ReplicaState whole = replica.after(200);
        var delta = whole.deltaSince(VersionVector.EMPTY);
        var fewer = new StateDelta(
                delta.from(),
                delta.to(),
                delta.objects().subList(1, delta.objects().size()),
                delta.removals(),
                delta.chains(),
                null);
        ReplicaState damaged = ReplicaState.empty(1_000).apply(fewer);
        try (Store store = open(1_000)) {
            store.save(damaged);
            store.save(whole);
            assertEquals(whole, reopen(store, 1_000).state(), "seed " + seed);
        }
    }

    /** Its number of entries is right and so are all vectors; only what one of the entries says has changed. */
    @Test
    void aRepairSavedTogetherWithNewOperationsIsNotMissed() {
        ReplicaState some = stateWith("milk", 1);
        ReplicaState other = stateWith("juice", 2);
        ReplicaState damaged = repaired(some, other) == null ? other : some;
        Replica replica = new Replica(ReplicaId.random(new Random(3), "r"), damaged, new Random(3), () -> 1L);
        assertNotNull(replica.repair(
                damaged.context().digest(), all(damaged == some ? other : some), Map.of(INCARNATION, 7L)));
        assertNotEquals(damaged, replica.state());
        replica.update(NAMES, (names, me) -> names.add(me, "new"));
        try (Store store = open(100)) {
            store.save(damaged);
            store.save(replica.state());
            Store again = reopen(store, 100);
            assertEquals(replica.state(), again.state());
            assertEquals(replica.state().fingerprint(), again.state().fingerprint());
            again.close();
        }
    }

    /** The history of an incarnation was found to be forked, which changes its chain, and nothing else. */
    @Test
    void aChainThatWasRepairedTogetherWithNewOperationsIsNotMissed() {
        ReplicaState before = stateWith("milk", 1);
        Replica replica = new Replica(ReplicaId.random(new Random(3), "r"), before, new Random(3), () -> 1L);
        assertNotNull(replica.repair(before.context().digest(), Section.NONE, Map.of(INCARNATION, 9L)));
        replica.update(NAMES, (names, me) -> names.add(me, "new"));
        try (Store store = open(100)) {
            store.save(before);
            store.save(replica.state());
            Store again = reopen(store, 100);
            assertEquals(9L, again.state().chain(INCARNATION));
            assertEquals(replica.state().fingerprint(), again.state().fingerprint());
            again.close();
        }
    }

    private static @Nullable RepairOutcome repaired(ReplicaState state, ReplicaState by) {
        Replica replica = new Replica(ReplicaId.random(new Random(3), "r"), state, new Random(3), () -> 1L);
        RepairOutcome outcome = replica.repair(state.context().digest(), all(by), Map.of());
        return outcome == null || outcome.changed().isEmpty() ? null : outcome;
    }

    private static Section all(ReplicaState state) {
        return state.section(new DotRanges(Map.of(INCARNATION, List.of(new DotRanges.Range(1, 1)))));
    }

    static ReplicaState stateWith(String name, long chain) {
        Entry entry = new Entry(io.crdt.causal.Path.end().under(name), new Dot(INCARNATION, 1), Unit.UNIT);
        return ReplicaState.empty()
                .apply(new StateDelta(
                        VersionVector.EMPTY,
                        VersionVector.EMPTY.advancedTo(INCARNATION, 1),
                        List.of(new StateDelta.ObjectEntries(NAMES.id(), List.of(entry))),
                        List.of(),
                        Map.of(INCARNATION, chain),
                        null));
    }
}
