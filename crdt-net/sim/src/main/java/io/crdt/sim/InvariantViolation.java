package io.crdt.sim;

import org.jspecify.annotations.Nullable;

/**
 * A simulation has broken an invariant. The message says which, where, the shortest schedule found that breaks it, what
 * happened last, and how to replay it.
 */
public final class InvariantViolation extends AssertionError {

    private static final long serialVersionUID = 1;

    private final Invariant invariant;
    private final long atMillis;

    InvariantViolation(Invariant invariant, long atMillis, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.invariant = invariant;
        this.atMillis = atMillis;
    }

    /** Returns which invariant was broken. */
    public Invariant invariant() {
        return invariant;
    }

    /** Returns the virtual time at which it was noticed. */
    public long atMillis() {
        return atMillis;
    }
}
