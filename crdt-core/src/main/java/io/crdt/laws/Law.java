package io.crdt.laws;

import com.google.errorprone.annotations.Immutable;

/** What a convergent type has to keep. Each law is checked over a whole {@link Execution}. */
public enum Law {
    NOTHING_THROWS("operations, deltas and joins work in every state that can be reached", StateLaws::nothingThrows),

    JOIN_COMMUTES("a ⊔ b = b ⊔ a", LatticeLaws::joinCommutes),
    JOIN_ASSOCIATES("(a ⊔ b) ⊔ c = a ⊔ (b ⊔ c)", LatticeLaws::joinAssociates),
    JOIN_IS_IDEMPOTENT("a ⊔ a = a", LatticeLaws::joinIsIdempotent),
    JOIN_INFLATES("a ≤ a ⊔ b", LatticeLaws::joinInflates),
    BOTTOM_IS_NEUTRAL("a ⊔ ⊥ = a", LatticeLaws::bottomIsNeutral),
    ORDER_AGREES_WITH_JOIN("a ≤ b iff a ⊔ b = b", LatticeLaws::orderAgreesWithJoin),
    EQUALITY_IS_OVER_STATE(
            "states that are equal act alike: a = b implies a ⊔ c = b ⊔ c", LatticeLaws::equalityIsOverState),
    JOIN_DECOMPOSES(
            "a state is the join of its parts, one for each dot, and each of them is needed",
            LatticeLaws::joinDecomposes),

    DELTA_MUTATION_IS_STATE_MUTATION("m(X) = X ⊔ mδ(X)", DeltaLaws::deltaMutationIsStateMutation),
    DELTA_GROUP_IS_STATE_MERGE("X with a group of deltas = X ⊔ each of them", DeltaLaws::deltaGroupIsStateMerge),
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

    BYTES_STAND_FOR_THE_STATE(
            "the bytes of a state give it back, and equal states have equal bytes", StateLaws::bytesStandForTheState);

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
