package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.internal.PersistentMap;
import io.crdt.type.EWFlag;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What must hold of every state is asserted where states are made, and tests run with assertions. */
class SoundStatesTest {

    private static final ObjectId FLAG = Key.of("flag", EWFlag.type()).id();
    private static final Dot DOT = new Dot(new Incarnation(0, 1), 1);
    private static final Entry ENTRY = new Entry(Path.end(), DOT, Unit.UNIT);
    private static final VersionVector COVERED = VersionVector.EMPTY.advancedTo(DOT);

    @Test
    void testsRunWithAssertions() {
        assertTrue(StateEdit.class.desiredAssertionStatus());
    }

    @Test
    void everyLiveDotIsCovered() {
        StateEdit edit = new StateEdit(ReplicaState.empty());
        edit.add(FLAG, ENTRY);
        requireBreach(() -> Objects.requireNonNull(edit.result()), "does not cover it");
    }

    @Test
    void theStoreHasWhatTheIndexHas() {
        requireBreach(() -> new StateEdit(withoutItsStore()).kill(DOT), "but the store does not");
    }

    @Test
    void noRemovalBeyondTheContextIsForgotten() {
        ReplicaState empty = ReplicaState.empty();
        ReplicaState unsound = new ReplicaState(
                PersistentMap.empty(),
                VersionVector.EMPTY,
                DotIndex.empty(),
                empty.removals().withFloor(COVERED),
                Chains.NONE,
                PersistentMap.empty(),
                0,
                0);
        requireBreach(() -> Objects.requireNonNull(new StateEdit(unsound).result()), "beyond the context");
    }

    /** Returns a state whose index has a dot that its store, which has another one, has not. */
    private static ReplicaState withoutItsStore() {
        Dot other = new Dot(new Incarnation(0, 2), 1);
        return new ReplicaState(
                PersistentMap.<ObjectId, DotStore<?>>empty()
                        .put(FLAG, FLAG.shape().bottom().with(Path.end(), other, Unit.UNIT)),
                COVERED.advancedTo(other),
                DotIndex.<Location>empty().put(DOT, new Location(FLAG, Path.end(), 0, null), 0),
                ReplicaState.empty().removals(),
                Chains.NONE,
                PersistentMap.empty(),
                0,
                0);
    }

    private static void requireBreach(Runnable change, String what) {
        AssertionError breach = assertThrows(AssertionError.class, change::run);
        String message = String.valueOf(breach.getMessage());
        assertTrue(message.contains(what), message);
    }
}
