package io.crdt.net.transport;

import org.jspecify.annotations.Nullable;

/**
 * Why a link or a listener could not be had, or a link broke. {@link #kind} is for programs, the message for people; that of
 * a dial or a listener names the address.
 */
public final class TransportException extends RuntimeException {

    private static final long serialVersionUID = 2;

    /** What has failed. */
    public enum Kind {
        /** Nobody listens there. */
        REFUSED("see whether a node runs there, or retire the member"),

        /** There is no such host, no way to it, or no answer in time. */
        UNREACHABLE("see whether the address is right and can be reached from here, or retire the member"),

        /** A certificate or its key cannot be read, has expired, or is not trusted by this side or the other one. */
        CERTIFICATE("look at the certificates of both sides, and whether both use TLS"),

        /** The address to listen on is taken. */
        IN_USE("stop what listens there, or choose another port"),

        /** Messages would be readable to others, and the options do not allow that. */
        PLAIN_TEXT("set certificates, or allow plain text"),

        /** The link broke: the network or the process at the other side is gone. */
        BROKEN("nothing, if it comes back by itself; else look at the network and at the peer's log"),

        /** What arrived is no frame, or too long a one: the other side speaks something else. */
        BAD_FRAME("see what runs at the other side, and whether both use TLS"),

        /** There are as many links as the options allow. */
        TOO_MANY_LINKS("raise the limit, or see what connects to this port"),

        /** The transport is closed. */
        CLOSED("restart this node"),

        /** Anything else. */
        OTHER("see what it says, and the log of the other side");

        private final String advice;

        Kind(String advice) {
            this.advice = advice;
        }

        /** Returns what to do about it. */
        public String advice() {
            return advice;
        }
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

    /** Returns what happened, in words for people. */
    public String text() {
        String message = getMessage();
        return message == null ? kind.toString() : message;
    }

    /** Returns what has failed. */
    public Kind kind() {
        return kind;
    }
}
