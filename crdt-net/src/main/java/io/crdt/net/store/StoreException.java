package io.crdt.net.store;

import org.jspecify.annotations.Nullable;

/** A store could not be opened, read or written; the message names it, the cause, and what became of the data. */
public sealed class StoreException extends RuntimeException permits DamagedStoreException {

    private static final long serialVersionUID = 2;

    /** What has failed. */
    public enum Kind {
        /** There is no room left on the disk. */
        FULL("make room on the disk; what is unsaved is then saved by itself"),

        /** Another process, or another node of this one, has the directory. */
        IN_USE("close the other node, or use a directory of its own"),

        /** The directory is of another cluster. */
        OTHER_CLUSTER("use the directory of this cluster"),

        /** The files were written by a version that this one does not read. */
        OTHER_VERSION("open it with the version that has written it"),

        /** The files are not what a store has written. */
        DAMAGED("salvage what is left of it, or start from an empty directory and get everything from the peers"),

        /** Files or directory were replaced, deleted or written to by others while the store was open. */
        REPLACED("put the files back, or restart this node"),

        /** A value is of a class that is not registered here, or is registered otherwise. */
        UNREADABLE("register the classes with which it was written"),

        /** The directory is not empty, and is to be written to for the first time. */
        NOT_EMPTY("choose an empty directory"),

        /** The store is closed. */
        CLOSED("restart this node"),

        /** Reading or writing failed: the disk is gone, or may not be used. */
        FAILED("see whether the disk is there and may be written to");

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

    /** Creates the exception of a failure to read or to write. */
    public StoreException(String message, @Nullable Throwable cause) {
        this(Kind.FAILED, message, cause);
    }

    /** Creates the exception. */
    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what has failed. */
    public Kind kind() {
        return kind;
    }
}
