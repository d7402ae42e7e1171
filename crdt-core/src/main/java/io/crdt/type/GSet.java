package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.Unit;
import java.util.Collection;
import java.util.List;

/**
 * A set that only grows. (Shapiro et al., <i>A Comprehensive Study of Convergent and Commutative Replicated Data
 * Types</i>, 2011, specification 11.)
 *
 * <table>
 * <caption>Concurrent operations</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code add(x)}</td><td>{@code add(x)}</td><td>{@code x}</td></tr>
 * <tr><td>{@code add(x)}</td><td>{@code add(y)}</td><td>{@code x} and {@code y}</td></tr>
 * </table>
 *
 * <p>{@code contains} and {@code add} cost O(log n).
 *
 * @param store the additions of each element; several only if they were concurrent
 * @param <E> the type of the elements: immutable, not null, compared by {@code equals}
 */
public record GSet<E>(DotMap<E, DotSet> store) implements Crdt<GSet<E>, DotMap<E, DotSet>>, ReadableSet<E> {

    private static final GSet<?> EMPTY = new GSet<>(DotMap.empty(DotSet.empty()));

    /** Returns the set without elements. */
    @SuppressWarnings("unchecked") // holds no element
    public static <E> GSet<E> empty() {
        return (GSet<E>) EMPTY;
    }

    /** Returns the type of sets with elements of the given class, for a key. */
    public static <E> Type<GSet<E>> type(Class<E> elements) {
        return new Type<>("GSet", empty(), List.of(elements));
    }

    /** Adds the element; nothing happens if it is there. */
    public Delta<GSet<E>> add(ReplicaContext me, E element) {
        return contains(element)
                ? Delta.none()
                : Delta.write(Path.of(element), me.nextDot(), Unit.UNIT, DotSet.empty());
    }

    /** Adds the elements, all in one delta. */
    public Delta<GSet<E>> addAll(ReplicaContext me, Collection<? extends E> elements) {
        return Delta.joinAll(
                elements.stream().distinct().map(element -> add(me, element)).toList());
    }

    @Override
    public GSet<E> withStore(DotMap<E, DotSet> newStore) {
        return new GSet<>(newStore);
    }

    @Override
    public String toString() {
        return elements().toString();
    }
}
