package io.crdt.laws;

import static io.crdt.laws.Law.BOTTOM_IS_NEUTRAL;
import static io.crdt.laws.Law.BYTES_STAND_FOR_THE_STATE;
import static io.crdt.laws.Law.CONTEXT_IS_WHAT_WAS_SEEN;
import static io.crdt.laws.Law.DELTA_CLAIMS_NO_MORE_THAN_ITS_OWN;
import static io.crdt.laws.Law.DELTA_GROUP_IS_STATE_MERGE;
import static io.crdt.laws.Law.DELTA_MUTATION_IS_STATE_MUTATION;
import static io.crdt.laws.Law.DELTA_ORDER_IS_IRRELEVANT;
import static io.crdt.laws.Law.DELTA_SPLITS;
import static io.crdt.laws.Law.DUPLICATE_DELTAS_ARE_HARMLESS;
import static io.crdt.laws.Law.EQUALITY_IS_OVER_STATE;
import static io.crdt.laws.Law.EQUAL_CONTEXTS_MEAN_EQUAL_VALUES;
import static io.crdt.laws.Law.JOIN_ASSOCIATES;
import static io.crdt.laws.Law.JOIN_COMMUTES;
import static io.crdt.laws.Law.JOIN_DECOMPOSES;
import static io.crdt.laws.Law.JOIN_INFLATES;
import static io.crdt.laws.Law.JOIN_IS_IDEMPOTENT;
import static io.crdt.laws.Law.NOTHING_THROWS;
import static io.crdt.laws.Law.OPERATIONS_FOLLOW_FROM_THEIR_ARGUMENTS;
import static io.crdt.laws.Law.OPERATIONS_MEET;
import static io.crdt.laws.Law.ORDER_AGREES_WITH_JOIN;
import static io.crdt.laws.Law.READS_FOLLOW_FROM_THE_STORE;
import static io.crdt.laws.Law.REPLICAS_CONVERGE;
import static io.crdt.laws.Law.REPLICA_TAKES_EVERY_DELTA;
import static io.crdt.laws.Law.RESET_LEAVES_NOTHING;
import static io.crdt.laws.Law.SOMETHING_HAPPENS;
import static io.crdt.laws.Law.STATES_STAY_AS_THEY_ARE;
import static io.crdt.laws.Law.VALUE_AGREES_WITH_ORACLE;
import static io.crdt.laws.Law.WATCHERS_ARE_TOLD_OF_CHANGES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.KitMutants.Content;
import io.crdt.laws.OtherMutants.AmountSpec;
import io.crdt.laws.OtherMutants.Join;
import io.crdt.laws.ResetMutants.Blank;
import io.crdt.laws.ResetMutants.GuestListSpec;
import io.crdt.laws.contract.OtherJvm;
import io.crdt.laws.spec.ORMapSpec;
import io.crdt.laws.spec.ORSetSpec;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A check that cannot fail is no check: each law here rejects a mutant, and says so in a way that one can act on. */
class MutantsTest {

    private static final int TRIES = 200;

    private static final Set<Law> LATTICE_LAWS =
            EnumSet.of(JOIN_COMMUTES, JOIN_ASSOCIATES, JOIN_IS_IDEMPOTENT, JOIN_INFLATES, BOTTOM_IS_NEUTRAL);

    /** A type that breaks some laws; that it keeps others shows that those alone are not enough. */
    record Mutant(Subject<?, ?, ?> subject, Set<Law> broken, Set<Law> kept) {

        static Mutant breaking(Subject<?, ?, ?> subject, Law first, Law... more) {
            return new Mutant(subject, EnumSet.of(first, more), EnumSet.noneOf(Law.class));
        }

        Mutant keeping(Law first, Law... more) {
            return keeping(EnumSet.of(first, more));
        }

        Mutant keeping(Set<Law> laws) {
            return new Mutant(subject, broken, laws);
        }

        Mutant keepingAllOthers() {
            Set<Law> others = EnumSet.complementOf(EnumSet.copyOf(broken));
            others.remove(OPERATIONS_MEET); // an operation that is wrong may well have no effect
            return keeping(others);
        }

