package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map from keys to counters that go up and down: an {@link ORMap} of {@link PNCounter}s that reads as one of numbers.
 * Removing a key takes away exactly the counts it has seen; what is counted at the same time stays. A key is there if
 * anything was counted that no removal has seen, be the sum zero.
 *
 * <table>
 * <caption>Concurrent operations on one key</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code increment(n)}</td><td>{@code m + n} more</td></tr>
 * <tr><td>{@code increment(m)}</td><td>{@code remove}</td><td>{@code m} alone</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no entry</td></tr>
 * </table>
 *
 * <p>{@code get}, {@code increment} and {@code remove} cost O(log k + n) for k keys and n incarnations that ever counted
 * at the key, each of which keeps one live dot there, also after the key was removed.
 *
 * @param store the tally of each incarnation at each key
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 */
public record CounterMap<K>(DotMap<K, DotMap<Incarnation, DotFun<Tally>>> store)
        implements Crdt<CounterMap<K>, DotMap<K, DotMap<Incarnation, DotFun<Tally>>>>, ReadableMap<K, Long> {

    private static final CounterMap<?> EMPTY = new CounterMap<>(DotMap.empty(Tallies.none()));
    private static final Count<DotMap<Incarnation, DotFun<Tally>>> KEYS =
            counts -> Count.one(!Tallies.areReset(counts));

    /** Returns the map without entries. */
    @SuppressWarnings("unchecked") // holds no entry
    public static <K> CounterMap<K> empty() {
        return (CounterMap<K>) EMPTY;
    }

    /** Returns the type of maps with keys of the given class, for a key. */
    public static <K> Type<CounterMap<K>> type(Class<K> keys) {
        return new Type<>("CounterMap", empty(), List.of(keys));
    }

    /** Adds one at the key. */
    public Delta<CounterMap<K>> increment(ReplicaContext me, K key) {
        return increment(me, key, 1);
    }

    /** Takes one off at the key. */
    public Delta<CounterMap<K>> decrement(ReplicaContext me, K key) {
        return increment(me, key, -1);
    }

    /**
     * Adds {@code amount}, which may be negative, at the key; nothing happens for zero.
     *
     * @throws ArithmeticException if what this incarnation ever counted there, removals or not, no longer fits into a
     *     {@code long}
     */
    public Delta<CounterMap<K>> increment(ReplicaContext me, K key, long amount) {
        return Tallies.add(store.at(key), me, amount, "CounterMap").under(key);
    }

    /** Removes the key with all that was counted as far as it is known here; nothing happens if it is not there. */
    public Delta<CounterMap<K>> remove(ReplicaContext me, K key) {
        return Tallies.reset(store.at(key), me).under(key);
    }

    /** Removes all keys that are here, in time O(n); nothing happens if there are none. */
    public Delta<CounterMap<K>> clear(ReplicaContext me) {
        return Delta.joinAll(store.keySet().stream().map(key -> remove(me, key)).toList());
    }

    /**
     * Returns the sum at the key; zero if it is not there.
     *
     * @throws ArithmeticException if the sum does not fit into a {@code long}; the other keys can be read, and this one
     *     can be removed
     */
    public long get(Object key) {
        return Tallies.sum(store.at(key)).toLong(() -> "the sum at the key \"" + key + "\" of the CounterMap");
    }

    /** Tells whether anything was counted at the key that no removal has seen. */
    @Override
    public boolean containsKey(Object key) {
        return !Tallies.areReset(store.at(key));
    }

    /** Tells whether there are no keys. */
    @Override
    public boolean isEmpty() {
        return isBlank();
    }

    /**
     * Returns the keys with their sums as an unmodifiable view, in no particular order. It is made in constant time. A sum
     * is made when it is read: where it does not fit into a {@code long}, reading this one fails as {@link #get} does, and
     * nothing else.
     */
    @Override
    public Map<K, Long> asMap() {
        return ContentView.ofPresent(store, KEYS, this::get);
    }

    /** Takes away everything that was counted as far as it is known here. */
    @Override
    public Delta<CounterMap<K>> reset(ReplicaContext me) {
        return clear(me);
    }

    @Override
    public boolean isBlank() {
        return Count.isZero(store, KEYS);
    }

    /** Returns the exact sum at the key: a {@code Long}, or a {@code BigInteger} if it does not fit. */
    @Override
    public @Nullable Number contentAt(Object key) {
        return containsKey(key) ? Tallies.sum(store.at(key)).toNumber() : null;
    }

    @Override
    public CounterMap<K> withStore(DotMap<K, DotMap<Incarnation, DotFun<Tally>>> newStore) {
        return new CounterMap<>(newStore);
    }

    @Override
    public String toString() {
        return ContentView.ofPresent(store, KEYS, key -> Tallies.sum(store.at(key)))
                .toString();
    }
}
