package io.crdt.payload;

import org.jspecify.annotations.Nullable;

/** Makes the bytes of values of the application, once, where they are written. */
@FunctionalInterface
public interface ValueEncoder {

    /** Leaves all values as they are, as replicas do that send nothing. */
    ValueEncoder NONE = value -> null;

    /**
     * Returns the bytes of a value with the value as their view, or null if its class is not registered.
     *
     * @throws IllegalArgumentException if it cannot be encoded
     */
    @Nullable
    Encoded encoded(Object value);
}
