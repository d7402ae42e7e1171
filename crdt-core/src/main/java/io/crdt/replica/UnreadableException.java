package io.crdt.replica;

import io.crdt.causal.DotStore;
import io.crdt.payload.Encoded;

/**
 * An object holds a value that this process cannot read: somebody wrote it whose version of the application knows a class,
 * or a form of a class, that this one does not. Nothing is lost: the value is kept, sent on and saved as it is, and read by
 * those who can.
 */
public final class UnreadableException extends IllegalStateException {

    private final transient Key<?> key;
    private final int kind;

    UnreadableException(Key<?> key, Encoded value) {
        super("the key " + key + " holds a value of kind " + value.kind() + " that cannot be read here: "
                + value.problem() + "; start this process with a version that registers that number with the class as"
                + " it was written. The value is kept and sent on as it is, all other keys are read and written as"
                + " ever, and nothing was changed");
        this.key = key;
        this.kind = value.kind();
    }

    /** Throws this about the first value in the store of a key that cannot be read here, if there is one. */
    static void throwIfIn(Key<?> key, DotStore<?> store) {
        store.forEachEntry(entry -> {
            Encoded found = Payloads.unreadable(entry);
            if (found != null) {
                throw new UnreadableException(key, found);
            }
        });
    }

    /** Returns the key that cannot be read. */
    public Key<?> key() {
        return key;
    }

    /** Returns the number that the class of the value is registered with where it was written. */
    public int kind() {
        return kind;
    }
}
