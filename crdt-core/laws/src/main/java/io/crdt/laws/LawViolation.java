package io.crdt.laws;

import org.jspecify.annotations.Nullable;

/** A type breaks a law. The message shows where, in the smallest execution that was found, and how to see it again. */
public final class LawViolation extends AssertionError {

    private final Law law;
    private final long seed;

    LawViolation(Law law, long seed, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.law = law;
        this.seed = seed;
    }

    /** Returns the law that is broken. */
    public Law law() {
        return law;
    }

    /** Returns the seed of the execution that broke it. */
    public long seed() {
        return seed;
    }
}
