package io.crdt.lattice;

import io.crdt.internal.KeyContent;
import io.crdt.internal.PersistentMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys stay and whose values only grow: joining keeps every key and joins the values of those on both sides.
 *
 * <p>It is immutable and persistent: reading and adding cost O(log n), joining two descendants of one map costs what they
 * differ in.
 *
 * @param <K> the type of the keys: immutable, not null, compared by {@code equals}
 * @param <V> the lattice of the values
 */
public final class GrowMap<K, V extends Lattice<V>> implements Lattice<GrowMap<K, V>>, KeyContent {

    private static final GrowMap<?, ?> EMPTY = new GrowMap<>(PersistentMap.<Object, Max<Integer>>empty());

    private final PersistentMap<K, V> values;

    private GrowMap(PersistentMap<K, V> values) {
        this.values = values;
    }

    /** Returns the map without keys. */
    @SuppressWarnings("unchecked") // holds neither a K nor a V
    public static <K, V extends Lattice<V>> GrowMap<K, V> empty() {
        return (GrowMap<K, V>) EMPTY;
    }

    /** Returns this map with the value joined in at the key. */
    public GrowMap<K, V> with(K key, V value) {
        Objects.requireNonNull(value, "a value of a lattice must not be null");
        V before = get(key);
        if (before != null && value.leq(before)) {
            return this;
        }
        return new GrowMap<>(values.put(key, before == null ? value : before.join(value)));
    }

    /** Returns the value at the key, or null if the key is not there. */
    public @Nullable V get(Object key) {
        return values.get(Objects.requireNonNull(key, "a key of a lattice must not be null"));
    }

    /** Returns the number of keys. */
    public int size() {
        return values.size();
    }

    /** Returns the keys with their values as an unmodifiable view, in no particular order. */
    public Map<K, V> asMap() {
        return values.asMap();
    }

    @Override
    public GrowMap<K, V> join(GrowMap<K, V> other) {
        PersistentMap<K, V> joined = values.merge(other.values, new PersistentMap.Merger<K, V>() {
            @Override
            public V left(K key, V left) {
                return left;
            }

            @Override
            public V right(K key, V right) {
                return right;
            }

            @Override
            public V both(K key, V left, V right) {
                return right.leq(left) ? left : left.join(right);
            }
        });
        return joined == values ? this : new GrowMap<>(joined);
    }

    @Override
    public Object keyContent() {
        return asMap();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GrowMap<?, ?> map && values.equals(map.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
