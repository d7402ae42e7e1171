package io.crdt.type;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The reading side of a convergent map: what a {@link Map} can be asked.
 *
 * <p>A value never changes, so neither do its views. Null is no key and no question: it is answered with a
 * {@link NullPointerException}, as in the unmodifiable maps of the JDK. Two maps are {@code equals} if their states are;
 * compare {@link #asMap} to know whether they read alike.
 *
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 * @param <T> the type of what a reader finds at a key
 */
public interface ReadableMap<K, T> {

    /** Returns the keys with what is there as an unmodifiable view, in no particular order. It is made in constant time. */
    Map<K, T> asMap();

    /** Tells whether there is anything at the key. */
    default boolean containsKey(Object key) {
        return asMap().containsKey(key);
    }

    /**
     * Returns the number of keys, in constant time. A map in which a removal may leave something at its key counts when it
     * is first asked, in time O(n), and keeps the number from version to version ({@link io.crdt.causal.StoreIndex}).
     */
    default int size() {
        return asMap().size();
    }

    /** Tells whether there are no keys. */
    default boolean isEmpty() {
        return asMap().isEmpty();
    }

    /** Returns the keys as an unmodifiable view, in no particular order. */
    default Set<K> keySet() {
        return asMap().keySet();
    }

    /** Calls the action with every key and what is there, in no particular order. */
    default void forEach(BiConsumer<? super K, ? super T> action) {
        asMap().forEach(action);
    }
}
