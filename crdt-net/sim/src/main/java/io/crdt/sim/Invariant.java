package io.crdt.sim;

/** What must never be otherwise; the numbers are those of PROTOCOL.md. */
public enum Invariant {
    MATCHES_ORACLE(1, "a replica holds what the operations in its context demand"),
    GROWS(2, "within a life, contexts and floors only grow, without gaps"),
    EQUAL_CONTEXTS_EQUAL_STATES(3, "replicas with equal contexts have equal states and fingerprints"),
    NO_OVERCLAIM(4, "a context grows only by operations whose full effect was applied"),
    SAME_BY_ANY_PATH(5, "the path through whole states, in either direction, ends where that through deltas ends"),
    CONVERGES(6, "whatever was lost, doubled or reordered, replicas become equal once links heal"),
    ONE_PAYLOAD_A_DOT(7, "no dot ever has two payloads"),
    NO_RESURRECTION(8, "a removed dot never lives again"),
    KEEPS_WHAT_WAS_PERSISTED(9, "no persisted operation disappears, unless its only disk loses it"),
    PERSISTED_FIRST(9, "a state leaves a replica only after it was persisted"),
    CAUSAL(10, "what an operation had seen is visible wherever it is visible"),
    RECOVERS_A_STATE(11, "a restart goes on from a state that was reached before"),
    PROGRESSES(
            12, "of two connected replicas, the one that is behind learns something within a bounded number of rounds"),
    NOT_REDUNDANT(13, "on a quiet network hardly anything is sent to who has it"),
    IDLE_IS_CHEAP(14, "an idle link costs a few bytes a round"),
    BOUNDED(15, "a link takes one message at a time, and parks a bounded number"),
    CLOCK_GROWS(16, "the hybrid logical clock of a replica only grows"),
    NAMES_DO_NOT_MATTER(17, "other identities and other clocks do not change whether replicas converge"),
    FLAPPING_DOES_NOT_MATTER(18, "links that come and go do not change what replicas converge to"),
    CODEC_IS_EXACT(19, "a message is the same after the wire, and what is not a message is refused"),
    NOTHING_THROWS(20, "no operation, oracle or replica throws"),
    SOMETHING_IS_WRITTEN(21, "a history has writes, since one without them checks nothing");

    private final int number;
    private final String statement;

    Invariant(int number, String statement) {
        this.number = number;
        this.statement = statement;
    }

    /** Returns its number in PROTOCOL.md. */
    public int number() {
        return number;
    }

    @Override
    public String toString() {
        return number + " (" + statement + ")";
    }
}
