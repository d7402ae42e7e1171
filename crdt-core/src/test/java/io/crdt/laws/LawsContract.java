package io.crdt.laws;

import static io.crdt.laws.Law.BOTTOM_IS_NEUTRAL;
import static io.crdt.laws.Law.CONTEXT_IS_WHAT_WAS_SEEN;
import static io.crdt.laws.Law.DELTA_CLAIMS_NO_MORE_THAN_ITS_OWN;
import static io.crdt.laws.Law.DELTA_GROUP_IS_STATE_MERGE;
import static io.crdt.laws.Law.DELTA_MUTATION_IS_STATE_MUTATION;
import static io.crdt.laws.Law.DELTA_ORDER_IS_IRRELEVANT;
import static io.crdt.laws.Law.DUPLICATE_DELTAS_ARE_HARMLESS;
import static io.crdt.laws.Law.EQUALITY_IS_OVER_STATE;
import static io.crdt.laws.Law.EQUAL_CONTEXTS_MEAN_EQUAL_VALUES;
import static io.crdt.laws.Law.JOIN_ASSOCIATES;
import static io.crdt.laws.Law.JOIN_COMMUTES;
import static io.crdt.laws.Law.JOIN_INFLATES;
import static io.crdt.laws.Law.JOIN_IS_IDEMPOTENT;
import static io.crdt.laws.Law.NOTHING_THROWS;
import static io.crdt.laws.Law.ORDER_AGREES_WITH_JOIN;
import static io.crdt.laws.Law.REPLICAS_CONVERGE;
import static io.crdt.laws.Law.VALUE_AGREES_WITH_ORACLE;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The laws as jqwik properties: implement {@link #subject()} in a test class and run it. jqwik only draws seeds; a failing
 * execution is made small by {@link Laws} itself, so jqwik's shrinking is off.
 */
public interface LawsContract {

    /** Returns the description of the type. */
    Subject<?, ?, ?> subject();

    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    default void itIsALattice(@ForAll long seed) {
        Laws.of(subject())
                .only(
                        NOTHING_THROWS,
                        JOIN_COMMUTES,
                        JOIN_ASSOCIATES,
                        JOIN_IS_IDEMPOTENT,
                        JOIN_INFLATES,
                        BOTTOM_IS_NEUTRAL,
                        ORDER_AGREES_WITH_JOIN,
                        EQUALITY_IS_OVER_STATE)
                .check(seed);
    }

    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    default void deltasAreAsGoodAsStates(@ForAll long seed) {
        Laws.of(subject())
                .only(
                        DELTA_MUTATION_IS_STATE_MUTATION,
                        DELTA_GROUP_IS_STATE_MERGE,
                        DUPLICATE_DELTAS_ARE_HARMLESS,
                        DELTA_ORDER_IS_IRRELEVANT,
                        DELTA_CLAIMS_NO_MORE_THAN_ITS_OWN)
                .check(seed);
    }

    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    default void whoHasSeenTheSameIsEqual(@ForAll long seed) {
        Laws.of(subject())
                .only(REPLICAS_CONVERGE, CONTEXT_IS_WHAT_WAS_SEEN, EQUAL_CONTEXTS_MEAN_EQUAL_VALUES)
                .check(seed);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    default void theValueIsWhatItsHistoryDemands(@ForAll long seed) {
        Laws.of(subject()).only(VALUE_AGREES_WITH_ORACLE).check(seed);
    }
}
