package io.crdt.codec;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no valid message or value. It is checked, since bytes that come over a network or from a disk may always
 * be wrong. Nothing has been changed when it is thrown.
 */
public sealed class DecodeException extends Exception permits EditionException, UnknownClassException {

    private final String what;
    private final long at;
    private final String rule;

    DecodeException(String what, long at, String rule) {
        this(what, at, rule, null);
    }

    DecodeException(String what, long at, String rule, @Nullable Throwable cause) {
        super("cannot decode " + what + " at byte " + at + ": " + rule + "; nothing was changed", cause);
        this.what = what;
        this.at = at;
        this.rule = rule;
    }

    /** Returns which part was being decoded. */
    public String what() {
        return what;
    }

    /** Returns the position of the byte at which decoding stopped, from 0 on. */
    public long at() {
        return at;
    }

    /** Returns the rule that the bytes break. */
    public String rule() {
        return rule;
    }
}