        @Override
        public String toString() {
            return subject.name();
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(setMutants(), encodedSets(), counterMutants(), resetMutants(), otherMutants(), kitMutants())
                .flatMap(each -> each);
    }

    private static Stream<Mutant> setMutants() {
        return Stream.of(
                Mutant.breaking(new SetMutants.SetThatIgnoresRemoves(), VALUE_AGREES_WITH_ORACLE)
                        .keepingAllOthers(),
                Mutant.breaking(EvidenceTest.CARELESS, OPERATIONS_MEET).keepingAllOthers(),
                Mutant.breaking(new SetMutants.SetThatDoesNothing(), SOMETHING_HAPPENS)
                        .keepingAllOthers(),
                Mutant.breaking(new SetMutants.SetThatFailsToClear(), NOTHING_THROWS)
                        .keepingAllOthers(),
                Mutant.breaking(
                                new SetMutants.IntersectingJoin(),
                                BOTTOM_IS_NEUTRAL,
                                DELTA_MUTATION_IS_STATE_MUTATION,
                                REPLICAS_CONVERGE)
                        .keeping(JOIN_COMMUTES, JOIN_ASSOCIATES, JOIN_IS_IDEMPOTENT, JOIN_INFLATES),
                Mutant.breaking(
                                new SetMutants.DeltaThatOverClaims(),
                                DELTA_CLAIMS_NO_MORE_THAN_ITS_OWN,
                                REPLICAS_CONVERGE,
                                VALUE_AGREES_WITH_ORACLE)
                        .keeping(LATTICE_LAWS),
                Mutant.breaking(
                                new SetMutants.RemoveThatKillsUnseenAdds(),
                                CONTEXT_IS_WHAT_WAS_SEEN,
                                DELTA_CLAIMS_NO_MORE_THAN_ITS_OWN,
                                VALUE_AGREES_WITH_ORACLE)
                        .keeping(LATTICE_LAWS),
                Mutant.breaking(new SetMutants.RemoveThatTakesNoDot(), EQUAL_CONTEXTS_MEAN_EQUAL_VALUES)
                        .keeping(LATTICE_LAWS),
                Mutant.breaking(new SetMutants.DeltaThatResurrects(), DUPLICATE_DELTAS_ARE_HARMLESS, REPLICAS_CONVERGE)
                        .keeping(LATTICE_LAWS),
                Mutant.breaking(new SetMutants.ContextWithoutHoles(), DELTA_ORDER_IS_IRRELEVANT, REPLICAS_CONVERGE)
                        .keeping(LATTICE_LAWS),
                Mutant.breaking(new SetMutants.GroupThatForgets(), DELTA_GROUP_IS_STATE_MERGE)
                        .keeping(LATTICE_LAWS),
                Mutant.breaking(new SetMutants.JoinThatForgetsTheLatest(), REPLICAS_CONVERGE, VALUE_AGREES_WITH_ORACLE)
                        .keeping(BOTTOM_IS_NEUTRAL),
                Mutant.breaking(new SetMutants.JoinThatSkipsEmptySets(), JOIN_DECOMPOSES, REPLICAS_CONVERGE)
                        .keeping(JOIN_COMMUTES, DELTA_SPLITS),
                Mutant.breaking(
                                new SetMutants.DeltaThatIsSkippedIfItAddsNothing(),
                                DELTA_SPLITS,
                                VALUE_AGREES_WITH_ORACLE)
                        .keeping(LATTICE_LAWS),
                Mutant.breaking(new SetMutants.DotsThatAreReused(), REPLICAS_CONVERGE, CONTEXT_IS_WHAT_WAS_SEEN));
    }

    private static Stream<Mutant> encodedSets() {
        return Stream.of(
                Mutant.breaking(new EncodedSets.BytesWithOneDotAnElement(), BYTES_STAND_FOR_THE_STATE)
                        .keepingAllOthers(),
                Mutant.breaking(new EncodedSets.BytesWithIdentity(), BYTES_STAND_FOR_THE_STATE)
                        .keepingAllOthers());
    }

