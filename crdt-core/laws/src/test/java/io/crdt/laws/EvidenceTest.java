package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.spec.ORSetSpec;
import io.crdt.laws.spec.SetSpec;
import io.crdt.type.EWFlag;
import io.crdt.type.ORSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An oracle that is never asked about two operations that meet says nothing of them. */
class EvidenceTest {

    private static final int SEEDS = 100;

    /** What it removes is never there. */
    static final CrdtSpec<ORSet<String>> CARELESS = CrdtSpec.of(
            ORSet.empty(),
            random -> random.nextBoolean() ? new SetSpec.Add<>("x") : new SetSpec.Remove<>("y"),
            new ORSetSpec().oracle().orElseThrow());

    @Test
    void aGeneratorThatNeverRemovesWhatIsThereIsNotEnough() {
        Evidence evidence = Laws.of(CARELESS).evidence(0, SEEDS);
        assertEquals(List.of("Add ∥ Remove", "Remove ∥ Remove"), evidence.missing(1));
        AssertionError error = assertThrows(AssertionError.class, () -> evidence.require(1));
        assertTrue(error.getMessage().contains("[Add ∥ Remove, Remove ∥ Remove]"), error.getMessage());
        assertTrue(error.getMessage().contains("Remove, 0 with an effect"), error.getMessage());
        evidence.require(1, "Add ∥ Remove", "Remove ∥ Remove");
    }

    @Test
    void aRunOfAllLawsFailsWhereItsOperationsNeverMeet() {
        LawViolation violation =
                assertThrows(LawViolation.class, () -> Laws.of(CARELESS).check(1, 5));
        assertEquals(Law.OPERATIONS_MEET, violation.law());
        assertTrue(violation.getMessage().contains("in 200 executions"), violation.getMessage());
        assertTrue(violation.getMessage().contains("needNotMeet()"), violation.getMessage());
        Laws.of(CARELESS).without(Law.OPERATIONS_MEET).check(1, 5);
    }

    @Test
    void anOperationSaysOfWhichKindItIs() {
        record Switch(boolean on) implements Mutator<EWFlag> {
            @Override
            public Delta<EWFlag> apply(EWFlag flag, ReplicaContext me) {
                return on ? flag.enable(me) : flag.disable(me);
            }

            @Override
            public String kind() {
                return on ? "on" : "off";
            }
        }
        Evidence evidence = Laws.of(CrdtSpec.of(EWFlag.empty(), random -> new Switch(random.nextBoolean())))
                .evidence(0, SEEDS);
        assertEquals(Set.of("off ∥ off", "off ∥ on", "on ∥ on"), evidence.met().keySet());
        assertTrue(evidence.toString().contains("on, "), evidence.toString());
    }
}
