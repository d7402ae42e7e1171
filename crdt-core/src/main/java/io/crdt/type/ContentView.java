package io.crdt.type;

import io.crdt.causal.DotMap;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable map that shows what a reader finds at the keys of a store. It is made in constant time and reads on
 * demand. Where a key of the store does not mean that there is something to find, its size costs O(n).
 *
 * @param <K> the type of the keys
 * @param <T> the type of what is found
 */
final class ContentView<K, T> extends AbstractMap<K, T> {

    private final DotMap<K, ?> store;
    private final Function<Object, @Nullable T> content;
    private final boolean complete;

    private ContentView(DotMap<K, ?> store, Function<Object, @Nullable T> content, boolean complete) {
        this.store = store;
        this.content = content;
        this.complete = complete;
    }

    /** Returns the view of a store with something to find at each key. */
    static <K, T> ContentView<K, T> ofAll(DotMap<K, ?> store, Function<Object, @Nullable T> content) {
        return new ContentView<>(store, content, /* complete= */ true);
    }

    /** Returns the view of a store in which keys with nothing to find, where {@code content} is null, are not there. */
    static <K, T> ContentView<K, T> ofPresent(DotMap<K, ?> store, Function<Object, @Nullable T> content) {
        return new ContentView<>(store, content, /* complete= */ false);
    }

    @Override
    public @Nullable T get(Object key) {
        return store.containsKey(key) ? content.apply(key) : null;
    }

    @Override
    public boolean containsKey(Object key) {
        return complete ? store.containsKey(key) : get(key) != null;
    }

    @Override
    public Set<K> keySet() {
        return complete ? store.keySet() : super.keySet();
    }

    @Override
    public boolean isEmpty() {
        return complete ? store.isEmpty() : !entrySet().iterator().hasNext();
    }

    private Stream<Entry<K, T>> entries() {
        return store.keySet().stream().flatMap(key -> {
            T found = content.apply(key);
            return found == null ? Stream.empty() : Stream.of(Map.entry(key, found));
        });
    }

    @Override
    public Set<Entry<K, T>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return complete ? store.size() : (int) entries().count();
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
                return entries().iterator();
            }
        };
    }
}
