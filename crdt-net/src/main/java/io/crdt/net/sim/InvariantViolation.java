package io.crdt.net.sim;

/** A simulation has broken an invariant. The message says which, where, how to replay it, and what happened before. */
public final class InvariantViolation extends AssertionError {

    private final Invariant invariant;

    InvariantViolation(Invariant invariant, String message) {
        super(message);
        this.invariant = invariant;
    }

    /** Returns which invariant was broken. */
    public Invariant invariant() {
        return invariant;
    }
}
