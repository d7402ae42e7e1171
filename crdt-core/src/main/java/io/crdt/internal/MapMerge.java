package io.crdt.internal;

import io.crdt.internal.PersistentMap.Merger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One walk through two tries in lockstep that merges them and counts what it did. */
final class MapMerge<K, V> {
    private final Merger<K, V> merger;
    private final MapNodeDrafts<K, V> drafts = new MapNodeDrafts<>();
    private int sizeChange;
    private int visitedNodes;

    MapMerge(Merger<K, V> merger) {
        this.merger = merger;
    }

    /** Returns how many entries the result has more than the left side. */
    int sizeChange() {
        return sizeChange;
    }

    /** Returns how many pairs of nodes were looked into. */
    int visitedNodes() {
        return visitedNodes;
    }

    MapNode<K, V> merge(MapNode<K, V> left, MapNode<K, V> right, int shift) {
        if (left == right) {
            return left;
        }
        visitedNodes++;
        if (MapNode.isCollision(shift)) {
            return mergeCollisions(left, right);
        }
        return isAligned(left, right) ? mergeAligned(left, right, shift) : mergeBits(left, right, shift);
    }

    /** Tells whether each slot of the one node has its counterpart in the same slot of the other. */
    private boolean isAligned(MapNode<K, V> left, MapNode<K, V> right) {
        if (left.dataMap != right.dataMap || left.nodeMap != right.nodeMap) {
            return false;
        }
        int dataSlots = left.dataSlots();
        for (int slot = 0; slot < dataSlots; slot += 2) {
            if (!sameKey(left.slots[slot], right.slots[slot])) {
                return false;
            }
        }
        return true;
    }

    /** Compares first the references, which in two relatives are the same, so that the keys need not be loaded. */
    private static boolean sameKey(Object left, Object right) {
        return left == right || left.equals(right);
    }

    /** Merges slot by slot; nothing is copied while all that was seen is the left side's, or all is the right side's. */
    private MapNode<K, V> mergeAligned(MapNode<K, V> left, MapNode<K, V> right, int shift) {
        int dataSlots = left.dataSlots();
        boolean isLeft = true;
        boolean isRight = true;
        boolean isCanonical = true;
        @Nullable Object[] merged = null;
        for (int slot = Math.min(dataSlots, 1); slot < left.slots.length; slot += slot < dataSlots - 1 ? 2 : 1) {
            if (left.slots[slot] == right.slots[slot]) {
                continue;
            }
            Object content;
            if (slot < dataSlots) {
                content = both(left, slot - 1, right, slot - 1);
                isCanonical &= content != null;
            } else {
                MapNode<K, V> child = merge(left.nodeAt(slot), right.nodeAt(slot), shift + MapNode.BITS_PER_LEVEL);
                content = child;
                isCanonical &= !child.isEmpty() && !child.isSingle();
            }
            boolean wasLeft = isLeft;
            isLeft &= content == left.slots[slot];
            isRight &= content == right.slots[slot];
            if (merged == null && !isLeft && !isRight) {
                merged = (wasLeft ? left : right).slots.clone();
            }
            if (merged != null) {
                merged[slot] = content;
            }
        }
        if (merged == null) {
            return isLeft ? left : right;
        }
        MapNode<K, V> node = new MapNode<>(left.dataMap, left.nodeMap, merged);
        return isCanonical ? node : canonical(node, shift);
    }

    /** Returns the node without the entries whose values are null and with single entries in the place of their nodes. */
    private MapNode<K, V> canonical(MapNode<K, V> node, int shift) {
        MapNodeDraft<K, V> draft = drafts.cleared(shift);
        int bits = node.dataMap | node.nodeMap;
        while (bits != 0) {
            int bit = Integer.lowestOneBit(bits);
            bits ^= bit;
            if (node.hasNode(bit)) {
                draft.addSubtree(bit, node.nodeAt(node.nodeSlot(bit)));
            } else {
                int slot = node.dataSlot(bit);
                addIfPresent(draft, bit, node.keyAt(slot), node.valueAt(slot));
            }
        }
        return draft.toNode();
    }

    private MapNode<K, V> mergeBits(MapNode<K, V> left, MapNode<K, V> right, int shift) {
        MapNodeDraft<K, V> draft = drafts.cleared(shift);
        int bits = left.dataMap | left.nodeMap | right.dataMap | right.nodeMap;
        while (bits != 0) {
            int bit = Integer.lowestOneBit(bits);
            bits ^= bit;
            mergeBit(bit, left, right, shift, draft);
        }
        if (draft.isSameAs(left)) {
            return left;
        }
        return draft.isSameAs(right) ? right : draft.toNode();
    }

