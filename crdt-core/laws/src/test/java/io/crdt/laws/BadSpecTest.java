package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.ORSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A description that would let everything pass is refused, and what fails in one does not look like a fault of the type. */
class BadSpecTest {

    private record Add(String element) implements Mutator<ORSet<String>> {
        @Override
        public Delta<ORSet<String>> apply(ORSet<String> set, ReplicaContext me) {
            return set.add(me, element);
        }
    }

    private record NamelessAdd() implements Mutator<ORSet<String>> {
        @Override
        public Delta<ORSet<String>> apply(ORSet<String> set, ReplicaContext me) {
            return set.add(me, "x");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no name");
        }
    }

    private record Encoded(Encoding<ORSet<String>> bytes) implements CrdtSpec<ORSet<String>> {
        @Override
        public ORSet<String> empty() {
            return ORSet.empty();
        }

        @Override
        public Mutator<ORSet<String>> randomOperation(RandomGenerator random) {
            return new Add("e" + random.nextInt(3));
        }

        @Override
        public Optional<Encoding<ORSet<String>>> encoding() {
            return Optional.of(bytes);
        }
    }

    private static final CrdtSpec<ORSet<String>> SOUND =
            CrdtSpec.of(ORSet.empty(), random -> new Add("e" + random.nextInt(3)));

    @Test
    void anOracleIsOptional() {
        Laws.of(SOUND).check(1, 5);
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void anOracleThatIsNullIsRefused() {
        var refusal = assertThrows(
                NullPointerException.class, () -> CrdtSpec.of(ORSet.<String>empty(), random -> new Add("a"), null));
        assertTrue(refusal.getMessage().contains("oracle"), refusal.getMessage());
    }

    @Test
    void noSeedsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Laws.of(SOUND).check(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Laws.of(SOUND).check(1, -5));
        assertThrows(IllegalArgumentException.class, () -> Laws.of(SOUND).digest(1, 0));
    }

    @Test
    void noLawsAndNoStepsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Laws(SOUND, Set.of(), 4, 40));
        assertThrows(IllegalArgumentException.class, () -> Laws.of(SOUND).withSteps(0));
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void anEncodingThatYieldsNullBreaksTheLawOfBytes() {
        for (Encoding<ORSet<String>> bad : List.of(
                Encoding.<ORSet<String>>of(set -> null, bytes -> null),
                Encoding.<ORSet<String>>of(set -> new byte[1], bytes -> null))) {
            var violation = assertThrows(
                    LawViolation.class, () -> Laws.of(new Encoded(bad)).check(1, 20));
            assertEquals(Law.BYTES_STAND_FOR_THE_STATE, violation.law());
            assertTrue(violation.getMessage().contains("must not return null"), violation.getMessage());
        }
    }

    @Test
    void anOperationThatCannotSayItsNameDoesNotHideTheReport() {
        CrdtSpec<ORSet<String>> spec =
                CrdtSpec.of(ORSet.empty(), random -> new NamelessAdd(), Oracle.of(ORSet::size, history -> 0));
        var violation = assertThrows(LawViolation.class, () -> Laws.of(spec).check(1, 5));
        assertEquals(Law.VALUE_AGREES_WITH_ORACLE, violation.law());
        assertTrue(violation.getMessage().contains("NamelessAdd (its toString failed"), violation.getMessage());
    }
}
