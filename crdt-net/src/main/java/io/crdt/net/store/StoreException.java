package io.crdt.net.store;

import org.jspecify.annotations.Nullable;

/** A store could not be opened, read or written; the message names it, the cause, and what became of the data. */
public sealed class StoreException extends RuntimeException permits DamagedStoreException {

    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
