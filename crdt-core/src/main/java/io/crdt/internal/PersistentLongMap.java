package io.crdt.internal;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from non-negative longs to values in ascending order, whose versions share what they have in common.
 *
 * <p>It is a radix trie without nodes of a single child, so that its shape is determined by its keys, its height by how
 * far they spread, and the memory of every node by how much it holds. Values may not be null.
 *
 * <p>A value may have a weight, which the map does not keep with it: the caller that puts or removes it says what it is.
 * Each node has the sum of those below it, so adding up any range of keys takes O(log n) steps.
 */
public final class PersistentLongMap<V> {
    private static final PersistentLongMap<?> EMPTY = new PersistentLongMap<>(null, 0);

    private final @Nullable LongNode<V> root;
    private final int size;

    private PersistentLongMap(@Nullable LongNode<V> root, int size) {
        this.root = root;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // the empty map holds no V
    public static <V> PersistentLongMap<V> empty() {
        return (PersistentLongMap<V>) EMPTY;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return root == null;
    }

    public @Nullable V get(long key) {
        return root == null ? null : root.find(key);
    }

    public boolean containsKey(long key) {
        return get(key) != null;
    }

    public PersistentLongMap<V> put(long key, V value) {
        return put(key, value, 0);
    }

    /** Returns this map with the value at the key, which makes it so much heavier: by the value less what it replaces. */
    public PersistentLongMap<V> put(long key, V value, long heavier) {
        if (key < 0) {
            throw new IllegalArgumentException("a PersistentLongMap holds no negative keys such as " + key);
        }
        Objects.requireNonNull(value, "a PersistentLongMap holds no null values");
        if (root == null) {
            return new PersistentLongMap<>(LongNode.leaf(key, value, heavier), 1);
        }
        V present = root.find(key);
        if (present == value) {
            return this;
        }
        return new PersistentLongMap<>(root.put(key, value, heavier), present == null ? size + 1 : size);
    }

    public PersistentLongMap<V> remove(long key) {
        return remove(key, 0);
    }

    /** Returns this map without the key, which makes it so much lighter if it is there. */
    public PersistentLongMap<V> remove(long key, long lighter) {
        return root == null || root.find(key) == null ? this : of(root.remove(key, lighter), size - 1);
    }

    /**
     * Returns how many keys there are from {@code first} to {@code last}, both included, and what their values weigh
     * together, in time O(log n). Values at the ends of the range are asked what they weigh.
     */
    public long[] countAndWeight(long first, long last, ToLongFunction<? super V> weightOf) {
        long[] countAndWeight = new long[2];
        if (root != null) {
            root.sum(first, last, weightOf, countAndWeight);
        }
        return countAndWeight;
    }

    /**
     * Returns this map without the keys up to and including the given one, at the cost of what goes; for a map without
     * weights.
     */
    public PersistentLongMap<V> removeUpTo(long keyInclusive) {
        if (root == null) {
            return this;
        }
        LongNode<V> rest = root.removeUpTo(keyInclusive);
        return rest == root ? this : of(rest, size - root.countUpTo(keyInclusive));
    }

    private static <V> PersistentLongMap<V> of(@Nullable LongNode<V> root, int size) {
        return root == null ? empty() : new PersistentLongMap<>(root, size);
    }

    public long firstKey() {
        return rootOfNonEmpty().firstKey();
    }

    public long lastKey() {
        return rootOfNonEmpty().lastKey();
    }

    private LongNode<V> rootOfNonEmpty() {
        if (root == null) {
            throw new NoSuchElementException("the map is empty");
        }
        return root;
    }

    public void forEach(LongObjConsumer<? super V> action) {
        if (root != null) {
            root.forEach(action);
        }
    }

    public void forEachAfter(long fromExclusive, LongObjConsumer<? super V> action) {
        Cursor<V> cursor = after(fromExclusive);
        while (cursor.next()) {
            action.accept(cursor.key(), cursor.value());
        }
    }

    /** Returns a cursor that stands before the first key greater than the given one, which may be negative. */
    public Cursor<V> after(long key) {
        return new Cursor<>(root, key);
    }

    @Nullable
    LongNode<V> root() {
        return root;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return this == object || (object instanceof PersistentLongMap<?> other && sameContent(other));
    }

    private boolean sameContent(PersistentLongMap<?> other) {
        return size == other.size && (root == null || other.root == null || root.sameContent(other.root));
    }

    @Override
    public int hashCode() {
        return root == null ? 0 : root.contentHash();
    }

    @Override
    public String toString() {
        StringJoiner entries = new StringJoiner(", ", "{", "}");
        forEach((key, value) -> entries.add(key + "=" + value));
        return entries.toString();
    }

    /** An action on one entry. */
    @FunctionalInterface
    public interface LongObjConsumer<V> {
        void accept(long key, V value);
    }

    /** A lazy ascending walk, which allocates nothing per entry. */
    public static final class Cursor<V> {
        private final @Nullable LongNode<V> root;
        private @Nullable LongNode<V> leaf;
        private int unvisited;
        private int index = -1;

        /** All of the map up to here is visited or was to be skipped. */
        private long visitedUpTo;

        private Cursor(@Nullable LongNode<V> root, long after) {
            this.root = root;
            this.visitedUpTo = Math.max(after, -1);
        }

        /** Moves to the next entry and returns whether there is one. */
        public boolean next() {
            if (unvisited == 0 && !nextLeaf()) {
                leaf = null;
                return false;
            }
            index = Integer.numberOfTrailingZeros(unvisited);
            unvisited &= unvisited - 1;
            return true;
        }

        private boolean nextLeaf() {
            if (root == null || visitedUpTo == Long.MAX_VALUE) {
                return false;
            }
            LongNode<V> next = root.leafFrom(visitedUpTo + 1);
            if (next == null) {
                visitedUpTo = Long.MAX_VALUE;
                return false;
            }
            leaf = next;
            unvisited = next.bitsFrom(visitedUpTo + 1);
            visitedUpTo = next.lastCoveredKey();
            return true;
        }

        public long key() {
            return current().prefix | index;
        }

        public V value() {
            LongNode<V> current = current();
            return current.valueAt(current.slot(1 << index));
        }

        private LongNode<V> current() {
            if (leaf == null) {
                throw new NoSuchElementException("the cursor stands on no entry");
            }
            return leaf;
        }
    }
}
