package io.crdt.internal;

import io.crdt.internal.PersistentLongMap.LongObjConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie of a {@link PersistentLongMap}, covering the 32 ranges of {@code 1 << shift} keys from a prefix on.
 *
 * <p>A leaf, whose shift is 0, holds one value or more; every other node holds two child nodes or more, which makes the
 * shape canonical.
 */
final class LongNode<V> {
    private static final int BITS_PER_LEVEL = 5;
    private static final int INDEX_MASK = (1 << BITS_PER_LEVEL) - 1;

    final long prefix;
    final int shift;
    final int bitmap;
    final Object[] slots;

    /** How many values there are at and below this node, and the sum of their weights. */
    final int size;

    final long weight;

    private LongNode(long prefix, int shift, int bitmap, Object[] slots, int size, long weight) {
        this.prefix = prefix;
        this.shift = shift;
        this.bitmap = bitmap;
        this.slots = slots;
        this.size = size;
        this.weight = weight;
    }

    static <V> LongNode<V> leaf(long key, V value, long weight) {
        return new LongNode<>(prefix(key, 0), 0, bit(key, 0), new Object[] {value}, 1, weight);
    }

    private static <V> LongNode<V> parent(LongNode<V> one, LongNode<V> other) {
        int highestDifference = Long.SIZE - 1 - Long.numberOfLeadingZeros(one.prefix ^ other.prefix);
        int shift = highestDifference / BITS_PER_LEVEL * BITS_PER_LEVEL;
        int bitmap = bit(one.prefix, shift) | bit(other.prefix, shift);
        Object[] slots = one.prefix < other.prefix ? new Object[] {one, other} : new Object[] {other, one};
        return new LongNode<>(
                prefix(one.prefix, shift), shift, bitmap, slots, one.size + other.size, one.weight + other.weight);
    }

    /** Returns the key without the bits that a node and its descendants tell apart. */
    private static long prefix(long key, int shift) {
        return key & ((long) ~INDEX_MASK << shift);
    }

    private static int bit(long key, int shift) {
        return 1 << (int) ((key >>> shift) & INDEX_MASK);
    }

    private int bit(long key) {
        return bit(key, shift);
    }

    int slot(int bit) {
        return Integer.bitCount(bitmap & (bit - 1));
    }

    boolean isLeaf() {
        return shift == 0;
    }

    private boolean has(int bit) {
        return (bitmap & bit) != 0;
    }

    private boolean covers(long key) {
        return prefix(key, shift) == prefix;
    }

    long lastCoveredKey() {
        return (prefix | ~((long) ~INDEX_MASK << shift)) & Long.MAX_VALUE;
    }

    /** Returns the bits of the values at the key and after it in this leaf. */
    int bitsFrom(long key) {
        return key <= prefix ? bitmap : bitmap & -bit(key);
    }

    @SuppressWarnings("unchecked") // the slots of leaves hold values
    V valueAt(int slot) {
        return (V) slots[slot];
    }

    @SuppressWarnings("unchecked") // the slots of other nodes hold nodes
    LongNode<V> nodeAt(int slot) {
        return (LongNode<V>) slots[slot];
    }

    @Nullable
    V find(long key) {
        LongNode<V> node = this;
        while (!node.isLeaf()) {
            int bit = node.bit(key);
            if (!node.has(bit)) {
                return null;
            }
            node = node.nodeAt(node.slot(bit));
        }
        int bit = node.bit(key);
        return node.covers(key) && node.has(bit) ? node.valueAt(node.slot(bit)) : null;
    }

    /** Returns this node with the value at the key, which makes it so much heavier. */
    LongNode<V> put(long key, V value, long heavier) {
        if (!covers(key)) {
            return parent(this, leaf(key, value, heavier));
        }
        int bit = bit(key);
        int slot = slot(bit);
        if (!has(bit)) {
            return withSlot(bit, slot, isLeaf() ? value : leaf(key, value, heavier), heavier);
        }
        return withContent(slot, isLeaf() ? value : nodeAt(slot).put(key, value, heavier), heavier);
    }

    /** Returns this node without the key, which it must hold, and which makes it so much lighter. */
    @Nullable
    LongNode<V> remove(long key, long lighter) {
        int bit = bit(key);
        int slot = slot(bit);
        return isLeaf()
                ? without(bit, slot, lighter)
                : withChild(bit, slot, nodeAt(slot).remove(key, lighter), lighter);
    }

    /** Returns this node without the keys up to the given one; they must all be without weight. */
    @Nullable
    LongNode<V> removeUpTo(long key) {
        if (key < prefix) {
            return this;
        }
        if (key >= lastCoveredKey()) {
            return null;
        }
        int bit = bit(key);
        int below = bitmap & (bit - 1);
        if (isLeaf()) {
            return withoutLowest(below | (bitmap & bit));
        }
        LongNode<V> rest = withoutLowest(below);
        if (rest == null || !has(bit)) {
            return rest;
        }
        LongNode<V> child = nodeAt(slot(bit)).removeUpTo(key);
        boolean isLastChild = slot(bit) == slots.length - 1;
        return isLastChild ? child : rest.withChild(bit, 0, child, 0);
    }

    int countUpTo(long key) {
        if (key < prefix) {
            return 0;
        }
        if (isLeaf()) {
            return Integer.bitCount(bitmap & ~bitsAfter(key));
        }
        int count = 0;
        for (int slot = 0; slot < slots.length && nodeAt(slot).prefix <= key; slot++) {
            count += nodeAt(slot).countUpTo(key);
        }
        return count;
    }

