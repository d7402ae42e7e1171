package io.crdt.type;

import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Set;

/**
 * A set in which an element can be added, and later removed once and for all. (Shapiro et al., <i>A Comprehensive Study of
 * Convergent and Commutative Replicated Data Types</i>, 2011, specification 12.)
 *
 * <table>
 * <caption>Concurrent operations on one element</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code add}</td><td>{@code add}</td><td>the element</td></tr>
 * <tr><td>{@code add}</td><td>{@code remove}</td><td>no element, for ever</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no element, for ever</td></tr>
 * </table>
 *
 * <p>Where there is nothing to do, nothing happens: adding what is there or was removed, removing what is not there. An
 * element that was removed costs one live dot for ever; where that matters or elements return, use an {@link ORSet}.
 * {@code contains}, {@code add} and {@code remove} cost O(log n).
 *
 * @param store the additions of each element that no removal has seen, and its removals
 * @param <E> the type of the elements: immutable, not null, compared by {@code equals}
 */
public record TwoPSet<E>(DotMap<E, DotFun<Boolean>> store) implements CrdtSet<E, DotFun<Boolean>, TwoPSet<E>> {

    private static final TwoPSet<?> EMPTY = new TwoPSet<>(DotMap.empty(DotFun.empty()));
    private static final Count<DotFun<Boolean>> ELEMENTS = marks -> Count.one(Marks.onlyAdded(marks));

    /** Returns the set without elements. */
    @SuppressWarnings("unchecked") // holds no element
    public static <E> TwoPSet<E> empty() {
        return (TwoPSet<E>) EMPTY;
    }

    /** Returns the type of sets with elements of the given class, for a key. */
    public static <E> Type<TwoPSet<E>> type(Class<E> elements) {
        return new Type<>("TwoPSet", empty(), List.of(elements));
    }

    /** Adds the element; nothing happens if it is there, or if it was removed. */
    @Override
    public Delta<TwoPSet<E>> add(ReplicaContext me, E element) {
        return store.containsKey(element)
                ? Delta.none()
                : Delta.write(Path.of(element), me.nextDot(), Marks.ADDED, DotFun.empty());
    }

    /** Removes the element for ever; nothing happens if it is not there. */
    @Override
    public Delta<TwoPSet<E>> remove(ReplicaContext me, E element) {
        return contains(element)
                ? Delta.write(Path.of(element), me.nextDot(), Marks.REMOVED, store.at(element))
                : Delta.none();
    }

    @Override
    public boolean contains(Object element) {
        return Marks.onlyAdded(store.at(element));
    }

    /** Tells whether the element was in the set and can never be again. */
    public boolean wasRemoved(Object element) {
        return Marks.hasRemoval(store.at(element));
    }

    @Override
    public Set<E> elements() {
        return new PresentElements<>(this, ELEMENTS);
    }

    @Override
    public TwoPSet<E> withStore(DotMap<E, DotFun<Boolean>> newStore) {
        return new TwoPSet<>(newStore);
    }

    @Override
    public String toString() {
        return elements().toString();
    }
}
