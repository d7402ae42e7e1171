package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaState;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What whole replicas keep, on random executions. */
class ReplicaLawsTest {

    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    void everyStepKeepsTheInvariants(@ForAll long seed) {
        ReplicaExecution.check(seed, end -> {});
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void replicasEndEqualOnceAllHaveMet(@ForAll long seed) {
        ReplicaExecution.check(seed, ReplicaLawsTest::requireEqualOnceAllHaveMet);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void aDeltaFromAnywhereIsAsGoodAsTheWholeState(@ForAll long seed) {
        ReplicaExecution.check(seed, ReplicaLawsTest::requireDeltasAsGoodAsStates);
    }

    /** Replays a seed that one of the others has reported. */
    @Test
    @EnabledIfSystemProperty(named = "replicas.seed", matches = "-?\\d+")
    void theGivenSeedKeepsAll() {
        ReplicaExecution.check(Long.getLong("replicas.seed"), end -> {
            requireDeltasAsGoodAsStates(end);
            requireEqualOnceAllHaveMet(end);
        });
    }

    static void requireEqualOnceAllHaveMet(ReplicaExecution execution) {
        execution.meetAll();
        execution
                .states()
                .forEach(state ->
                        ReplicaExecution.requireEqual(execution.states().get(0), state));
    }

    private static void requireDeltasAsGoodAsStates(ReplicaExecution execution) {
        for (ReplicaState receiver : execution.states()) {
            for (ReplicaState sender : execution.states()) {
                ReplicaState byState = receiver.apply(sender.deltaSince(VersionVector.EMPTY));
                ReplicaState byDelta = receiver.apply(sender.deltaSince(receiver.context()));
                ReplicaState byMore =
                        receiver.apply(sender.deltaSince(receiver.context().meet(sender.context())));
                ReplicaState otherWay = sender.apply(receiver.deltaSince(VersionVector.EMPTY));
                assertEquals(byState, byDelta);
                assertEquals(byState, byMore);
                ReplicaExecution.requireEqual(byState, otherWay);
            }
        }
    }
}
