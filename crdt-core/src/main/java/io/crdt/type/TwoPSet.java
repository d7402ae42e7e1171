package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
public record TwoPSet<E>(DotMap<E, DotFun<Boolean>> store) implements Crdt<TwoPSet<E>, DotMap<E, DotFun<Boolean>>> {

    private static final TwoPSet<?> EMPTY = new TwoPSet<>(DotMap.empty(DotFun.empty()));

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
    public Delta<TwoPSet<E>> add(ReplicaContext me, E element) {
        return store.containsKey(element)
                ? Delta.none()
                : Delta.write(Path.of(element), me.nextDot(), Marks.ADDED, DotFun.empty());
    }

    /** Adds the elements, all in one delta. */
    public Delta<TwoPSet<E>> addAll(ReplicaContext me, Collection<? extends E> elements) {
        return Delta.joinAll(
                elements.stream().distinct().map(element -> add(me, element)).toList());
    }

    /** Removes the element for ever; nothing happens if it is not there. */
    public Delta<TwoPSet<E>> remove(ReplicaContext me, E element) {
        return contains(element)
                ? Delta.write(Path.of(element), me.nextDot(), Marks.REMOVED, store.at(element))
                : Delta.none();
    }

    /** Removes all elements that are here for ever, in time O(n); nothing happens if there are none. */
    public Delta<TwoPSet<E>> clear(ReplicaContext me) {
        return Delta.joinAll(stream().map(element -> remove(me, element)).toList());
    }

    /** Tells whether the element is in the set. */
    public boolean contains(Object element) {
        return Marks.onlyAdded(store.at(element));
    }

    /** Tells whether the element was in the set and can never be again. */
    public boolean wasRemoved(Object element) {
        return Marks.hasRemoval(store.at(element));
    }

    /** Returns the number of elements, in time O(n). */
    public int size() {
        return elements().size();
    }

    /** Tells whether there are no elements. */
    public boolean isEmpty() {
        return elements().isEmpty();
    }

    /** Returns the elements as an unmodifiable view, in no particular order; its {@code size()} costs O(n). */
    public Set<E> elements() {
        return ContentView.ofPresent(store, this::contentAt).keySet();
    }

    /** Returns the elements as a stream, in no particular order. */
    public Stream<E> stream() {
        return elements().stream();
    }

    /** Returns something if the element is in the set. */
    @Override
    public @Nullable Object contentAt(Object element) {
        return contains(element) ? Unit.UNIT : null;
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
