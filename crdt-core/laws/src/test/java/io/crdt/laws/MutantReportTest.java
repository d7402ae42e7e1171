package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.laws.spec.GCounterSpec;
import io.crdt.laws.spec.GSetSpec;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.laws.spec.ORSetSpec;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit spoils the type of a user itself and says which laws mind. */
class MutantReportTest {

    static Stream<CrdtSpec<?>> specs() {
        return Stream.of(new ORSetSpec(), new LWWMapSpec(), new GCounterSpec());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everyMutantThatMakesADifferenceIsRejected(CrdtSpec<?> spec) {
        MutantReport report = Laws.of(spec).mutants(0);
        assertEquals(Spoiling.values().length, report.verdicts().size());
        assertEquals(Set.of(), report.survivors(), report.toString());
    }

    @Test
    void withoutAnOracleMoreMutantsSurvive() {
        GCounterSpec spec = new GCounterSpec();
        MutantReport report =
                Laws.of(CrdtSpec.of(spec.empty(), spec::randomOperation)).mutants(0);
        assertTrue(report.survivors().contains(Spoiling.LOSE_A_WRITTEN_PART), report.toString());
        assertTrue(report.toString().contains("SURVIVES although it made a difference"), report.toString());
    }

    @Test
    void aMutantThatNeverMadeADifferenceIsNoSurvivor() {
        MutantReport report = Laws.of(new GSetSpec()).withSteps(12).mutants(0);
        assertTrue(report.toString().contains("LOSE_REMOVALS"), report.toString());
        assertTrue(report.toString().contains("it never made a difference in 100 executions"), report.toString());
        assertTrue(!report.survivors().contains(Spoiling.LOSE_REMOVALS), report.toString());
    }

    @Test
    void aPlainLatticeHasNoMutants() {
        Laws laws = Laws.of(new OtherMutants.AmountSpec(OtherMutants.Join.MAX));
        assertThrows(IllegalArgumentException.class, () -> laws.mutants(0));
    }
}
