package io.crdt.type;

import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Set;

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
public record RWSet<E>(DotMap<E, DotFun<Boolean>> store) implements CrdtSet<E, DotFun<Boolean>, RWSet<E>> {

    private static final RWSet<?> EMPTY = new RWSet<>(DotMap.empty(DotFun.empty()));
    private static final Count<DotFun<Boolean>> ELEMENTS = marks -> Count.one(Marks.onlyAdded(marks));

    /** Returns the set without elements. */
    @SuppressWarnings("unchecked") // holds no element
    public static <E> RWSet<E> empty() {
        return (RWSet<E>) EMPTY;
    }

    /** Returns the type of sets with elements of the given class, for a key. */
    public static <E> Type<RWSet<E>> type(Class<E> elements) {
        return new Type<>("RWSet", empty(), List.of(elements));
    }

    /** Adds the element, overriding all removals of it that are known here. */
    @Override
    public Delta<RWSet<E>> add(ReplicaContext me, E element) {
        return Delta.write(Path.of(element), me.nextDot(), Marks.ADDED, store.at(element));
    }

    /** Removes the element, also from those who are adding it at this moment, and also if it is not there. */
    @Override
    public Delta<RWSet<E>> remove(ReplicaContext me, E element) {
        return Delta.write(Path.of(element), me.nextDot(), Marks.REMOVED, store.at(element));
    }

    @Override
    public boolean contains(Object element) {
        return Marks.onlyAdded(store.at(element));
    }

    @Override
    public Set<E> elements() {
        return new PresentElements<>(this, ELEMENTS);
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
