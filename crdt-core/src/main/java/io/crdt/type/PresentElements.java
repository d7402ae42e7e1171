package io.crdt.type;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.stream.Stream;

/**
 * An unmodifiable view of the elements of a set whose store has more than those, since removals live in it too. It is made
 * in constant time; its size costs O(n).
 *
 * @param <E> the type of the elements
 */
final class PresentElements<E> extends AbstractSet<E> {

    private final ReadableSet<E> set;

    PresentElements(ReadableSet<E> set) {
        this.set = set;
    }

    private Stream<E> present() {
        return set.store().keySet().stream().filter(set::contains);
    }

    @Override
    public boolean contains(Object element) {
        return set.contains(element);
    }

    @Override
    public int size() {
        return (int) present().count();
    }

    @Override
    public boolean isEmpty() {
        return present().findAny().isEmpty();
    }

    @Override
    public Iterator<E> iterator() {
        return present().iterator();
    }

    /** The inherited one asks for the size first. */
    @Override
    public Spliterator<E> spliterator() {
        return present().spliterator();
    }
}
