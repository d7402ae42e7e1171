package io.crdt.internal;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An unmodifiable {@link Map} that looks into a {@link PersistentMap}. */
final class MapView<K, V> extends AbstractMap<K, V> {
    private final PersistentMap<K, V> map;

    MapView(PersistentMap<K, V> map) {
        this.map = map;
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public @Nullable V get(Object key) {
        return map.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return map.containsKey(key);
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        map.forEach(action);
    }

    @Override
    public Set<K> keySet() {
        return new KeySetView<>(map);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new EntrySetView<>(map);
    }

    /** The keys. Those of two versions of one map are compared in time O(difference): watchers compare them after each write. */
    private static final class KeySetView<K> extends AbstractSet<K> {
        private final PersistentMap<K, ?> map;

        KeySetView(PersistentMap<K, ?> map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(Object object) {
            return map.containsKey(object);
        }

        @Override
        public Iterator<K> iterator() {
            return keys(map.iterator());
        }

        private static <K, E extends Map.Entry<K, ?>> Iterator<K> keys(Iterator<E> entries) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public K next() {
                    return entries.next().getKey();
                }
            };
        }

        @Override
        public void forEach(Consumer<? super K> action) {
            map.forEach((key, value) -> action.accept(key));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof KeySetView<?> view ? map.sameKeys(view.map) : super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    private static final class EntrySetView<K, V> extends AbstractSet<Map.Entry<K, V>> {
        private final PersistentMap<K, V> map;

        EntrySetView(PersistentMap<K, V> map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(Object object) {
            return object instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && entry.getValue() != null
                    && entry.getValue().equals(map.get(entry.getKey()));
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return map.iterator();
        }
    }
}
