package io.crdt.type;

import io.crdt.causal.DotStore;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.stream.Stream;

/**
 * An unmodifiable view of the elements of a set whose store has more than those, since removals live in it too. It is made
 * in constant time. How many elements there are is an {@linkplain io.crdt.causal.StoreIndex index} of the store.
 *
 * @param <E> the type of the elements
 * @param <D> what lives at an element
 */
final class PresentElements<E, D extends DotStore<D>> extends AbstractSet<E> {

    private final CrdtSet<E, D, ?> set;
    private final Count<D> count;

    PresentElements(CrdtSet<E, D, ?> set, Count<D> count) {
        this.set = set;
        this.count = count;
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
        return set.store().index(count);
    }

    @Override
    public boolean isEmpty() {
        return Count.isZero(set.store(), count);
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
