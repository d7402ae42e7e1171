package io.crdt.internal;

import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map whose versions share what they have in common.
 *
 * <p>It is a hash trie (Bagwell, <i>Ideal Hash Trees</i>, 2001) in the compressed and canonical form of Steindorfer and
 * Vinju, <i>Optimizing Hash-Array Mapped Tries for Fast and Lean Immutable JVM Collections</i>, 2015. Iteration order
 * follows the hashes of the keys. Neither keys nor values may be null.
 *
 * <p>A key that is put twice in a row is taken out of the trie and stands beside it until another key is put. So a run of
 * puts to one key, which is what a busy counter or the context of a busy writer sees, copies no path but the first two
 * times. The trie never has an earlier value of that key: what was replaced or removed is reachable from older versions
 * only.
 */
public final class PersistentMap<K, V> implements Iterable<Map.Entry<K, V>> {
    static final String NULL_REFUSED = "a PersistentMap holds neither null keys nor null values";

    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(MapNode.empty(), 0);

    /** All entries but the one beside it. */
    private final MapNode<K, V> trie;

    private final int size;

    /** The key that was put last, or null if something else has happened since. */
    private final @Nullable K lastKey;

    /** Its value if that stands beside the trie, or null if it is in the trie. */
    private final @Nullable V lastValue;

    private final int lastHash;

    private PersistentMap(MapNode<K, V> trie, int size) {
        this(trie, size, null, null, 0);
    }

    private PersistentMap(MapNode<K, V> trie, int size, @Nullable K lastKey, @Nullable V lastValue, int lastHash) {
        this.trie = trie;
        this.size = size;
        this.lastKey = lastKey;
        this.lastValue = lastValue;
        this.lastHash = lastHash;
    }

    @SuppressWarnings("unchecked") // the empty map holds neither a K nor a V
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    public static <K, V> Builder<K, V> builder() {
        return new Builder<>();
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public @Nullable V get(Object key) {
        if (key == lastKey && lastValue != null) {
            return lastValue;
        }
        int hash = MapNode.hash(key);
        return lastValue != null && isLast(key, hash) ? lastValue : trie.find(key, hash);
    }

    private boolean isLast(Object key, int hash) {
        return key == lastKey || hash == lastHash && key.equals(lastKey);
    }

    /**
     * Returns a key that has this hash code and that the predicate accepts, or null if there is none. It costs as much as to
     * {@link #get} a key. Of very many keys of one hash code, which somebody has to make on purpose, not all are asked
     * about.
     */
    public @Nullable K findKey(int hashCode, Predicate<? super K> isIt) {
        int hash = MapNode.spread(hashCode);
        if (lastKey != null && lastValue != null && hash == lastHash && isIt.test(lastKey)) {
            return lastKey;
        }
        return trie.findKey(hash, isIt);
    }

    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    /** Returns this map with the value at the key. */
    public PersistentMap<K, V> put(K key, V value) {
        return put(key, value, get(key));
    }

    /** Returns {@code put(key, value)} for a caller who has just found out that {@code present} is at the key. */
    public PersistentMap<K, V> put(K key, V value, @Nullable V present) {
        Objects.requireNonNull(value, NULL_REFUSED);
        if (present == value) {
            return this;
        }
        if (key == lastKey) {
            return new PersistentMap<>(trieWithoutLast(), size, key, value, lastHash);
        }
        int hash = MapNode.hash(key);
        if (isLast(key, hash)) {
            return new PersistentMap<>(trieWithoutLast(), size, lastKey, value, hash);
        }
        return new PersistentMap<>(root().put(key, value, hash), present == null ? size + 1 : size, key, null, hash);
    }

    public PersistentMap<K, V> remove(Object key) {
        int hash = MapNode.hash(key);
        if (isLast(key, hash)) {
            return withRoot(trieWithoutLast(), size - 1);
        }
        return trie.find(key, hash) == null ? this : withRoot(root().remove(key, hash), size - 1);
    }

    /**
     * Returns what the merger makes of this map and the other one.
     *
     * <p>Subtrees that both maps share are kept unvisited, so that merging two descendants of one map costs in
     * proportion to their difference. The result shares what it can with this map first, then with the other one, and
     * is this very map if nothing changed.
     */
    public PersistentMap<K, V> merge(PersistentMap<K, V> other, Merger<K, V> merger) {
        if (this == other) {
            return this;
        }
        MapMerge<K, V> merge = new MapMerge<>(merger);
        MapNode<K, V> mine = root();
        MapNode<K, V> theirs = other.root();
        MapNode<K, V> merged = merge.merge(mine, theirs, 0);
        if (merged == mine) {
            return this;
        }
        return merged == theirs ? other : withRoot(merged, size + merge.sizeChange());
    }

    private static <K, V> PersistentMap<K, V> withRoot(MapNode<K, V> root, int size) {
        return size == 0 ? empty() : new PersistentMap<>(root, size);
    }

    public void forEach(BiConsumer<? super K, ? super V> action) {
        root().forEach(action);
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        return new MapIterator<>(root());
    }

    /** Returns an unmodifiable view, made in constant time. */
    public Map<K, V> asMap() {
        return new MapView<>(this);
    }

    /** Returns an unmodifiable view, made in constant time. */
    public Set<K> keySet() {
        return asMap().keySet();
    }

    /** Returns the trie, which lacks the entry beside it. */
    MapNode<K, V> trie() {
        return trie;
    }

    private MapNode<K, V> trieWithoutLast() {
        return lastKey == null || lastValue != null ? trie : trie.remove(lastKey, lastHash);
    }

    /** Returns the trie of all entries, in time O(log n). */
    MapNode<K, V> root() {
        return lastKey == null || lastValue == null ? trie : trie.put(lastKey, lastValue, lastHash);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return this == object || (object instanceof PersistentMap<?, ?> other && sameContent(other));
    }

    private boolean sameContent(PersistentMap<?, ?> other) {
        return size == other.size && root().sameContent(other.root(), /* onlyKeys= */ false, 0);
    }

    /** Tells whether both maps have the same keys, in time O(difference) if they are relatives. */
    boolean sameKeys(PersistentMap<?, ?> other) {
        return this == other || size == other.size && root().sameContent(other.root(), /* onlyKeys= */ true, 0);
    }

    @Override
    public int hashCode() {
        return root().contentHash();
    }

    @Override
    public String toString() {
        return asMap().toString();
    }

    /**
     * The rules by which two maps become one; null stands for no entry in the result.
     *
     * <p>The methods must be pure, and {@code both(key, value, value)} must be {@code value}: it is not called when the
     * two references are the same.
     */
    public interface Merger<K, V> {
        @Nullable
        V left(K key, V left);

        @Nullable
        V right(K key, V right);

        @Nullable
        V both(K key, V left, V right);
    }

    /** A collector of many entries, from which a map is built in one pass; of equal keys the last value wins. */
    public static final class Builder<K, V> {
        private final MapLoad<K, V> load = new MapLoad<>();

        private Builder() {}

        public void put(K key, V value) {
            Objects.requireNonNull(value, NULL_REFUSED);
            load.add(key, value, MapNode.hash(key));
        }

        /** Returns the map of all entries put so far; more may be put afterwards without affecting it. */
        public PersistentMap<K, V> build() {
            MapNode<K, V> root = load.toNode();
            return root.isEmpty() ? empty() : new PersistentMap<>(root, load.distinctKeys());
        }
    }
}