    private void mergeBit(int bit, MapNode<K, V> left, MapNode<K, V> right, int shift, MapNodeDraft<K, V> draft) {
        int leftSlot = left.dataSlot(bit);
        int rightSlot = right.dataSlot(bit);
        if (left.hasNode(bit) || right.hasNode(bit)) {
            mergeSubtrees(bit, left, right, shift, draft);
        } else if (!right.hasData(bit)) {
            addIfPresent(draft, bit, left.keyAt(leftSlot), left(left, leftSlot));
        } else if (!left.hasData(bit)) {
            addIfPresent(draft, bit, right.keyAt(rightSlot), right(right, rightSlot));
        } else if (sameKey(left.keyAt(leftSlot), right.keyAt(rightSlot))) {
            addIfPresent(draft, bit, left.keyAt(leftSlot), both(left, leftSlot, right, rightSlot));
        } else {
            mergeSubtrees(bit, left, right, shift, draft);
        }
    }

    private void mergeSubtrees(int bit, MapNode<K, V> left, MapNode<K, V> right, int shift, MapNodeDraft<K, V> draft) {
        if (left.hasNode(bit) && right.hasNode(bit)) {
            MapNode<K, V> shared = left.nodeAt(left.nodeSlot(bit));
            if (shared == right.nodeAt(right.nodeSlot(bit))) {
                draft.addNode(bit, shared);
                return;
            }
        }
        int below = shift + MapNode.BITS_PER_LEVEL;
        draft.addSubtree(bit, merge(left.subtree(bit, shift), right.subtree(bit, shift), below));
    }

    private void addIfPresent(MapNodeDraft<K, V> draft, int bit, K key, @Nullable V value) {
        if (value != null) {
            draft.addEntry(bit, key, value);
        }
    }

    private MapNode<K, V> mergeCollisions(MapNode<K, V> left, MapNode<K, V> right) {
        List<Object> merged = new ArrayList<>(left.slots.length + right.slots.length);
        for (int slot = 0; slot < left.slots.length; slot += 2) {
            int rightSlot = right.collisionSlot(left.slots[slot]);
            addIfPresent(
                    merged, left.keyAt(slot), rightSlot < 0 ? left(left, slot) : both(left, slot, right, rightSlot));
        }
        for (int slot = 0; slot < right.slots.length; slot += 2) {
            if (left.collisionSlot(right.slots[slot]) < 0) {
                addIfPresent(merged, right.keyAt(slot), right(right, slot));
            }
        }
        return collisionNode(merged.toArray(), left, right);
    }

    private void addIfPresent(List<Object> merged, K key, @Nullable V value) {
        if (value != null) {
            merged.add(key);
            merged.add(value);
        }
    }

    private MapNode<K, V> collisionNode(Object[] slots, MapNode<K, V> left, MapNode<K, V> right) {
        if (sameReferences(slots, left.slots)) {
            return left;
        }
        return sameReferences(slots, right.slots) ? right : new MapNode<>(0, 0, slots);
    }

    private static boolean sameReferences(Object[] one, Object[] other) {
        if (one.length != other.length) {
            return false;
        }
        for (int slot = 0; slot < one.length; slot++) {
            if (one[slot] != other[slot]) {
                return false;
            }
        }
        return true;
    }

    private @Nullable V left(MapNode<K, V> left, int slot) {
        V merged = merger.left(left.keyAt(slot), left.valueAt(slot));
        if (merged == null) {
            sizeChange--;
        }
        return merged;
    }

    private @Nullable V right(MapNode<K, V> right, int slot) {
        V merged = merger.right(right.keyAt(slot), right.valueAt(slot));
        if (merged != null) {
            sizeChange++;
        }
        return merged;
    }

    private @Nullable V both(MapNode<K, V> left, int leftSlot, MapNode<K, V> right, int rightSlot) {
        V value = left.valueAt(leftSlot);
        if (value == right.valueAt(rightSlot)) {
            return value;
        }
        V merged = merger.both(left.keyAt(leftSlot), value, right.valueAt(rightSlot));
        if (merged == null) {
            sizeChange--;
        }
        return merged;
    }
}
