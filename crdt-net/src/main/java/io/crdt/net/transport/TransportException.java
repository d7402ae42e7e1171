package io.crdt.net.transport;

import org.jspecify.annotations.Nullable;

/** A link or a listener could not be had; the message names the address and the cause. */
public final class TransportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public TransportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
