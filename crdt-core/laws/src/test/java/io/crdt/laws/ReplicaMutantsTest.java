package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.replica.DotRanges;
import io.crdt.replica.StateDelta;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** State deltas that are wrong the way others have been; what whole replicas keep is broken by each. */
class ReplicaMutantsTest {

    private static final int SEEDS = 40;
    private static final int MOST_OPERATIONS = 3;

    @Test
    void soundDeltasAreNot() {
        play(UnaryOperator.identity());
    }

    /** The context advances by everything, but only some keys are sent. */
    @ShippedBug.Like(ShippedBug.CONTEXT_WITHOUT_ITS_DATA)
    @Test
    void aDeltaThatLacksAnObject() {
        requireNoticed(delta -> new StateDelta(
                delta.from(),
                delta.to(),
                delta.objects().stream().skip(1).toList(),
                delta.removals(),
                delta.chains(),
                delta.survivors()));
    }

    /** Records were dropped, and what stands for them is not sent; what is absent is misread. */
    @ShippedBug.Like(ShippedBug.MARKER_WITHOUT_WHAT_IT_STANDS_FOR)
    @Test
    void aDeltaWithoutItsSurvivors() {
        requireNoticed(delta ->
                new StateDelta(delta.from(), delta.to(), delta.objects(), delta.removals(), delta.chains(), null));
    }

    /** A removal says that everything its maker knew of is dead. */
    @ShippedBug.Like(ShippedBug.REMOVAL_OF_ALL_ITS_MAKER_KNEW)
    @Test
    void aDeltaWhoseSurvivorsAreNone() {
        requireNoticed(delta -> new StateDelta(
                delta.from(),
                delta.to(),
                delta.objects(),
                delta.removals(),
                delta.chains(),
                delta.survivors() == null
                        ? null
                        : new StateDelta.Survivors(
                                new DotRanges(Map.of()), delta.survivors().floor())));
    }

    /** A delta is applied before the one that it builds on, and the hole works as a delete. */
    @ShippedBug.Like(ShippedBug.HOLES_WORK_AS_DELETES)
    @Test
    void aDeltaThatIsAppliedBeforeItsBase() {
        requireNoticed(delta -> new StateDelta(
                VersionVector.EMPTY, delta.to(), delta.objects(), delta.removals(), delta.chains(), delta.survivors()));
    }

    /** What was removed is not said to be, so an old copy lives on. */
    @ShippedBug.Like(ShippedBug.OLD_VALUES_COME_BACK)
    @Test
    void aDeltaWithoutItsRemovals() {
        requireNoticed(delta -> new StateDelta(
                delta.from(), delta.to(), delta.objects(), List.of(), delta.chains(), delta.survivors()));
    }

    /** What an origin has done is not told, so that replicas with equal contexts differ in what they know of it. */
    @Test
    void aDeltaWithoutItsChains() {
        requireNoticed(delta -> new StateDelta(
                delta.from(), delta.to(), delta.objects(), delta.removals(), Map.of(), delta.survivors()));
    }

    private static void requireNoticed(UnaryOperator<StateDelta> way) {
        AssertionError error = assertThrows(AssertionError.class, () -> play(way));
        String message = error.getMessage();
        assertTrue(message.contains("-Dreplicas.seed="), message);
        assertTrue(message.lines().filter(line -> line.contains(" on ")).count() <= MOST_OPERATIONS, message);
    }

    private static void play(UnaryOperator<StateDelta> way) {
        for (long seed = 0; seed < SEEDS; seed++) {
            ReplicaExecution.check(seed, way, ReplicaLawsTest::requireEqualOnceAllHaveMet);
        }
    }
}
