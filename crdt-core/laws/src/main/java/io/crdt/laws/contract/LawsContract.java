package io.crdt.laws.contract;

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

import io.crdt.laws.Laws;
import io.crdt.laws.Subject;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The laws as jqwik properties: implement {@link #subject()} in a test class and run it. How many seeds are tried is
 * jqwik's own setting, {@code jqwik.tries.default}. jqwik only draws seeds; a failing execution is made small by
 * {@link Laws} itself, so jqwik's shrinking is off.
 */
public interface LawsContract {

    /** Returns the description of the type. */
    Subject<?, ?, ?> subject();

    @Property(shrinking = ShrinkingMode.OFF)
    default void itIsALattice(@ForAll long seed) {
        Laws.of(subject())
                .only(
                        NOTHING_THROWS,
                        SOMETHING_HAPPENS,
                        JOIN_COMMUTES,
                        JOIN_ASSOCIATES,
                        JOIN_IS_IDEMPOTENT,
                        JOIN_INFLATES,
                        BOTTOM_IS_NEUTRAL,
                        ORDER_AGREES_WITH_JOIN,
                        EQUALITY_IS_OVER_STATE,
                        JOIN_DECOMPOSES)
                .check(seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    default void deltasAreAsGoodAsStates(@ForAll long seed) {
        Laws.of(subject())
                .only(
                        DELTA_MUTATION_IS_STATE_MUTATION,
                        DELTA_GROUP_IS_STATE_MERGE,
                        DELTA_SPLITS,
                        DUPLICATE_DELTAS_ARE_HARMLESS,
                        DELTA_ORDER_IS_IRRELEVANT,
                        DELTA_CLAIMS_NO_MORE_THAN_ITS_OWN)
                .check(seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    default void whoHasSeenTheSameIsEqual(@ForAll long seed) {
        Laws.of(subject())
                .only(
                        REPLICAS_CONVERGE,
                        CONTEXT_IS_WHAT_WAS_SEEN,
                        EQUAL_CONTEXTS_MEAN_EQUAL_VALUES,
                        OPERATIONS_FOLLOW_FROM_THEIR_ARGUMENTS,
                        STATES_STAY_AS_THEY_ARE,
                        REPLICA_TAKES_EVERY_DELTA,
                        WATCHERS_ARE_TOLD_OF_CHANGES,
                        READS_FOLLOW_FROM_THE_STORE)
                .check(seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    default void bytesStandForTheState(@ForAll long seed) {
        Laws.of(subject()).only(BYTES_STAND_FOR_THE_STATE).check(seed);
    }

    /** Does nothing if the type has no encoding. */
    @Example
    default void bytesAreTheSameInEveryJvm() {
        OtherJvm.requireSameBytes(subject());
    }

    /** Plays as many executions as it takes for each pair of operations to meet; it fails if 200 are too few. */
    @Example
    default void operationsMeet() {
        Laws.of(subject()).only(OPERATIONS_MEET).check(0, 1);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    default void theValueIsWhatItsHistoryDemands(@ForAll long seed) {
        Laws.of(subject()).only(VALUE_AGREES_WITH_ORACLE).check(seed);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    default void aResetLeavesNothing(@ForAll long seed) {
        Laws.of(subject()).only(RESET_LEAVES_NOTHING).check(seed);
    }
}
