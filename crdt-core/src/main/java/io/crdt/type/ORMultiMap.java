package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.ReplicaContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A map from keys to sets of values in which adding wins: an {@link ORSet} at each key. A removal, of one value or of all
 * at a key, takes away only the additions it has seen.
 *
 * <table>
 * <caption>Concurrent operations on one key</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>{@code put(a)}</td><td>{@code put(b)}</td><td>{@code a} and {@code b}</td></tr>
 * <tr><td>{@code put(a)}</td><td>{@code remove(a)}</td><td>{@code a}</td></tr>
 * <tr><td>{@code put(a)}</td><td>{@code removeAll}</td><td>{@code a} alone</td></tr>
 * <tr><td>{@code remove(a)}</td><td>{@code removeAll}</td><td>no entry</td></tr>
 * </table>
 *
 * <p>{@code containsEntry}, {@code put} and {@code remove} cost O(log n).
 *
 * @param store the additions of each value at each key that no removal has seen
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 * @param <V> the type of the values: immutable, not null, compared by {@code equals}
 */
public record ORMultiMap<K, V>(DotMap<K, DotMap<V, DotSet>> store)
        implements Crdt<ORMultiMap<K, V>, DotMap<K, DotMap<V, DotSet>>> {

    private static final ORMultiMap<?, ?> EMPTY = new ORMultiMap<>(DotMap.empty(DotMap.empty(DotSet.empty())));
    private static final Count<DotMap<?, DotSet>> VALUES = DotMap::size;

    /** Returns the map without entries. */
    @SuppressWarnings("unchecked") // holds no entry
    public static <K, V> ORMultiMap<K, V> empty() {
        return (ORMultiMap<K, V>) EMPTY;
    }

    /** Returns the type of maps with keys and values of the given classes, for a key. */
    public static <K, V> Type<ORMultiMap<K, V>> type(Class<K> keys, Class<V> values) {
        return new Type<>("ORMultiMap", empty(), List.of(keys, values));
    }

    /** Adds the value at the key; this makes it survive removals that have not seen it, also if it is there already. */
    public Delta<ORMultiMap<K, V>> put(ReplicaContext me, K key, V value) {
        return at(key).add(me, value).under(key);
    }

    /** Adds the values at the key, all in one delta. */
    public Delta<ORMultiMap<K, V>> putAll(ReplicaContext me, K key, Collection<? extends V> values) {
        return at(key).addAll(me, values).under(key);
    }

    /** Removes the value at the key; nothing happens if it is not there. */
    public Delta<ORMultiMap<K, V>> remove(ReplicaContext me, K key, V value) {
        return at(key).remove(me, value).under(key);
    }

    /** Removes the key with all its values that are here; nothing happens if there are none. */
    public Delta<ORMultiMap<K, V>> removeAll(ReplicaContext me, K key) {
        return at(key).clear(me).under(key);
    }

    /** Removes everything that is here, in time O(n); nothing happens if there is nothing. */
    public Delta<ORMultiMap<K, V>> clear(ReplicaContext me) {
        return reset(me);
    }

    private ORSet<V> at(Object key) {
        return new ORSet<>(store.at(key));
    }

    /** Returns the values at the key as an unmodifiable view; none if the key is not there. */
    public Set<V> get(Object key) {
        return at(key).elements();
    }

    /** Tells whether the value is at the key. */
    public boolean containsEntry(Object key, Object value) {
        return at(key).contains(value);
    }

    /** Tells whether there is a value at the key. */
    public boolean containsKey(Object key) {
        return store.containsKey(key);
    }

    /** Returns the number of values at all keys: at first in time O(keys), then in constant time, as {@link ReadableMap#size}. */
    public int size() {
        return store.index(VALUES);
    }

    /** Tells whether there are no entries. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    /** Returns the keys as an unmodifiable view, in no particular order. */
    public Set<K> keySet() {
        return store.keySet();
    }

    /** Returns the keys with their values as an unmodifiable view, in no particular order. */
    public Map<K, Set<V>> asMap() {
        return ContentView.ofAll(store, this::get);
    }

    /** Returns each value with its key as a stream, in no particular order. */
    public Stream<Map.Entry<K, V>> stream() {
        return asMap().entrySet().stream()
                .flatMap(at -> at.getValue().stream().map(value -> Map.entry(at.getKey(), value)));
    }

    /** Returns the values at the key. */
    @Override
    public @Nullable Set<V> contentAt(Object key) {
        return containsKey(key) ? get(key) : null;
    }

    @Override
    public ORMultiMap<K, V> withStore(DotMap<K, DotMap<V, DotSet>> newStore) {
        return new ORMultiMap<>(newStore);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
