package io.crdt.laws;

import com.google.errorprone.annotations.Immutable;

/** What a convergent type has to keep. Each law is checked over a whole {@link Execution}. */
public enum Law {
    NOTHING_THROWS("operations, deltas and joins work in every state that can be reached", StateLaws::nothingThrows),
    SOMETHING_HAPPENS(
            "operations change something, since nothing else would satisfy every law vacuously",
            StateLaws::somethingHappens),
    OPERATIONS_FOLLOW_FROM_THEIR_ARGUMENTS(
            "the same operations, made again, give the same states", ReplayLaws::operationsFollowFromTheirArguments),
    STATES_STAY_AS_THEY_ARE("a state that was reached never changes", ReplayLaws::statesStayAsTheyAre),

    JOIN_COMMUTES("x ⊔ y = y ⊔ x", LatticeLaws::joinCommutes),
    JOIN_ASSOCIATES("(x ⊔ y) ⊔ z = x ⊔ (y ⊔ z)", LatticeLaws::joinAssociates),
    JOIN_IS_IDEMPOTENT("x ⊔ x = x", LatticeLaws::joinIsIdempotent),
    JOIN_INFLATES("x ≤ x ⊔ y", LatticeLaws::joinInflates),
    BOTTOM_IS_NEUTRAL("x ⊔ ⊥ = x", LatticeLaws::bottomIsNeutral),
    ORDER_AGREES_WITH_JOIN("x ≤ y iff x ⊔ y = y", LatticeLaws::orderAgreesWithJoin),
    EQUALITY_IS_OVER_STATE(
            "states that are equal act alike: x = y implies x ⊔ z = y ⊔ z", LatticeLaws::equalityIsOverState),
    JOIN_DECOMPOSES(
            "a state is the join of its parts, one for each dot, and each of them is needed",
            LatticeLaws::joinDecomposes),

    DELTA_MUTATION_IS_STATE_MUTATION(
            "a mutator changes a state as its delta does: m(x) = x ⊔ mδ(x)", DeltaLaws::deltaMutationIsStateMutation),
    DELTA_GROUP_IS_STATE_MERGE("x with a group of deltas = x ⊔ each of them", DeltaLaws::deltaGroupIsStateMerge),
    DELTA_SPLITS("a delta is as good as its parts, in any order, some of them twice", DeltaLaws::deltaSplits),
    DUPLICATE_DELTAS_ARE_HARMLESS("a delta that was applied changes nothing", DeltaLaws::duplicateDeltasAreHarmless),
    DELTA_ORDER_IS_IRRELEVANT("two deltas give the same in both orders", DeltaLaws::deltaOrderIsIrrelevant),
    DELTA_CLAIMS_NO_MORE_THAN_ITS_OWN(
            "a delta knows of the dots it took and of those it killed, and of no other",
            DeltaLaws::deltaClaimsNoMoreThanItsOwn),

    REPLICAS_CONVERGE("those who have seen the same operations are equal", StateLaws::replicasConverge),
    CONTEXT_IS_WHAT_WAS_SEEN(
            "a context covers the dots of the operations that were seen, and no other",
            StateLaws::contextIsWhatWasSeen),
    EQUAL_CONTEXTS_MEAN_EQUAL_VALUES("whose contexts are equal, are equal", StateLaws::equalContextsMeanEqualValues),
    VALUE_AGREES_WITH_ORACLE("the value is the one that its history demands", StateLaws::valueAgreesWithOracle),
    READS_FOLLOW_FROM_THE_STORE(
            "what a reader finds follows from the store, whatever was read and derived before",
            StateLaws::readsFollowFromTheStore),
    RESET_LEAVES_NOTHING(
            "what a reset leaves is blank, and what is blank reads like the empty value", ResetLaw::resetLeavesNothing),
    REPLICA_TAKES_EVERY_DELTA("a Replica takes what a mutator makes of its value", ReplayLaws::replicaTakesEveryDelta),
    WATCHERS_ARE_TOLD_OF_CHANGES(
            "watchers are told where a reader finds something else, and only there",
            ReplayLaws::watchersAreToldOfChanges),

    BYTES_STAND_FOR_THE_STATE(
            "the bytes of a state give it back, and equal states have equal bytes", StateLaws::bytesStandForTheState),

    /** A law of a whole run, which one execution cannot break: {@link Laws#check(long, int)} asks the {@link Evidence}. */
    OPERATIONS_MEET(
            "of each two kinds of operations some were made concurrently and had an effect", Evidence::ofOneExecution);

    /** How a law is checked; a method of its own since a lambda cannot be generic in what it is about. */
    @Immutable
    @FunctionalInterface
    interface Check {
        <X, D, M> void on(Execution<X, D, M> execution);
    }

    private final String statement;
    private final Check check;

    Law(String statement, Check check) {
        this.statement = statement;
        this.check = check;
    }

    /** Returns what the law says. */
    public String statement() {
        return statement;
    }

    void check(Execution<?, ?, ?> execution) {
        check.on(execution);
    }
}
