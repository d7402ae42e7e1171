package io.crdt.causal;

import io.crdt.internal.Unchanging;
import java.util.Objects;

/**
 * One live dot of a dot store, with its place and what it carries. A dot store is nothing but the set of its entries.
 *
 * @param path where the dot lives
 * @param dot the mutation that wrote it; no dot ever has two payloads
 * @param payload what was written; {@link Unit#UNIT} in a {@link DotSet}
 */
public record Entry(Path path, Dot dot, Object payload) {

    static final String NULL_REFUSED = "a value of a convergent type must not be null";

    public Entry {
        Objects.requireNonNull(payload, NULL_REFUSED);
        payload = Unchanging.copyOf(payload);
    }

    /** Returns this entry as one of a store in which its own is at {@code key}. */
    Entry under(Object key) {
        return new Entry(path.under(key), dot, payload);
    }
}
