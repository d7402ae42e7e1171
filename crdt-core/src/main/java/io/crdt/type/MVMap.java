package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map that keeps every value that was written concurrently, and leaves it to the reader what to make of them. The next
 * write at the key replaces those it has seen. (DeCandia et al., <i>Dynamo: Amazon's Highly Available Key-value Store</i>,
 * 2007.)
 *
 * <table>
 * <caption>Concurrent operations on one key</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code put(a)}</td><td>{@code put(b)}</td><td>{@code a} and {@code b}</td></tr>
 * <tr><td>{@code put(a)}</td><td>{@code put(a)}</td><td>{@code a}</td></tr>
 * <tr><td>{@code put(a)}</td><td>{@code remove}</td><td>{@code a}: the removal had not seen it</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no entry</td></tr>
 * </table>
 *
 * <p>{@code get}, {@code put} and {@code remove} cost O(log n).
 *
 * @param store the writes to each key that no later write or removal has seen
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 * @param <V> the type of the values: immutable, not null, compared by {@code equals}
 */
public record MVMap<K, V>(DotMap<K, DotFun<V>> store)
        implements Crdt<MVMap<K, V>, DotMap<K, DotFun<V>>>, ReadableMap<K, Set<V>> {

    private static final MVMap<?, ?> EMPTY = new MVMap<>(DotMap.empty(DotFun.empty()));

    /** Returns the map without entries. */
    @SuppressWarnings("unchecked") // holds no entry
    public static <K, V> MVMap<K, V> empty() {
        return (MVMap<K, V>) EMPTY;
    }

    /** Returns the type of maps with keys and values of the given classes, for a key. */
    public static <K, V> Type<MVMap<K, V>> type(Class<K> keys, Class<V> values) {
        return new Type<>("MVMap", empty(), List.of(keys, values));
    }

    /** Writes the value at the key, in place of all that are seen there. */
    public Delta<MVMap<K, V>> put(ReplicaContext me, K key, V value) {
        DotFun<V> seen = store.at(key);
        return Delta.write(Path.of(key), me.nextDot(), value, seen);
    }

    /** Removes the key; nothing happens if it is not there. */
    public Delta<MVMap<K, V>> remove(ReplicaContext me, K key) {
        DotFun<V> seen = store.at(key);
        return seen.isEmpty() ? Delta.none() : Delta.remove(Path.of(key), me.nextDot(), seen);
    }

    /** Removes all keys that are here, in time O(n); nothing happens if there are none. */
    public Delta<MVMap<K, V>> clear(ReplicaContext me) {
        return reset(me);
    }

    /** Returns the values at the key: none if it is not there, several if they were written concurrently. */
    public Set<V> get(Object key) {
        Set<V> values = new LinkedHashSet<>();
        store.at(key).forEach((dot, value) -> values.add(value));
        return Collections.unmodifiableSet(values);
    }

    @Override
    public Map<K, Set<V>> asMap() {
        return ContentView.ofAll(store, this::get);
    }

    /** Returns the values at the key. */
    @Override
    public @Nullable Set<V> contentAt(Object key) {
        return containsKey(key) ? get(key) : null;
    }

    @Override
    public MVMap<K, V> withStore(DotMap<K, DotFun<V>> newStore) {
        return new MVMap<>(newStore);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
