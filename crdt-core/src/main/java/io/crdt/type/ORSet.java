package io.crdt.type;

import io.crdt.causal.Delta;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import java.util.List;

/**
 * A set from which elements can be removed and to which they can be added again: adding wins. A removal takes away only
 * the additions it has seen and needs no tombstone. (Bieniusa et al., <i>An Optimized Conflict-free Replicated Set</i>,
 * 2012.)
 *
 * <table>
 * <caption>Concurrent operations on one element</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code add}</td><td>{@code add}</td><td>the element</td></tr>
 * <tr><td>{@code add}</td><td>{@code remove}</td><td>the element</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no element</td></tr>
 * <tr><td>{@code add}</td><td>{@code clear}</td><td>the element</td></tr>
 * </table>
 *
 * <p>{@code contains}, {@code add} and {@code remove} cost O(log n).
 *
 * @param store the additions of each element that no removal has seen
 * @param <E> the type of the elements: immutable, not null, compared by {@code equals}
 */
public record ORSet<E>(DotMap<E, DotSet> store) implements CrdtSet<E, DotSet, ORSet<E>> {

    private static final ORSet<?> EMPTY = new ORSet<>(DotMap.empty(DotSet.empty()));

    /** Returns the set without elements. */
    @SuppressWarnings("unchecked") // holds no element
    public static <E> ORSet<E> empty() {
        return (ORSet<E>) EMPTY;
    }

    /** Returns the type of sets with elements of the given class, for a key. */
    public static <E> Type<ORSet<E>> type(Class<E> elements) {
        return new Type<>("ORSet", empty(), List.of(elements));
    }

    /** Adds the element; this makes it survive removals that have not seen it, also if it is there already. */
    @Override
    public Delta<ORSet<E>> add(ReplicaContext me, E element) {
        DotSet seen = store.at(element);
        return Delta.write(Path.of(element), me.nextDot(), Unit.UNIT, seen);
    }

    /** Removes the element; nothing happens if it is not there. */
    @Override
    public Delta<ORSet<E>> remove(ReplicaContext me, E element) {
        DotSet seen = store.at(element);
        return seen.isEmpty() ? Delta.none() : Delta.remove(Path.of(element), me.nextDot(), seen);
    }

    /** Removes all elements that are here, in time O(n); nothing happens if there are none. */
    @Override
    public Delta<ORSet<E>> clear(ReplicaContext me) {
        return reset(me);
    }

    @Override
    public ORSet<E> withStore(DotMap<E, DotSet> newStore) {
        return new ORSet<>(newStore);
    }

    @Override
    public String toString() {
        return elements().toString();
    }
}
