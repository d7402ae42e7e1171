package io.crdt.type;

import io.crdt.causal.DotMap;
import io.crdt.causal.DotStore;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable map that shows what a reader finds at the keys of a store. It is made in constant time and reads on
 * demand: which keys there are is answered without reading what is there. Where a key of the store does not mean that there
 * is something to find, the number of keys is an {@linkplain io.crdt.causal.StoreIndex index} of the store.
 *
 * @param <K> the type of the keys
 * @param <T> the type of what is found
 */
final class ContentView<K, T> extends AbstractMap<K, T> {

    private final DotMap<K, ?> store;
    private final @Nullable Presence<?> present;
    private final Function<Object, T> content;

    private ContentView(DotMap<K, ?> store, @Nullable Presence<?> present, Function<Object, T> content) {
        this.store = store;
        this.present = present;
        this.content = content;
    }

    /** At which keys there is something to find. */
    private record Presence<D extends DotStore<D>>(DotMap<?, D> store, Count<? super D> count) {

        boolean test(Object key) {
            return count.at(store.at(key)) > 0;
        }

        int size() {
            return store.index(count);
        }

        boolean isEmpty() {
            return Count.isZero(store, count);
        }
    }

    /** Returns the view of a store with something to find at each key. */
    static <K, T> ContentView<K, T> ofAll(DotMap<K, ?> store, Function<Object, T> content) {
        return new ContentView<>(store, null, content);
    }

    /** Returns the view of a store in which there is something to find at those keys only that count for 1. */
    static <K, D extends DotStore<D>, T> ContentView<K, T> ofPresent(
            DotMap<K, D> store, Count<? super D> count, Function<Object, T> content) {
        return new ContentView<>(store, new Presence<>(store, count), content);
    }

    private Stream<K> keys() {
        Stream<K> keys = store.keySet().stream();
        return present == null ? keys : keys.filter(present::test);
    }

    @Override
    public @Nullable T get(Object key) {
        return containsKey(key) ? content.apply(key) : null;
    }

    @Override
    public boolean containsKey(Object key) {
        return store.containsKey(key) && (present == null || present.test(key));
    }

    @Override
    public Set<K> keySet() {
        return present == null ? store.keySet() : super.keySet();
    }

    @Override
    public int size() {
        return present == null ? store.size() : present.size();
    }

    @Override
    public boolean isEmpty() {
        return present == null ? store.isEmpty() : present.isEmpty();
    }

    @Override
    public Set<Entry<K, T>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return ContentView.this.size();
            }

            @Override
            public boolean contains(Object object) {
                return object instanceof Entry<?, ?> entry
                        && entry.getKey() != null
                        && entry.getValue() != null
                        && entry.getValue().equals(get(entry.getKey()));
            }

            @Override
            public Iterator<Entry<K, T>> iterator() {
                return keys().<Entry<K, T>>map(key -> new Lazy<>(key, content)).iterator();
            }
        };
    }

    /** An entry that reads its value when it is asked for it, so one unreadable entry does not break iteration. */
    private record Lazy<K, T>(K key, Function<Object, T> content) implements Entry<K, T> {

        @Override
        public K getKey() {
            return key;
        }

        @Override
        public T getValue() {
            return content.apply(key);
        }

        @Override
        public T setValue(T value) {
            throw new UnsupportedOperationException("this map is a view that cannot be changed");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry<?, ?> entry
                    && key.equals(entry.getKey())
                    && getValue().equals(entry.getValue());
        }

        @Override
        public int hashCode() {
            return key.hashCode() ^ getValue().hashCode();
        }

        @Override
        public String toString() {
            return key + "=" + getValue();
        }
    }
}