    private int bitsAfter(long key) {
        return key >= lastCoveredKey() ? 0 : bitsFrom(key + 1);
    }

    private LongNode<V> withSlot(int bit, int slot, Object content, long heavier) {
        Object[] copy = new Object[slots.length + 1];
        System.arraycopy(slots, 0, copy, 0, slot);
        copy[slot] = content;
        System.arraycopy(slots, slot, copy, slot + 1, slots.length - slot);
        return new LongNode<>(prefix, shift, bitmap | bit, copy, size + 1, weight + heavier);
    }

    private LongNode<V> withContent(int slot, Object content, long heavier) {
        if (slots[slot] == content && heavier == 0) {
            return this;
        }
        Object[] copy = slots.clone();
        copy[slot] = content;
        int newSize = isLeaf() ? size : size - nodeAt(slot).size + ((LongNode<?>) content).size;
        return new LongNode<>(prefix, shift, bitmap, copy, newSize, weight + heavier);
    }

    private @Nullable LongNode<V> withChild(int bit, int slot, @Nullable LongNode<V> child, long lighter) {
        return child == null ? without(bit, slot, lighter) : withContent(slot, child, -lighter);
    }

    private @Nullable LongNode<V> without(int bit, int slot, long lighter) {
        if (slots.length == 1) {
            return null;
        }
        if (slots.length == 2 && !isLeaf()) {
            return nodeAt(1 - slot);
        }
        Object[] copy = new Object[slots.length - 1];
        System.arraycopy(slots, 0, copy, 0, slot);
        System.arraycopy(slots, slot + 1, copy, slot, copy.length - slot);
        return new LongNode<>(prefix, shift, bitmap ^ bit, copy, size - 1, weight - lighter);
    }

    private @Nullable LongNode<V> withoutLowest(int gone) {
        int count = Integer.bitCount(gone);
        if (count == 0) {
            return this;
        }
        if (count == slots.length) {
            return null;
        }
        if (count == slots.length - 1 && !isLeaf()) {
            return nodeAt(count);
        }
        Object[] copy = new Object[slots.length - count];
        System.arraycopy(slots, count, copy, 0, copy.length);
        int newSize = isLeaf() ? copy.length : size;
        long newWeight = weight;
        for (int slot = 0; slot < count && !isLeaf(); slot++) {
            newSize -= nodeAt(slot).size;
            newWeight -= nodeAt(slot).weight;
        }
        return new LongNode<>(prefix, shift, bitmap ^ gone, copy, newSize, newWeight);
    }

    long firstKey() {
        LongNode<V> leaf = firstLeaf();
        return leaf.prefix | Integer.numberOfTrailingZeros(leaf.bitmap);
    }

    long lastKey() {
        LongNode<V> node = this;
        while (!node.isLeaf()) {
            node = node.nodeAt(node.slots.length - 1);
        }
        return node.prefix | (INDEX_MASK - Integer.numberOfLeadingZeros(node.bitmap));
    }

    private LongNode<V> firstLeaf() {
        LongNode<V> node = this;
        while (!node.isLeaf()) {
            node = node.nodeAt(0);
        }
        return node;
    }

    /** Adds up the values between two keys and what they weigh, which is asked of each where only part of a leaf counts. */
    void sum(long first, long last, ToLongFunction<? super V> weightOf, long[] countAndWeight) {
        if (first > lastCoveredKey() || last < prefix) {
            return;
        }
        if (!isLeaf() && first <= prefix && last >= lastCoveredKey()) {
            countAndWeight[0] += size;
            countAndWeight[1] += weight;
        } else if (isLeaf()) {
            for (int rest = bitsFrom(Math.max(first, prefix)) & ~bitsAfter(last); rest != 0; rest &= rest - 1) {
                countAndWeight[0]++;
                countAndWeight[1] += weightOf.applyAsLong(valueAt(slot(rest & -rest)));
            }
        } else {
            for (int slot = 0; slot < slots.length; slot++) {
                nodeAt(slot).sum(first, last, weightOf, countAndWeight);
            }
        }
    }

    /** Returns the first leaf with a value at the key or after it. */
    @Nullable
    LongNode<V> leafFrom(long key) {
        if (key <= prefix) {
            return firstLeaf();
        }
        if (key > lastCoveredKey()) {
            return null;
        }
        if (isLeaf()) {
            return bitsFrom(key) == 0 ? null : this;
        }
        int bit = bit(key);
        int slot = slot(bit);
        if (has(bit)) {
            LongNode<V> leaf = nodeAt(slot).leafFrom(key);
            if (leaf != null) {
                return leaf;
            }
            slot++;
        }
        return slot < slots.length ? nodeAt(slot).firstLeaf() : null;
    }

    void forEach(LongObjConsumer<? super V> action) {
        int rest = bitmap;
        for (int slot = 0; slot < slots.length; slot++) {
            if (isLeaf()) {
                action.accept(prefix | Integer.numberOfTrailingZeros(rest), valueAt(slot));
                rest &= rest - 1;
            } else {
                nodeAt(slot).forEach(action);
            }
        }
    }

    int contentHash() {
        int[] sum = {0};
        forEach((key, value) -> sum[0] += Long.hashCode(key) ^ value.hashCode());
        return sum[0];
    }

    boolean sameContent(LongNode<?> other) {
        if (this == other) {
            return true;
        }
        if (prefix != other.prefix || shift != other.shift || bitmap != other.bitmap) {
            return false;
        }
        for (int slot = 0; slot < slots.length; slot++) {
            boolean same = isLeaf()
                    ? slots[slot].equals(other.slots[slot])
                    : nodeAt(slot).sameContent(other.nodeAt(slot));
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