    private static Stream<Mutant> counterMutants() {
        return Stream.of(
                        new CounterMutants.RemovalThatKillsTotals(),
                        new CounterMutants.ResetThatSubtractsTheValue(),
                        new CounterMutants.ResetThatKillsTotals(),
                        new CounterMutants.CountThatForgetsResets(),
                        new CounterMutants.TransferThatKeepsRights())
                .map(subject ->
                        Mutant.breaking(subject, VALUE_AGREES_WITH_ORACLE).keepingAllOthers());
    }

    private static Stream<Mutant> resetMutants() {
        return Stream.of(Blank.WITHOUT_NAMES, Blank.WITH_FEW_GUESTS)
                .map(blank -> Mutant.breaking(new GuestListSpec(blank), RESET_LEAVES_NOTHING)
                        .keepingAllOthers());
    }

    private static Stream<Mutant> kitMutants() {
        return Stream.concat(
                Stream.of(
                        Mutant.breaking(new KitMutants.NamesSpec(false), REPLICA_TAKES_EVERY_DELTA)
                                .keepingAllOthers(),
                        Mutant.breaking(new KitMutants.DraftSpec(false), STATES_STAY_AS_THEY_ARE),
                        Mutant.breaking(new KitMutants.TakeSpec(false), OPERATIONS_FOLLOW_FROM_THEIR_ARGUMENTS)
                                .keepingAllOthers(),
                        Mutant.breaking(
                                        new KitMutants.SizedSpec(true),
                                        READS_FOLLOW_FROM_THE_STORE,
                                        RESET_LEAVES_NOTHING)
                                .keepingAllOthers()),
                Arrays.stream(Content.values())
                        .filter(content -> content != Content.SOUND)
                        .map(content -> Mutant.breaking(new KitMutants.MoodSpec(content), WATCHERS_ARE_TOLD_OF_CHANGES)
                                .keepingAllOthers()));
    }

    private static Stream<Mutant> otherMutants() {
        return Stream.of(
                Mutant.breaking(
                                new OtherMutants.LastWriteByClockOnly(),
                                VALUE_AGREES_WITH_ORACLE,
                                REPLICA_TAKES_EVERY_DELTA)
                        .keepingAllOthers(),
                Mutant.breaking(new OtherMutants.EqualBySum(), EQUALITY_IS_OVER_STATE)
                        .keepingAllOthers(),
                Mutant.breaking(new OtherMutants.CounterThatFoldsThePast(), VALUE_AGREES_WITH_ORACLE)
                        .keepingAllOthers(),
                Mutant.breaking(new OtherMutants.TallySpec(true), VALUE_AGREES_WITH_ORACLE)
                        .keepingAllOthers(),
                Mutant.breaking(new OtherMutants.BitsSpec(true), JOIN_DECOMPOSES)
                        .keepingAllOthers(),
                Mutant.breaking(new AmountSpec(Join.SUM), JOIN_IS_IDEMPOTENT, DUPLICATE_DELTAS_ARE_HARMLESS)
                        .keeping(JOIN_COMMUTES, JOIN_ASSOCIATES, JOIN_INFLATES, BOTTOM_IS_NEUTRAL),
                Mutant.breaking(new AmountSpec(Join.LEFT), JOIN_COMMUTES).keeping(JOIN_ASSOCIATES, JOIN_IS_IDEMPOTENT),
                Mutant.breaking(new AmountSpec(Join.MEAN), JOIN_ASSOCIATES).keeping(JOIN_COMMUTES),
                Mutant.breaking(new AmountSpec(Join.MIN), JOIN_INFLATES)
                        .keeping(JOIN_COMMUTES, JOIN_ASSOCIATES, JOIN_IS_IDEMPOTENT),
                Mutant.breaking(new AmountSpec(Join.STRICT_ORDER), ORDER_AGREES_WITH_JOIN)
                        .keeping(JOIN_COMMUTES, JOIN_ASSOCIATES, JOIN_IS_IDEMPOTENT, BOTTOM_IS_NEUTRAL));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantIsRejectedByTheLawsItBreaks(Mutant mutant) {
        assertEquals(mutant.broken(), brokenAmong(mutant.broken(), mutant));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantIsNotRejectedByTheLawsItKeeps(Mutant mutant) {
        if (!mutant.kept().isEmpty()) {
            all(mutant.subject(), mutant.kept()).check(0, TRIES);
        }
    }

    private static Laws all(Subject<?, ?, ?> subject, Set<Law> laws) {
        Laws all = Laws.of(subject);
        return new Laws(subject, laws, all.replicas(), all.steps());
    }

    private static Set<Law> brokenAmong(Set<Law> laws, Mutant mutant) {
        return laws.stream()
                .filter(law -> isBroken(mutant.subject(), law))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Law.class)));
    }

