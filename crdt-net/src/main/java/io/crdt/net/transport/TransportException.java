package io.crdt.net.transport;

import org.jspecify.annotations.Nullable;

/** A link or a listener could not be had; the message names the address and the cause. */
public final class TransportException extends RuntimeException {

    private static final long serialVersionUID = 2;

    /** What has failed. */
    public enum Kind {
        /** Nobody listens there. */
        REFUSED,

        /** There is no such host, no way to it, or no answer in time. */
        UNREACHABLE,

        /** A certificate or its key cannot be read, has expired, or is not trusted by this side or the other one. */
        CERTIFICATE,

        /** The address to listen on is taken. */
        IN_USE,

        /** Messages would be readable to others, and the options do not allow that. */
        PLAIN_TEXT,

        /** The transport is closed. */
        CLOSED,

        /** Anything else. */
        OTHER
    }

    private final Kind kind;

    /** Creates the exception of a failure that is of no other kind. */
    public TransportException(String message, @Nullable Throwable cause) {
        this(Kind.OTHER, message, cause);
    }

    /** Creates the exception. */
    public TransportException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what has failed. */
    public Kind kind() {
        return kind;
    }
}
