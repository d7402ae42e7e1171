package io.crdt.net.sim;

/** What must never be otherwise; the numbers are those of PROTOCOL.md. */
public enum Invariant {
    MATCHES_ORACLE("1", "a replica holds what the operations in its context demand"),
    GROWS("2", "contexts, floors and disks only grow, without gaps"),
    EQUAL_CONTEXTS_EQUAL_STATES("3", "replicas with equal contexts have equal states and fingerprints"),
    NO_OVERCLAIM("4", "a context grows only by operations whose full effect was applied"),
    CONVERGES("6", "whatever was lost, doubled or reordered, replicas become equal once links heal"),
    ONE_CONTENT_A_DOT("7", "no dot ever has two contents"),
    NO_RESURRECTION("8", "a removed dot never lives again"),
    KEEPS_WHAT_WAS_PERSISTED("9", "no acknowledged operation disappears"),
    CAUSAL("10", "what an operation had seen is visible wherever it is visible"),
    PERSISTED_FIRST("11", "a state leaves a replica only after it was persisted"),
    PROGRESSES("12", "connected replicas exchange something new within so many rounds"),
    BOUNDED("15", "a link takes one message at a time, and parks a bounded number"),
    CLOCK_GROWS("16", "the hybrid logical clock of a replica only grows");

    private final String number;
    private final String statement;

    Invariant(String number, String statement) {
        this.number = number;
        this.statement = statement;
    }

    @Override
    public String toString() {
        return number + " (" + statement + ")";
    }
}