    /** No law of the type itself asks for its reset; a map of it does. */
    @Test
    void aResetThatForgetsItsTypeIsNoticedInAMap() {
        Laws.of(CounterMutants.Totals.spec()).check(0, TRIES);
        LawViolation violation = violation(Laws.of(new ORMapSpec<>(CounterMutants.Totals.spec())));
        assertEquals(VALUE_AGREES_WITH_ORACLE, violation.law());
    }

    @Test
    void everyLawRejectsAMutant() {
        Set<Law> rejecting = mutants()
                .flatMap(mutant -> mutant.broken().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Law.class)));
        assertEquals(EnumSet.allOf(Law.class), rejecting);
    }

    @Test
    void everyShippedBugHasAMutant() {
        Stream<AnnotatedElement> mutants = Stream.concat(
                mutants().map(mutant -> mutant.subject().getClass()),
                Arrays.stream(ReplicaMutantsTest.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class)));
        Set<ShippedBug> noticed = mutants.flatMap(
                        mutant -> Arrays.stream(mutant.getAnnotationsByType(ShippedBug.Like.class)))
                .map(ShippedBug.Like::value)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ShippedBug.class)));
        assertEquals(EnumSet.allOf(ShippedBug.class), noticed);
    }

    @Test
    void soundTypesKeepAllLaws() {
        Laws.of(new AmountSpec(Join.MAX)).check(0, TRIES);
        Laws.of(new OtherMutants.BitsSpec(false)).check(0, TRIES);
        Laws.of(new OtherMutants.TallySpec(false)).check(0, TRIES);
        Laws.of(new EncodedSets.Sorted()).check(0, TRIES);
        Laws.of(new GuestListSpec(Blank.WITHOUT_GUESTS)).check(0, TRIES);
        Laws.of(new KitMutants.NamesSpec(true)).check(0, TRIES);
        Laws.of(new KitMutants.MoodSpec(Content.SOUND)).check(0, TRIES);
        Laws.of(new KitMutants.DraftSpec(true)).check(0, TRIES);
        Laws.of(new KitMutants.TakeSpec(true)).check(0, TRIES);
        Laws.of(new KitMutants.SizedSpec(false)).check(0, TRIES);
    }

    @Test
    void bytesThatFollowFromTheStateAreTheSameInAnotherJvm() {
        OtherJvm.requireSameBytes(new EncodedSets.Sorted());
    }

    @Test
    void bytesInAnOrderOfThisJvmAreNoticed() {
        AssertionError error = assertThrows(
                AssertionError.class, () -> OtherJvm.requireSameBytes(new EncodedSets.BytesInSaltedOrder()));
        assertTrue(error.getMessage().contains("are not the same in another JVM"), error.getMessage());
    }

    @Test
    void aTypeThatCannotBeCreatedInAnotherJvmIsRefused() {
        SetMutants.SetMutant capturing = new SetMutants.SetMutant() {
            @Override
            public Optional<Encoding<ORSet<String>>> encoding() {
                return new EncodedSets.Sorted().encoding().filter(encoding -> MutantsTest.this != null);
            }
        };
        assertThrows(IllegalArgumentException.class, () -> OtherJvm.requireSameBytes(capturing));
    }

    @Test
    void aTypeWithoutAnEncodingHasNoDigest() {
        assertThrows(IllegalStateException.class, () -> Laws.of(new ORSetSpec()).digest(0, 1));
    }

    @Test
    void aReplicaThatRefusesAWriteSaysWhichRuleItBreaksAndHowToMendIt() {
        String message = violation(Laws.of(new KitMutants.NamesSpec(false))).getMessage();
        assertTrue(message.contains("at one place an incarnation has at most one live dot"), message);
        assertTrue(message.contains("where it passes DotFun.empty()"), message);
    }

    /** One operation in n has an effect: an earlier bound accused one in 1,500 at 36 of 60 seeds. */
    @Test
    void aTypeWhoseOperationsSeldomHaveAnEffectIsNotAccused() {
        for (int rarely : new int[] {100, 500, 1_500, 5_000}) {
            for (int seed = 0; seed < 60; seed++) {
                Laws.of(new KitMutants.SeldomSpec(rarely))
                        .only(SOMETHING_HAPPENS)
                        .check(seed);
            }
        }
    }

    @Test
    void tooLittleEvidenceSaysSoAndHowToGetMore() {
        String message = violation(Laws.of(new SetMutants.SetThatDoesNothing())).getMessage();
        assertTrue(message.contains("there is not enough evidence"), message);
        assertTrue(message.contains("withSteps(400)"), message);
    }

    private static final class Nameless {
        @Override
        public String toString() {
            return "nameless";
        }
    }

    @Test
    void answersThatPrintAlikeAreShownWithTheirClasses() {
        record One() implements Mutator<GCounter> {
            @Override
            public Delta<GCounter> apply(GCounter counter, ReplicaContext me) {
                return counter.increment(me, 1);
            }
        }
        String numbers = violation(Laws.of(CrdtSpec.of(
                        GCounter.empty(),
                        random -> new One(),
                        Oracle.of(GCounter::value, visible -> visible.events().size()))))
                .getMessage();
        assertTrue(numbers.contains("finds 0 (Long), but the history demands 0 (Integer)"), numbers);
        Alike nested = Alike.apart(Map.of("a", Optional.of(1L)), Map.of("a", Optional.of(1)));
        assertTrue(nested.left().endsWith(" from String to Optional of Long)"), nested.left());
        assertTrue(nested.right().endsWith(" from String to Optional of Integer)"), nested.right());
        Alike same = Alike.apart(new Nameless(), new Nameless());
        assertTrue(same.right().contains("does a class in there lack an equals of its own"), same.right());
    }

    @Test
    void aViolationShowsASmallExecutionAndHowToSeeItAgain() {
        Laws laws = Laws.of(new SetMutants.SetThatIgnoresRemoves());
        LawViolation violation = violation(laws);
        assertEquals(VALUE_AGREES_WITH_ORACLE, violation.law());
        String message = violation.getMessage();
        assertTrue(message.contains("SetThatIgnoresRemoves breaks the law VALUE_AGREES_WITH_ORACLE"), message);
        assertTrue(message.contains(".check(" + violation.seed() + "L)"), message);
        assertTrue(message.contains("but the history demands []"), message);
        long operations = message.lines()
                .filter(line -> line.contains("add(") || line.contains("remove(") || line.contains("clear("))
                .count();
        assertEquals(2, operations, message);
    }

    @Test
    void aSeedReplaysItsViolationToTheLetter() {
        Laws laws = Laws.of(new SetMutants.DeltaThatOverClaims()).only(REPLICAS_CONVERGE);
        LawViolation violation = violation(laws);
        LawViolation again = violation(laws);
        assertEquals(violation.getMessage(), again.getMessage());
    }

    private static boolean isBroken(Subject<?, ?, ?> subject, Law law) {
        try {
            Laws.of(subject).only(law).check(0, TRIES);
            return false;
        } catch (LawViolation e) {
            assertEquals(law, e.law());
            return true;
        }
    }

    private static LawViolation violation(Laws laws) {
        try {
            laws.check(0, TRIES);
        } catch (LawViolation e) {
            return e;
        }
        throw new AssertionError("no law was broken");
    }
}
