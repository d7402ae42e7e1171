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
 * A set from which elements can be removed and to which they can be added again: removing wins. An element is in it if all
 * the last operations on it, those that no other has seen, are additions. (Baquero et al., <i>Composition in State-based
 * Replicated Data Types</i>, 2017.) Made for what must not slip through, such as permissions.
 *
 * <table>
 * <caption>Concurrent operations on one element</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code add}</td><td>{@code add}</td><td>the element</td></tr>
 * <tr><td>{@code add}</td><td>{@code remove}</td><td>no element, until someone who has seen the removal adds it</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no element</td></tr>
 * <tr><td>{@code add}</td><td>{@code clear}</td><td>no element if {@code clear} had it before it, else the element</td></tr>
 * </table>
 *
 * <p>A removal has to beat additions that are yet to arrive, so it leaves one live dot at its element until the element is
 * added again, by someone who has seen it. This holds for an element that is not there too: it may be on its way.
 * {@code contains}, {@code add} and {@code remove} cost O(log n).
 *
 * @param store the last additions and removals of each element
 * @param <E> the type of the elements: immutable, not null, compared by {@code equals}
 */
public record RWSet<E>(DotMap<E, DotFun<Boolean>> store) implements Crdt<RWSet<E>, DotMap<E, DotFun<Boolean>>> {

    private static final RWSet<?> EMPTY = new RWSet<>(DotMap.empty(DotFun.empty()));

    /** Returns the set without elements. */
    @SuppressWarnings("unchecked") // holds no element
    public static <E> RWSet<E> empty() {
        return (RWSet<E>) EMPTY;
    }

    /** Returns the type of sets with elements of the given class, for a key. */
    public static <E> Type<RWSet<E>> type(Class<E> elements) {
        return new Type<>("RWSet", empty(), List.of(elements));
    }

    /** Adds the element, whoever has removed it as far as it is known here. */
    public Delta<RWSet<E>> add(ReplicaContext me, E element) {
        return Delta.write(Path.of(element), me.nextDot(), Marks.ADDED, store.at(element));
    }

    /** Adds the elements, all in one delta. */
    public Delta<RWSet<E>> addAll(ReplicaContext me, Collection<? extends E> elements) {
        return Delta.joinAll(
                elements.stream().distinct().map(element -> add(me, element)).toList());
    }

    /** Removes the element, also from those who are adding it at this moment, and also if it is not there. */
    public Delta<RWSet<E>> remove(ReplicaContext me, E element) {
        return Delta.write(Path.of(element), me.nextDot(), Marks.REMOVED, store.at(element));
    }

    /** Removes all elements that are here, in time O(n); nothing happens if there are none. */
    public Delta<RWSet<E>> clear(ReplicaContext me) {
        return Delta.joinAll(stream().map(element -> remove(me, element)).toList());
    }

    /** Tells whether the element is in the set. */
    public boolean contains(Object element) {
        return Marks.onlyAdded(store.at(element));
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
    public RWSet<E> withStore(DotMap<E, DotFun<Boolean>> newStore) {
        return new RWSet<>(newStore);
    }

    @Override
    public String toString() {
        return elements().toString();
    }
}
