package io.crdt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random executions by the side of plain sorted maps; each map reached is looked into, down to the shape of its trie. */
class PersistentIdMapTest {

    private static final PersistentIdMap.Summand SUMMAND = new PersistentIdMap.Summand() {
        @Override
        public long first(long high, long low, long value) {
            return Hash64.mix(Hash64.mix(high) + 3 * Hash64.mix(low) + value);
        }

        @Override
        public long second(long high, long low, long value) {
            return Hash64.mix(low + Hash64.mix(high + 5 * value));
        }
    };

    private static final PersistentIdMap EMPTY = PersistentIdMap.empty(SUMMAND);

    private record Id(long high, long low) implements Comparable<Id> {
        private static final Comparator<Id> ORDER = Comparator.<Id>comparingLong(id -> id.high + Long.MIN_VALUE)
                .thenComparingLong(id -> id.low + Long.MIN_VALUE);

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

    /** Where ids come from: as they are drawn, or as somebody makes them who wants to do harm. */
    private enum Ids {
        RANDOM {
            @Override
            Id id(int number, SplittableRandom random) {
                return new Id(random.nextLong(), random.nextLong());
            }
        },
        OF_ONE_HALF {
            @Override
            Id id(int number, SplittableRandom random) {
                return new Id(-7, random.nextLong());
            }
        },
        ONE_AFTER_THE_OTHER {
            @Override
            Id id(int number, SplittableRandom random) {
                return new Id(7, number);
            }
        },
        OF_FEW_HALVES {
            @Override
            Id id(int number, SplittableRandom random) {
                return new Id((long) (number % 3 - 1) << 30, Long.MAX_VALUE - 40 * (number / 3) + 20);
            }
        };

        abstract Id id(int number, SplittableRandom random);
    }

    /** A map and what it should be. */
    private static final class Pair {
        private PersistentIdMap map = EMPTY;
        private SortedMap<Id, Long> model = new TreeMap<>();
    }

    @ParameterizedTest
    @EnumSource(Ids.class)
    void itIsASortedMapWhateverHappensToIt(Ids ids) {
        for (int seed = 0; seed < 6; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int pool = new int[] {30, 600, 3_000}[seed % 3];
            Id[] all = new Id[pool];
            for (int i = 0; i < pool; i++) {
                all[i] = ids.id(i, random);
            }
            Pair[] pairs = {new Pair(), new Pair(), new Pair()};
            for (int step = 0; step < 40; step++) {
                Pair one = pairs[random.nextInt(3)];
                Pair other = pairs[random.nextInt(3)];
                step(one, other, all, random);
                String where = ids + ", seed " + seed + ", step " + step;
                assertIs(one.model, one.map, where);
                assertDifference(one, other, where);
                for (Id id : all) {
                    assertEquals(one.model.getOrDefault(id, 0L), one.map.get(id.high, id.low), where);
                }
            }
        }
    }

    private static void step(Pair one, Pair other, Id[] all, SplittableRandom random) {
        switch (random.nextInt(7)) {
            case 0, 1 -> {
                for (int i = random.nextInt(all.length); i >= 0; i--) {
                    Id id = all[random.nextInt(all.length)];
                    set(one, id, random.nextInt(20));
                }
            }
            case 2 -> {
                // shrinks it, most of the time below what makes nodes
                for (Id id : all) {
                    if (random.nextInt(8) > 0) {
                        set(one, id, 0);
                    }
                }
            }
            case 3 -> {
                SortedMap<Id, Long> changes = new TreeMap<>();
                for (int i = random.nextInt(random.nextBoolean() ? 10 : all.length); i >= 0; i--) {
                    changes.put(all[random.nextInt(all.length)], (long) random.nextInt(20));
                }
                long[][] rows = rows(changes);
                one.map = one.map.withAll(rows[0], rows[1]);
                one.model.putAll(changes);
                one.model.values().removeIf(value -> value == 0);
            }
            case 4 -> {
                SortedMap<Id, Long> union = combined(one.model, other.model, Math::max);
                PersistentIdMap made = one.map.union(other.map);
                assertIsOneOfThemIfSame(made, one.map, other.map);
                one.map = made;
                one.model = union;
            }
            case 5 -> {
                SortedMap<Id, Long> intersection = combined(one.model, other.model, Math::min);
                PersistentIdMap made = one.map.intersection(other.map);
                assertIsOneOfThemIfSame(made, one.map, other.map);
                one.map = made;
                one.model = intersection;
            }
            default -> {
                one.map = other.map;
                one.model = new TreeMap<>(other.model);
                set(one, all[0], 7);
            }
        }
    }

    private static void assertIsOneOfThemIfSame(PersistentIdMap made, PersistentIdMap one, PersistentIdMap other) {
        if (made.isSameAs(one)) {
            assertSame(one, made);
        } else if (made.isSameAs(other)) {
            assertSame(other, made);
        }
    }

    private static void set(Pair pair, Id id, long value) {
        PersistentIdMap before = pair.map;
        pair.map = before.with(id.high, id.low, value);
        Long known = value == 0 ? pair.model.remove(id) : pair.model.put(id, value);
        assertEquals((known == null ? 0 : known) == value, pair.map == before);
    }

