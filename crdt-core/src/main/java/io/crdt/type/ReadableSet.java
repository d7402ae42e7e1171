package io.crdt.type;

import io.crdt.causal.DotMap;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The reading side of every convergent set: what a {@link Set} can be asked.
 *
 * <p>A value never changes, so neither do its views and iterators. Null is neither a valid element nor a valid argument: it
 * is answered with a {@link NullPointerException}, as in the unmodifiable sets of the JDK. Two sets are {@code equals} if
 * their states are; compare {@link #elements} to know whether they read alike.
 *
 * @param <E> the type of the elements: immutable, not null, compared by {@code equals}; an array or a collection that is
 *     changed later is lost in the set
 */
public interface ReadableSet<E> extends Iterable<E> {

    /** Returns what lives at the elements. Where removals live too, both methods that ask it are overridden. */
    DotMap<E, ?> store();

    /** Tells whether the element is in the set, in time O(log n). */
    default boolean contains(Object element) {
        return store().containsKey(element);
    }

    /** Returns the elements as an unmodifiable view, in no particular order. It is made in constant time. */
    default Set<E> elements() {
        return store().keySet();
    }

    /** Tells whether all of these are in the set. */
    default boolean containsAll(Collection<?> wanted) {
        return wanted.stream().allMatch(this::contains);
    }

    /**
     * Returns the number of elements, in constant time. A set that remembers removals counts its elements when it is first
     * asked, in time O(n), and keeps the number from version to version ({@link io.crdt.causal.StoreIndex}).
     */
    default int size() {
        return elements().size();
    }

    /** Tells whether there are no elements. */
    default boolean isEmpty() {
        return elements().isEmpty();
    }

    /** Returns the elements as a stream, in no particular order. */
    default Stream<E> stream() {
        return elements().stream();
    }

    /** Returns an iterator over the elements, in no particular order; it cannot remove. */
    @Override
    default Iterator<E> iterator() {
        return elements().iterator();
    }
}
