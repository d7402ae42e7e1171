package io.crdt.payload;

import org.jspecify.annotations.Nullable;

/**
 * Shows what encoded values stand for, by themselves and as parts of other values, and tells what it met: whether anything
 * was encoded, and what cannot be read. For one thread.
 */
public final class Views {

    private final PayloadTable table;
    private boolean encoded;
    private @Nullable Encoded unreadable;

    /** Creates one that has met nothing. */
    public Views(PayloadTable table) {
        this.table = table;
    }

    /** Forgets what it has met. */
    public void begin() {
        encoded = false;
        unreadable = null;
    }

    /** Tells whether anything was encoded since the beginning. */
    public boolean anyEncoded() {
        return encoded;
    }

    /** Returns what was met first since the beginning that cannot be read here, or null. */
    public @Nullable Encoded unreadable() {
        return unreadable;
    }

    /** Returns the value as readers see it: the same object if nothing in it is encoded, or nothing could be read. */
    public Object of(Object value) {
        return of(value, table.kindOf(value));
    }

    /** Returns the {@link #of(Object)} of a value whose {@link PayloadTable#kindOf} the caller has looked up. */
    public Object of(Object value, @Nullable PayloadKind<Object> kind) {
        try {
            return view(value, kind);
        } catch (RuntimeException e) { // what the class of the application says about equality and order
            unreadable = unreadable == null ? first(value, e) : unreadable;
            return value;
        }
    }

    private Object view(Object value) {
        return view(value, table.kindOf(value));
    }

    private Object view(Object value, @Nullable PayloadKind<Object> kind) {
        if (value instanceof Encoded bytes) {
            encoded = true;
            Object seen = bytes.value();
            if (seen == null) {
                unreadable = unreadable == null ? bytes : unreadable;
                return bytes;
            }
            return seen;
        }
        return kind instanceof PayloadKind.OfParts<Object> whole ? whole.map(value, this::view) : value;
    }

    private static Encoded first(Object value, RuntimeException failure) {
        return Encoded.unreadable(
                value instanceof Encoded bytes ? bytes.kind() : 0, new byte[0], "its class failed with " + failure);
    }
}
