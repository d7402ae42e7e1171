package io.crdt.causal;

import io.crdt.internal.PersistentMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map from keys to dot stores of one shape: the dot store of observed-remove sets and maps. A key whose store is empty
 * is not there, so equal content is equal structure.
 *
 * <p>It is a persistent hash trie: reading, adding and removing cost O(log n), and joining two descendants of one map
 * costs O(difference).
 *
 * @param <K> the type of the keys, immutable and compared by {@code equals}
 * @param <D> the type of the nested stores
 */
public final class DotMap<K, D extends DotStore<D>> implements DotStore<DotMap<K, D>> {

    private static final String NULL_REFUSED = "a key or element of a convergent type must not be null";

    private final PersistentMap<K, D> stores;
    private final D valueBottom;

    private DotMap(PersistentMap<K, D> stores, D valueBottom) {
        this.stores = stores;
        this.valueBottom = valueBottom;
    }

    /** Returns the map without keys whose nested stores have the shape of {@code valueBottom}. */
    public static <K, D extends DotStore<D>> DotMap<K, D> empty(D valueBottom) {
        return new DotMap<>(PersistentMap.empty(), valueBottom.bottom());
    }

    /** Returns the store at the key; the empty one if the key is not there. */
    public D at(Object key) {
        D store = stores.get(Objects.requireNonNull(key, NULL_REFUSED));
        return store == null ? valueBottom : store;
    }

    /** Tells whether a dot lives at the key. */
    public boolean containsKey(Object key) {
        return stores.containsKey(Objects.requireNonNull(key, NULL_REFUSED));
    }

    /** Returns the number of keys. */
    public int size() {
        return stores.size();
    }

    /** Returns the empty store of the shape that all nested ones have. */
    public D valueBottom() {
        return valueBottom;
    }

    /** Returns the keys as an unmodifiable view, in no particular order. */
    public Set<K> keySet() {
        return stores.keySet();
    }

    /** Returns the keys with their stores as an unmodifiable view, in no particular order. */
    public Map<K, D> asMap() {
        return stores.asMap();
    }

    /** Returns this map restricted to those of the given keys that it has, in time O(keys · log n). */
    @SuppressWarnings("unchecked") // a key that is found is one of ours
    public DotMap<K, D> restrictedTo(Iterable<?> keys) {
        PersistentMap<K, D> kept = PersistentMap.empty();
        for (Object key : keys) {
            D store = stores.get(key);
            if (store != null) {
                kept = kept.put((K) key, store);
            }
        }
        return new DotMap<>(kept, valueBottom);
    }

    @Override
    public boolean isEmpty() {
        return stores.isEmpty();
    }

    @Override
    public DotMap<K, D> bottom() {
        return isEmpty() ? this : empty(valueBottom);
    }

    @Override
    public DotMap<K, D> join(DotMap<K, D> other, Coverage mine, Coverage theirs) {
        PersistentMap<K, D> joined = stores.merge(other.stores, new PersistentMap.Merger<K, D>() {
            @Override
            public @Nullable D left(K key, D left) {
                return orNull(left.join(valueBottom, mine, theirs));
            }

            @Override
            public @Nullable D right(K key, D right) {
                return orNull(right.join(valueBottom, /* mine= */ theirs, /* theirs= */ mine));
            }

            @Override
            public @Nullable D both(K key, D left, D right) {
                return orNull(left.join(right, mine, theirs));
            }
        });
        return joined == stores ? this : new DotMap<>(joined, valueBottom);
    }

    @Override
    @SuppressWarnings("unchecked") // the type that made the path says what its keys are
    public DotMap<K, D> with(Path path, Dot dot, Object payload, DotSet replaced) {
        Path.Step step = step(path);
        D before = stores.get(step.key());
        D after = (before == null ? valueBottom : before).with(step.rest(), dot, payload, replaced);
        return after == before ? this : new DotMap<>(stores.put((K) step.key(), after, before), valueBottom);
    }

    @Override
    @SuppressWarnings("unchecked") // a key that is found is one of ours
    public DotMap<K, D> without(Path path, Dot dot) {
        Path.Step step = step(path);
        D before = stores.get(step.key());
        if (before == null) {
            return this;
        }
        D after = before.without(step.rest(), dot);
        if (after == before) {
            return this;
        }
        return new DotMap<>(
                after.isEmpty() ? stores.remove(step.key()) : stores.put((K) step.key(), after, before), valueBottom);
    }

    @Override
    public @Nullable Object payload(Path path, Dot dot) {
        if (!(path instanceof Path.Step step)) {
            return null;
        }
        D store = stores.get(step.key());
        return store == null ? null : store.payload(step.rest(), dot);
    }

    @Override
    public DotSet dotsAt(Path path) {
        if (!(path instanceof Path.Step step)) {
            return DotSet.empty();
        }
        D store = stores.get(step.key());
        return store == null ? DotSet.empty() : store.dotsAt(step.rest());
    }

    @Override
    public void forEachDot(Consumer<? super Dot> action) {
        stores.forEach((key, store) -> store.forEachDot(action));
    }

    @Override
    public void forEachEntry(Consumer<? super Entry> action) {
        stores.forEach((key, store) -> store.forEachEntry(entry -> action.accept(entry.under(key))));
    }

    private static <D extends DotStore<D>> @Nullable D orNull(D store) {
        return store.isEmpty() ? null : store;
    }

    private static Path.Step step(Path path) {
        if (path instanceof Path.Step step) {
            return step;
        }
        throw new IllegalArgumentException("the path into a map needs a key, but ends before it");
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof DotMap<?, ?> map && stores.equals(map.stores);
    }

    @Override
    public int hashCode() {
        return stores.hashCode();
    }

    @Override
    public String toString() {
        return stores.toString();
    }
}
