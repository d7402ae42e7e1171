package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotStore;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A convergent set with additions and removals. Its types differ in how they resolve a concurrent addition and removal of
 * one element that are concurrent.
 *
 * @param <E> the type of the elements: immutable, not null, compared by {@code equals}
 * @param <D> what lives at an element
 * @param <S> the set itself
 */
public interface CrdtSet<E, D extends DotStore<D>, S extends CrdtSet<E, D, S>>
        extends Crdt<S, DotMap<E, D>>, ReadableSet<E> {

    /**
     * Adds the element.
     *
     * @throws NullPointerException if it is null
     */
    Delta<S> add(ReplicaContext me, E element);

    /**
     * Adds the elements, all in one delta.
     *
     * @throws NullPointerException if one of them is null; then none is added
     */
    default Delta<S> addAll(ReplicaContext me, Collection<? extends E> elements) {
        return Delta.joinAll(
                elements.stream().distinct().map(element -> add(me, element)).toList());
    }

    /**
     * Removes the element.
     *
     * @throws NullPointerException if it is null
     */
    Delta<S> remove(ReplicaContext me, E element);

    /** Removes all elements that are here, in time O(n); nothing happens if there are none. */
    default Delta<S> clear(ReplicaContext me) {
        return Delta.joinAll(stream().map(element -> remove(me, element)).toList());
    }

    @Override
    default boolean isBlank() {
        return isEmpty();
    }

    /** Returns a non-null marker if the set contains the element. */
    @Override
    default @Nullable Object contentAt(Object element) {
        return contains(element) ? Unit.UNIT : null;
    }
}
