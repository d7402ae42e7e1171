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

    /**
     * The index of this version, or null. It is set without a lock: a reader that does not see it yet builds an equal one.
     *
     * @see StoreIndex
     */
    private @Nullable Slot slot;

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

    /**
     * Returns the value of the index for this map: in time O(n) if neither this version nor the one that it was made of has
     * been asked for it, else in constant time.
     */
    @SuppressWarnings("unchecked") // the slot has a value of that index
    public <X> X index(StoreIndex<? super K, ? super D, X> index) {
        Slot known = slot;
        if (known != null && known.value() != null && known.index().equals(index)) {
            return (X) known.value();
        }
        // First of all the wish: a version that a writer makes of this one during the walk has to know of it. Otherwise
        // a
        // reader that writers always overtake would walk each time.
        slot = new Slot(index, null);
        try {
            X built = built(index);
            slot = new Slot(index, built);
            return built;
        } catch (RuntimeException e) {
            slot = null;
            throw e;
        }
    }

    private <X> X built(StoreIndex<? super K, ? super D, X> index) {
        X value = index.ofNothing();
        for (Map.Entry<K, D> each : stores) {
            value = index.touched(value, each.getKey(), valueBottom, each.getValue());
        }
        return value;
    }

    /** Returns the version with these stores, which differs from this one at one key. */
    private DotMap<K, D> changed(PersistentMap<K, D> changedStores, K key, @Nullable D before, @Nullable D after) {
        DotMap<K, D> changed = new DotMap<>(changedStores, valueBottom);
        Slot known = slot;
        if (known != null) {
            Carrier carrier = new Carrier(known);
            carrier.touch(key, before, after);
            carrier.handTo(changed);
        }
        return changed;
    }

    /**
     * An index or, as long as that has no value, the wish for it.
     *
     * @param index what is derived
     * @param value its value
     */
    private record Slot(StoreIndex<?, ?, ?> index, @Nullable Object value) {}

    /** Brings the index of one version to the next one. What an index throws must not stop a change that peers have made. */
    private final class Carrier {

        /** Under {@code -ea} maps of up to that many keys are checked; to check all would make each change cost O(n). */
        private static final int MAX_CHECKED = 64;

        private final StoreIndex<? super K, ? super D, Object> index;
        private final boolean isWish;
        private @Nullable Object value;

        @SuppressWarnings("unchecked") // the index is one of maps of this type, and the value is its
        Carrier(Slot from) {
            index = (StoreIndex<? super K, ? super D, Object>) from.index();
            value = from.value();
            isWish = value == null;
        }

        void touch(K key, @Nullable D before, @Nullable D after) {
            Object until = value;
            if (until == null || before == after) {
                return;
            }
            try {
                value = index.touched(
                        until, key, before == null ? valueBottom : before, after == null ? valueBottom : after);
            } catch (RuntimeException e) {
                value = null;
            }
        }

        void handTo(DotMap<K, D> next) {
            try {
                if (isWish) {
                    value = next.built(index);
                }
            } catch (RuntimeException e) {
                return;
            }
            if (value != null) {
                next.slot = new Slot(index, value);
                assert next.size() > MAX_CHECKED || value.equals(next.built(index))
                        : "the index " + index + " was kept as " + value + ", but built from " + next + " it is "
                                + next.built(index);
            }
        }
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
        Slot known = slot;
        Carrier carrier = known == null ? null : new Carrier(known);
        PersistentMap<K, D> joined = stores.merge(other.stores, new PersistentMap.Merger<K, D>() {
            @Override
            public @Nullable D left(K key, D left) {
                return touched(key, left, left.join(valueBottom, mine, theirs));
            }

            @Override
            public @Nullable D right(K key, D right) {
                return touched(key, null, right.join(valueBottom, /* mine= */ theirs, /* theirs= */ mine));
            }

            @Override
            public @Nullable D both(K key, D left, D right) {
                return touched(key, left, left.join(right, mine, theirs));
            }

            private @Nullable D touched(K key, @Nullable D before, D after) {
                D left = after.isEmpty() ? null : after;
                if (carrier != null) {
                    carrier.touch(key, before, left);
                }
                return left;
            }
        });
        if (joined == stores) {
            return this;
        }
        DotMap<K, D> result = new DotMap<>(joined, valueBottom);
        if (carrier != null) {
            carrier.handTo(result);
        }
        return result;
    }

    @Override
    @SuppressWarnings("unchecked") // the type that made the path says what its keys are
    public DotMap<K, D> with(Path path, Dot dot, Object payload, DotSet replaced) {
        Path.Step step = step(path);
        D before = stores.get(step.key());
        D after = (before == null ? valueBottom : before).with(step.rest(), dot, payload, replaced);
        K key = (K) step.key();
        return after == before ? this : changed(stores.put(key, after, before), key, before, after);
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
        K key = (K) step.key();
        return after.isEmpty()
                ? changed(stores.remove(key), key, before, null)
                : changed(stores.put(key, after, before), key, before, after);
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
