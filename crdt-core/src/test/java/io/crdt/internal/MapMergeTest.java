package io.crdt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.internal.PersistentMap.Merger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class MapMergeTest {
    private static final PersistentMap<HashedKey, Integer> EMPTY = PersistentMap.empty();

    @Provide
    Arbitrary<MapHistory> histories() {
        return MapHistory.arbitrary();
    }

    @Property(tries = 400)
    void mergingStrangersFollowsTheMerger(
            @ForAll("histories") MapHistory left, @ForAll("histories") MapHistory right, @ForAll int seed) {
        assertMergesLikeModel(left.appliedTo(EMPTY), right.appliedTo(EMPTY), new ArbitraryMerger(seed));
    }

    @Property(tries = 400)
    void mergingRelativesFollowsTheMerger(
            @ForAll("histories") MapHistory shared,
            @ForAll("histories") MapHistory left,
            @ForAll("histories") MapHistory right,
            @ForAll int seed) {
        PersistentMap<HashedKey, Integer> ancestor = shared.appliedTo(EMPTY);
        assertMergesLikeModel(left.appliedTo(ancestor), right.appliedTo(ancestor), new ArbitraryMerger(seed));
    }

    private static void assertMergesLikeModel(
            PersistentMap<HashedKey, Integer> left,
            PersistentMap<HashedKey, Integer> right,
            Merger<HashedKey, Integer> merger) {
        Map<HashedKey, Integer> model = new HashMap<>();
        Set<HashedKey> keys = new HashSet<>(left.keySet());
        keys.addAll(right.keySet());
        for (HashedKey key : keys) {
            Integer merged = mergeOne(key, left.get(key), right.get(key), merger);
            if (merged != null) {
                model.put(key, merged);
            }
        }
        PersistentMap.Builder<HashedKey, Integer> expected = PersistentMap.builder();
        model.forEach(expected::put);

        PersistentMap<HashedKey, Integer> merged = left.merge(right, merger);

        assertEquals(model, merged.asMap());
        assertEquals(expected.build(), merged);
        assertEquals(MapShape.of(expected.build()), MapShape.of(merged));
    }

    private static @Nullable Integer mergeOne(
            HashedKey key, @Nullable Integer left, @Nullable Integer right, Merger<HashedKey, Integer> merger) {
        if (left == null) {
            return merger.right(key, right);
        }
        return right == null ? merger.left(key, left) : merger.both(key, left, right);
    }

    @Property(tries = 300)
    void aMergeThatKeepsOneSideReturnsThatSide(
            @ForAll("histories") MapHistory shared,
            @ForAll("histories") MapHistory left,
            @ForAll("histories") MapHistory right) {
        PersistentMap<HashedKey, Integer> ancestor = shared.appliedTo(EMPTY);
        PersistentMap<HashedKey, Integer> one = left.appliedTo(ancestor);
        PersistentMap<HashedKey, Integer> other = right.appliedTo(ancestor);

        assertSame(one, one.merge(other, new OneSide(true)));
        assertEquals(other, one.merge(other, new OneSide(false)));
        assertSame(one, one.merge(one, new ArbitraryMerger(1)));
        assertSame(one, one.merge(EMPTY, new Union()));
        assertSame(one, EMPTY.merge(one, new Union()));
    }

    @Example
    void mergingDescendantsOfOneLargeMapCostsTheirDifference() {
        PersistentMap<HashedKey, Integer> ancestor = mapOf(100_000);
        PersistentMap<HashedKey, Integer> left = ancestor;
        PersistentMap<HashedKey, Integer> right = ancestor;
        int changes = 50;
        for (int i = 0; i < changes; i++) {
            left = left.put(new HashedKey(200_000 + i, 200_000 + i), -1).remove(new HashedKey(7 * i, 7 * i));
            right = right.put(new HashedKey(300_000 + i, 300_000 + i), -2)
                    .put(new HashedKey(50_000 + i, 50_000 + i), -3);
        }
        Union union = new Union();
        MapMerge<HashedKey, Integer> merge = new MapMerge<>(union);

        merge.merge(left.root(), right.root(), 0);

        int depth = 5;
        assertTrue(merge.visitedNodes() <= 4 * changes * depth, () -> merge.visitedNodes() + " nodes visited");
        assertEquals(4 * changes, union.calls, "one call for each difference");
        assertEquals(2 * changes, merge.sizeChange());
    }

    @Property(tries = 300)
    void aMergeOfMapsOfTheSameKeysFollowsTheMerger(
            @ForAll("histories") MapHistory shared, @ForAll int left, @ForAll int right, @ForAll int seed) {
        PersistentMap<HashedKey, Integer> keys = shared.appliedTo(EMPTY);
        assertMergesLikeModel(revalued(keys, left), revalued(keys, right), new ArbitraryMerger(seed));
    }

    /** Returns a map of equal keys that are other objects, in which about every second value is another one. */
    private static PersistentMap<HashedKey, Integer> revalued(PersistentMap<HashedKey, Integer> map, int seed) {
        PersistentMap.Builder<HashedKey, Integer> builder = PersistentMap.builder();
        map.forEach((key, value) -> builder.put(
                new HashedKey(key.id(), key.hash()), value + ((key.id().hashCode() * 31 + seed) >> 3 & 1)));
        return builder.build();
    }

    @Example
    void aMergeSharesAllButThePathsToTheDifference() {
        PersistentMap<HashedKey, Integer> ancestor = mapOf(100_000);
        PersistentMap<HashedKey, Integer> left = ancestor.put(new HashedKey(-1, -1), 1);
        PersistentMap<HashedKey, Integer> merged = left.merge(ancestor.put(new HashedKey(-2, -2), 2), new Union());

        MapMerge<HashedKey, Integer> second = new MapMerge<>(new Union());
        second.merge(merged.root(), ancestor.root(), 0);

        assertTrue(second.visitedNodes() <= 10, () -> second.visitedNodes() + " nodes visited");
    }

    private static PersistentMap<HashedKey, Integer> mapOf(int size) {
        PersistentMap.Builder<HashedKey, Integer> builder = PersistentMap.builder();
        for (int id = 0; id < size; id++) {
            builder.put(new HashedKey(id, id), id);
        }
        return builder.build();
    }

    /** A merger whose every answer depends on a seed, but obeys the contract. */
    private record ArbitraryMerger(int seed) implements Merger<HashedKey, Integer> {
        @Override
        public @Nullable Integer left(HashedKey key, Integer left) {
            return choice(key, 1) == 0 ? null : choice(key, 1) == 1 ? Integer.valueOf(left + 1) : left;
        }

        @Override
        public @Nullable Integer right(HashedKey key, Integer right) {
            return choice(key, 2) == 0 ? null : choice(key, 2) == 1 ? Integer.valueOf(right + 1) : right;
        }

        @Override
        public @Nullable Integer both(HashedKey key, Integer left, Integer right) {
            if (left.equals(right)) {
                return left;
            }
            return choice(key, 3) == 0 ? null : choice(key, 3) == 1 ? right : left;
        }

        /** Returns 0 only for odd seeds and 1 only for negative ones, so that some mergers keep all or change nothing. */
        private int choice(HashedKey key, int salt) {
            int choice = Math.floorMod((key.id().hashCode() * 31 + salt) * 0x9e3779b9 + seed, 4);
            return (choice == 0 && seed % 2 == 0) || (choice == 1 && seed >= 0) ? 2 : choice;
        }
    }

    private record OneSide(boolean isLeft) implements Merger<HashedKey, Integer> {
        @Override
        public @Nullable Integer left(HashedKey key, Integer left) {
            return isLeft ? left : null;
        }

        @Override
        public @Nullable Integer right(HashedKey key, Integer right) {
            return isLeft ? null : right;
        }

        @Override
        public Integer both(HashedKey key, Integer left, Integer right) {
            return isLeft ? left : right;
        }
    }

    private static final class Union implements Merger<HashedKey, Integer> {
        private int calls;

        @Override
        public Integer left(HashedKey key, Integer left) {
            calls++;
            return left;
        }

        @Override
        public Integer right(HashedKey key, Integer right) {
            calls++;
            return right;
        }

        @Override
        public Integer both(HashedKey key, Integer left, Integer right) {
            calls++;
            return Math.max(left, right);
        }
    }
}
