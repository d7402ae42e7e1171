package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotStore;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map from keys to convergent values of one type, of any type and to any depth. Removing a key resets what was seen of
 * its value; what is written to it at the same time survives, alone. So nothing of a value that was removed comes back
 * with the key. (Almeida, Shoker, Baquero, <i>Delta State Replicated Data Types</i>, 2018, section 7.4.)
 *
 * <table>
 * <caption>Concurrent operations on one key</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code update}</td><td>{@code update}</td><td>what the type of the values says</td></tr>
 * <tr><td>{@code update}</td><td>{@code remove}</td><td>a value to which nothing but this update has happened</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no entry</td></tr>
 * </table>
 *
 * <p>A removal undoes what it has seen being written, and only that. So an update that changes nothing, and therefore
 * writes nothing, does not survive one: adding an element to a {@link GSet} that has it already, or offering a {@link
 * MaxRegister} less than it holds. And a write that carries over what it had seen, of which there is one, {@link
 * LatticeRegister#join}, brings that back. Values that cannot be reset, a {@link BoundedCounter}, are refused.
 *
 * <p>A key is there as long as its value has anything to show. {@code get} and {@code update} cost O(log n) more than what
 * is done to the value; {@code remove} costs what it removes.
 *
 * <pre>{@code
 * Key<ORMap<String, ORSet<String>>> lists = Key.of("lists", ORMap.type(String.class, ORSet.type(String.class)));
 * replica.update(lists, (map, me) -> map.update(me, "shopping", (list, i) -> list.add(i, "milk")));
 * replica.get(lists).get("shopping").contains("milk");
 * }</pre>
 *
 * @param store the values' stores at their keys
 * @param none the value that nobody has written to
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 * @param <V> the type of the values
 */
public record ORMap<K, V extends Crdt<V, ?>>(DotMap<K, ?> store, V none)
        implements Crdt<ORMap<K, V>, DotMap<K, ?>>, ReadableMap<K, V> {

    private static final Incarnation NOBODY = new Incarnation(0, 0);

    /**
     * Returns the map without entries, for values that start as {@code none}.
     *
     * @throws IllegalArgumentException if somebody has written to {@code none}
     * @throws UnsupportedOperationException if such values cannot be {@linkplain Crdt#reset reset}
     */
    public static <K, V extends Crdt<V, ?>> ORMap<K, V> empty(V none) {
        requireBlankAndResettable(none);
        return new ORMap<>(around(storeOf(none)), none);
    }

    /**
     * Returns the type of maps with keys of the given class and values of the given type, for a key.
     *
     * @throws UnsupportedOperationException if values of that type cannot be {@linkplain Crdt#reset reset}
     */
    public static <K, V extends Crdt<V, ?>> Type<ORMap<K, V>> type(Class<K> keys, Type<V> values) {
        List<Class<?>> parameters = new ArrayList<>(List.of(keys));
        parameters.addAll(values.parameters());
        return new Type<>("ORMap<" + values.name() + ">", empty(values.empty()), parameters);
    }

    /**
     * Changes the value at the key, the one that nobody has written to if the key is not there: the mutator gets it and
     * returns the delta to apply.
     */
    public Delta<ORMap<K, V>> update(
            ReplicaContext me, K key, BiFunction<? super V, ReplicaContext, Delta<V>> mutator) {
        return Objects.requireNonNull(
                        mutator.apply(get(key), me),
                        () -> "the update at the key " + key + " of a map returned null instead of Delta.none();"
                                + " nothing was changed")
                .under(key);
    }

    /**
     * Removes the key with all that is seen of its value, also with removals that the value remembers, as an {@link RWSet}
     * does; nothing happens if nothing is seen. So a key that is not there may have something to remove: after it, an
     * addition that this removal has not seen is no longer beaten by what was removed within the value before.
     */
    public Delta<ORMap<K, V>> remove(ReplicaContext me, K key) {
        return get(key).reset(me).under(key);
    }

    /** Removes all that is seen at all keys, as {@link #remove} does, in time O(n); nothing happens if nothing is seen. */
    public Delta<ORMap<K, V>> clear(ReplicaContext me) {
        return Delta.joinAll(store.keySet().stream().map(key -> remove(me, key)).toList());
    }

    /** Returns the value at the key; the one that nobody has written to if the key is not there. */
    public V get(Object key) {
        return store.containsKey(key) ? reading(none, store.at(key)) : none;
    }

    /** Tells whether the value at the key has anything to show: as cheap as {@link Crdt#isBlank} of its type. */
    @Override
    public boolean containsKey(Object key) {
        return store.containsKey(key) && !get(key).isBlank();
    }

    @Override
    public Map<K, V> asMap() {
        return ContentView.ofPresent(store, new Shown<>(none), this::get);
    }

    @Override
    public boolean isBlank() {
        return Count.isZero(store, new Shown<>(none));
    }

    /**
     * Counts the values that have anything to show. It asks each value, which may keep an index in its own store.
     *
     * @param none the value that nobody has written to
     */
    private record Shown<V extends Crdt<V, ?>>(V none) implements Count<DotStore<?>> {
        @Override
        public int at(DotStore<?> values) {
            return Count.one(!values.isEmpty() && !reading(none, values).isBlank());
        }
    }

    /** Takes back what was seen of each value, the way its type does. */
    @Override
    public Delta<ORMap<K, V>> reset(ReplicaContext me) {
        return clear(me);
    }

    /** Returns the value at the key. */
    @Override
    public @Nullable V contentAt(Object key) {
        return containsKey(key) ? get(key) : null;
    }

    @Override
    public ORMap<K, V> withStore(DotMap<K, ?> newStore) {
        return new ORMap<>(newStore, none);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }

    private static void requireBlankAndResettable(Crdt<?, ?> none) {
        if (!none.store().isEmpty()) {
            throw new IllegalArgumentException(
                    "the values of an ORMap start as one that nobody has written to, but not as " + none);
        }
        Delta<?> nothing = none.reset(new Trial());
        if (!nothing.isNone()) {
            throw new IllegalArgumentException(
                    "the reset of a value that nobody has written to does nothing, but that of "
                            + none.getClass().getName() + " is " + nothing);
        }
    }

    /** The context of a reset that is asked for only to see whether the type has one. */
    private static final class Trial implements ReplicaContext {
        @Override
        public Incarnation origin() {
            return NOBODY;
        }

        @Override
        public Dot nextDot() {
            return new Dot(NOBODY, 1);
        }

        @Override
        public Timestamp now() {
            return Timestamp.ZERO;
        }
    }

    private static DotStore<?> storeOf(Crdt<?, ?> value) {
        return value.store();
    }

    @SuppressWarnings("unchecked") // every store is a store of its own type
    private static <K, D extends DotStore<D>> DotMap<K, ?> around(DotStore<?> values) {
        return DotMap.<K, D>empty((D) values);
    }

    @SuppressWarnings("unchecked") // what was made for values like this one is read as one
    private static <V, C extends Crdt<C, D>, D extends DotStore<?>> V reading(V none, DotStore<?> store) {
        return (V) ((C) none).withStore((D) store);
    }
}