    private static SortedMap<Id, Long> combined(Map<Id, Long> one, Map<Id, Long> other, LongBinaryOperator rule) {
        SortedMap<Id, Long> all = new TreeMap<>(one);
        all.putAll(other);
        all.replaceAll((id, value) -> rule.applyAsLong(one.getOrDefault(id, 0L), other.getOrDefault(id, 0L)));
        all.values().removeIf(value -> value == 0);
        return all;
    }

    private static long[][] rows(SortedMap<Id, Long> model) {
        long[] ids = new long[2 * model.size()];
        long[] values = new long[model.size()];
        int count = 0;
        for (Map.Entry<Id, Long> row : model.entrySet()) {
            ids[2 * count] = row.getKey().high;
            ids[2 * count + 1] = row.getKey().low;
            values[count++] = row.getValue();
        }
        return new long[][] {ids, values};
    }

    private static void assertIs(SortedMap<Id, Long> model, PersistentIdMap map, String where) {
        assertEquals(model.size(), map.size(), where);
        Iterator<Map.Entry<Id, Long>> expected = model.entrySet().iterator();
        map.forEach((high, low, value) -> assertEquals(expected.next(), Map.entry(new Id(high, low), value)));
        assertFalse(expected.hasNext(), where);
        long[] sums = new long[2];
        model.forEach((id, value) -> {
            sums[0] += SUMMAND.first(id.high, id.low, value);
            sums[1] += SUMMAND.second(id.high, id.low, value);
        });
        assertEquals(sums[0], map.firstSum(), where);
        assertEquals(sums[1], map.secondSum(), where);
        long[][] rows = rows(model);
        PersistentIdMap again = EMPTY.withAll(rows[0], rows[1]);
        assertSameShape(again.root(), map.root(), where);
        assertTrue(again.isSameAs(map), where);
        assertSame(again, again.union(map), where);
        assertSame(map, map.union(again), where);
        again.forEachDifference(map, (high, low, here, there) -> {
            throw new AssertionError(where);
        });
    }

    /** Also the sums inside have to be the same, or differences are overlooked. */
    private static void assertSameShape(IdNode expected, IdNode actual, String where) {
        assertTrue(expected.isSameAs(actual), where);
        IdNode[] parts = expected.parts();
        IdNode[] actualParts = actual.parts();
        assertEquals(parts == null, actualParts == null, where);
        if (parts == null || actualParts == null) {
            assertTrue(actual.size() <= IdNode.MAX_LEAF, where);
            assertTrue(actual.size() > 0 || actual == IdNode.EMPTY, where);
            return;
        }
        assertTrue(actual.size() > IdNode.MAX_LEAF, where);
        for (int digit = 0; digit < parts.length; digit++) {
            assertSameShape(parts[digit], actualParts[digit], where);
        }
    }

    private static void assertDifference(Pair one, Pair other, String where) {
        SortedMap<Id, Long> all = new TreeMap<>(one.model);
        all.putAll(other.model);
        List<Object> expected = new ArrayList<>();
        boolean[] isCovered = {true};
        all.keySet().forEach(id -> {
            long here = one.model.getOrDefault(id, 0L);
            long there = other.model.getOrDefault(id, 0L);
            isCovered[0] &= here <= there;
            if (here != there) {
                expected.add(List.of(id, here, there));
            }
        });
        List<Object> found = new ArrayList<>();
        one.map.forEachDifference(
                other.map, (high, low, here, there) -> found.add(List.of(new Id(high, low), here, there)));
        assertEquals(expected, found, where);
        assertEquals(isCovered[0], one.map.isCoveredBy(other.map), where);
        assertEquals(one.model.equals(other.model), one.map.isSameAs(other.map), where);
    }

    /** Two maps of 100,000 rows that share no object: as many rows are looked at as a few leaves have. */
    @Test
    void comparingCostsWhatDiffersAndNotWhatThereIs() {
        SplittableRandom random = new SplittableRandom(1);
        SortedMap<Id, Long> model = new TreeMap<>();
        for (int i = 0; i < 100_000; i++) {
            model.put(Ids.RANDOM.id(i, random), 1L);
        }
        long[][] rows = rows(model);
        int[] hashed = {0};
        PersistentIdMap.Summand counting = new PersistentIdMap.Summand() {
            @Override
            public long first(long high, long low, long value) {
                hashed[0]++;
                return SUMMAND.first(high, low, value);
            }

            @Override
            public long second(long high, long low, long value) {
                return SUMMAND.second(high, low, value);
            }
        };
        PersistentIdMap one = PersistentIdMap.empty(counting).withAll(rows[0], rows[1]);
        PersistentIdMap other = PersistentIdMap.empty(counting).withAll(rows[0].clone(), rows[1].clone());
        long[] last = Arrays.copyOfRange(rows[0], rows[0].length - 2, rows[0].length);
        assertTrue(hashed[0] >= 200_000);
        hashed[0] = 0;
        PersistentIdMap ahead = other.with(last[0], last[1], 5);
        assertTrue(one.isSameAs(other));
        assertNotEquals(one.firstSum(), ahead.firstSum());
        assertFalse(ahead.isCoveredBy(one));
        assertSame(ahead, one.union(ahead));
        assertSame(one, one.intersection(ahead));
        assertTrue(hashed[0] <= 2 * IdNode.MAX_LEAF, () -> hashed[0] + " rows");
        int[] differences = {0};
        ahead.forEachDifference(one, (high, low, here, there) -> differences[0]++);
        assertEquals(1, differences[0]);
    }
}
