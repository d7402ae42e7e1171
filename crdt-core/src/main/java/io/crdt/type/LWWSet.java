package io.crdt.type;

import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A set in which the last addition or removal of an element decides, where <i>last</i> is causal: an operation beats every
 * one it had seen, whatever the clocks say. Only among truly concurrent ones does the greater hybrid logical timestamp
 * decide, and after it the greater dot.
 *
 * <table>
 * <caption>Concurrent operations on one element</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code add}</td><td>{@code add}</td><td>the element</td></tr>
 * <tr><td>{@code add}</td><td>{@code remove}</td><td>what the one with the later timestamp says</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no element</td></tr>
 * </table>
 *
 * <p>A removal has to compare with additions that are yet to arrive, so it leaves one live dot at its element until the
 * element is added again. {@code contains}, {@code add} and {@code remove} cost O(log n).
 *
 * @param store the additions and removals of each element that no later one has seen: whether it is in the set
 * @param <E> the type of the elements: immutable, not null, compared by {@code equals}
 */
public record LWWSet<E>(DotMap<E, DotFun<Stamped<Boolean>>> store)
        implements CrdtSet<E, DotFun<Stamped<Boolean>>, LWWSet<E>> {

    private static final LWWSet<?> EMPTY = new LWWSet<>(DotMap.empty(DotFun.empty()));
    private static final Count<DotFun<Stamped<Boolean>>> ELEMENTS = marks -> Count.one(isAdded(marks));

    /** Returns the set without elements. */
    @SuppressWarnings("unchecked") // holds no element
    public static <E> LWWSet<E> empty() {
        return (LWWSet<E>) EMPTY;
    }

    /** Returns the type of sets with elements of the given class, for a key. */
    public static <E> Type<LWWSet<E>> type(Class<E> elements) {
        return new Type<>("LWWSet", empty(), List.of(elements));
    }

    /** Adds the element; if present, refreshes its timestamp. */
    @Override
    public Delta<LWWSet<E>> add(ReplicaContext me, E element) {
        return write(me, me.now(), element, Marks.ADDED);
    }

    /** Adds the elements, all in one delta and with one time. */
    @Override
    public Delta<LWWSet<E>> addAll(ReplicaContext me, Collection<? extends E> elements) {
        return writeAll(me, elements.stream().distinct(), Marks.ADDED);
    }

    /** Removes the element; also if it is not there, since an earlier addition may be on its way. */
    @Override
    public Delta<LWWSet<E>> remove(ReplicaContext me, E element) {
        return write(me, me.now(), element, Marks.REMOVED);
    }

    /** Removes all elements that are here, in time O(n); nothing happens if there are none. */
    @Override
    public Delta<LWWSet<E>> clear(ReplicaContext me) {
        return writeAll(me, stream(), Marks.REMOVED);
    }

    private Delta<LWWSet<E>> writeAll(ReplicaContext me, Stream<? extends E> elements, Boolean mark) {
        Timestamp time = me.now();
        return Delta.joinAll(
                elements.map(element -> write(me, time, element, mark)).toList());
    }

    private Delta<LWWSet<E>> write(ReplicaContext me, Timestamp time, E element, Boolean mark) {
        DotFun<Stamped<Boolean>> seen = store.at(element);
        return Delta.write(Path.of(element), me.nextDot(), new Stamped<>(time.packed(), mark), seen);
    }

    @Override
    public boolean contains(Object element) {
        return isAdded(store.at(element));
    }

    private static boolean isAdded(DotFun<Stamped<Boolean>> marks) {
        Stamped<Boolean> last = LatestWrite.of(marks);
        return last != null && last.value().equals(Marks.ADDED);
    }

    @Override
    public Set<E> elements() {
        return new PresentElements<>(this, ELEMENTS);
    }

    @Override
    public LWWSet<E> withStore(DotMap<E, DotFun<Stamped<Boolean>>> newStore) {
        return new LWWSet<>(newStore);
    }

    @Override
    public String toString() {
        return elements().toString();
    }
}
