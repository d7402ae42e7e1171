package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaState;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** What whole replicas keep, on random executions. */
class ReplicaLawsTest {

    private static final int STEPS = 80;

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void everyStepKeepsTheInvariants(@ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int removalLimit) {
        ReplicaExecution execution = new ReplicaExecution(seed, removalLimit);
        for (int i = 0; i < STEPS; i++) {
            execution.step();
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void replicasEndEqualOnceAllHaveMet(@ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int removalLimit) {
        ReplicaExecution execution = new ReplicaExecution(seed, removalLimit);
        for (int i = 0; i < STEPS; i++) {
            execution.step();
        }
        execution.meetAll();
        ReplicaState first = execution.states().get(0);
        for (ReplicaState state : execution.states()) {
            assertEquals(first, state);
            assertEquals(first.fingerprint(), state.fingerprint());
            assertEquals(first.size(), state.size());
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void aDeltaFromAnywhereIsAsGoodAsTheWholeState(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int removalLimit) {
        ReplicaExecution execution = new ReplicaExecution(seed, removalLimit);
        for (int i = 0; i < STEPS; i++) {
            execution.step();
        }
        for (ReplicaState receiver : execution.states()) {
            for (ReplicaState sender : execution.states()) {
                ReplicaState byState = receiver.apply(sender.deltaSince(VersionVector.EMPTY));
                ReplicaState byDelta = receiver.apply(sender.deltaSince(receiver.context()));
                ReplicaState byMore =
                        receiver.apply(sender.deltaSince(receiver.context().meet(sender.context())));
                ReplicaState otherWay = sender.apply(receiver.deltaSince(VersionVector.EMPTY));
                assertEquals(byState, byDelta);
                assertEquals(byState, byMore);
                assertEquals(byState, otherWay);
                assertEquals(byState.fingerprint(), otherWay.fingerprint());
            }
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void recordsOfRemovalsAreBounded(@ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int removalLimit) {
        ReplicaExecution execution = new ReplicaExecution(seed, removalLimit);
        for (int i = 0; i < STEPS; i++) {
            execution.step();
            ReplicaState forgetful = execution.states().get(0);
            assertTrue(forgetful.removalCount() <= removalLimit, forgetful::toString);
        }
    }
}
