package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map in which the last write to a key wins, where <i>last</i> is causal: a write beats every write it had seen,
 * whatever the clocks say. Only among truly concurrent writes does the greater hybrid logical timestamp decide, and after
 * it the greater dot.
 *
 * <table>
 * <caption>Concurrent operations on one key</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code put(a)}</td><td>{@code put(b)}</td><td>the one with the later timestamp</td></tr>
 * <tr><td>{@code put(a)}</td><td>{@code remove}</td><td>{@code a}: the removal had not seen it</td></tr>
 * <tr><td>{@code remove}</td><td>{@code remove}</td><td>no entry</td></tr>
 * </table>
 *
 * <p>A concurrent write that loses stays in the state until the next write or removal has seen it. {@code get},
 * {@code put} and {@code remove} cost O(log n).
 *
 * @param store the writes to each key that no later write or removal has seen
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 * @param <V> the type of the values: immutable, not null, compared by {@code equals}
 */
public record LWWMap<K, V>(DotMap<K, DotFun<Stamped<V>>> store)
        implements Crdt<LWWMap<K, V>, DotMap<K, DotFun<Stamped<V>>>>, ReadableMap<K, V> {

    private static final LWWMap<?, ?> EMPTY = new LWWMap<>(DotMap.empty(DotFun.empty()));

    /** Returns the map without entries. */
    @SuppressWarnings("unchecked") // holds no entry
    public static <K, V> LWWMap<K, V> empty() {
        return (LWWMap<K, V>) EMPTY;
    }

    /** Returns the type of maps with keys and values of the given classes, for a key. */
    public static <K, V> Type<LWWMap<K, V>> type(Class<K> keys, Class<V> values) {
        return new Type<>("LWWMap", empty(), List.of(keys, values));
    }

    /** Writes the value at the key, in place of all that is seen there. */
    public Delta<LWWMap<K, V>> put(ReplicaContext me, K key, V value) {
        DotFun<Stamped<V>> seen = store.at(key);
        Stamped<V> written = new Stamped<>(me.now().packed(), value);
        return Delta.write(Path.of(key), me.nextDot(), written, seen);
    }

    /** Removes the key; nothing happens if it is not there. */
    public Delta<LWWMap<K, V>> remove(ReplicaContext me, K key) {
        DotFun<Stamped<V>> seen = store.at(key);
        return seen.isEmpty() ? Delta.none() : Delta.remove(Path.of(key), me.nextDot(), seen);
    }

    /** Removes all keys that are here, in time O(n); nothing happens if there are none. */
    public Delta<LWWMap<K, V>> clear(ReplicaContext me) {
        return reset(me);
    }

    /** Returns the value at the key. */
    public Optional<V> get(Object key) {
        Stamped<V> winner = LatestWrite.of(store.at(key));
        return winner == null ? Optional.empty() : Optional.of(winner.value());
    }

    @Override
    public Map<K, V> asMap() {
        return ContentView.ofAll(store, this::contentAt);
    }

    /** Returns the value at the key. */
    @Override
    public @Nullable V contentAt(Object key) {
        return get(key).orElse(null);
    }

    @Override
    public LWWMap<K, V> withStore(DotMap<K, DotFun<Stamped<V>>> newStore) {
        return new LWWMap<>(newStore);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
