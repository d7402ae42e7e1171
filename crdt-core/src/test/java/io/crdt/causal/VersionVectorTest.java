package io.crdt.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A version vector is a set of dots: everything up to a number from each origin. */
class VersionVectorTest {

    private static final int ORIGINS = 4;
    private static final int SEQS = 5;

    @Provide
    Arbitrary<VersionVector> vectors() {
        return Arbitraries.longs()
                .between(0, SEQS)
                .list()
                .ofSize(ORIGINS)
                .map(VersionVectorTest::vector)
                .withoutEdgeCases();
    }

    private static VersionVector vector(List<Long> seqs) {
        VersionVector vector = VersionVector.EMPTY;
        for (int i = 0; i < ORIGINS; i++) {
            vector = vector.withSeq(new Incarnation(i, 0), seqs.get(i));
        }
        return vector;
    }

    private static Set<Dot> dots(VersionVector vector) {
        Set<Dot> dots = new HashSet<>();
        for (int i = 0; i < ORIGINS; i++) {
            for (long seq = 1; seq <= SEQS; seq++) {
                Dot dot = new Dot(new Incarnation(i, 0), seq);
                if (vector.covers(dot)) {
                    dots.add(dot);
                }
            }
        }
        return dots;
    }

    @Property(tries = 300)
    void joinIsUnionAndMeetIsIntersection(@ForAll("vectors") VersionVector a, @ForAll("vectors") VersionVector b) {
        Set<Dot> union = new HashSet<>(dots(a));
        union.addAll(dots(b));
        assertEquals(union, dots(a.join(b)));
        Set<Dot> intersection = new HashSet<>(dots(a));
        intersection.retainAll(dots(b));
        assertEquals(intersection, dots(a.meet(b)));
    }

    @Property(tries = 300)
    void orderIsInclusionAndEqualityIsBothWays(@ForAll("vectors") VersionVector a, @ForAll("vectors") VersionVector b) {
        assertEquals(dots(b).containsAll(dots(a)), a.leq(b));
        assertEquals(dots(a).equals(dots(b)), a.equals(b));
        assertEquals(a.equals(b), a.digest() == b.digest());
    }

    @Property(tries = 300)
    void distanceCountsWhatTheOtherLacks(@ForAll("vectors") VersionVector a, @ForAll("vectors") VersionVector b) {
        Set<Dot> missing = new HashSet<>(dots(a));
        missing.removeAll(dots(b));
        assertEquals(missing.size(), a.distanceFrom(b));
        assertEquals(a.join(b), b.join(a.aheadOf(b)));
        assertEquals(a.leq(b), a.aheadOf(b).isEmpty());
    }

    @Property(tries = 300)
    void differencesAreThoseThatLeadFromOneToTheOther(
            @ForAll("vectors") VersionVector a, @ForAll("vectors") VersionVector b) {
        Map<Incarnation, Long> differences = new HashMap<>();
        a.forEachDifference(b, (origin, here, there) -> {
            assertEquals(a.get(origin), here);
            assertEquals(b.get(origin), there);
            assertNotEquals(here, there);
            differences.put(origin, there);
        });
        VersionVector reached = a;
        for (Map.Entry<Incarnation, Long> difference : differences.entrySet()) {
            reached = reached.withSeq(difference.getKey(), difference.getValue());
        }
        assertEquals(b, reached);
    }

    @Property(tries = 300)
    void aDotAdvancesItsOriginAndNeverSetsItBack(@ForAll("vectors") VersionVector a) {
        Dot dot = new Dot(new Incarnation(1, 0), 3);
        assertEquals(Math.max(3, a.get(dot.origin())), a.advancedTo(dot).get(dot.origin()));
        assertEquals(a.withSeq(dot.origin(), 0), a.advancedTo(dot).withSeq(dot.origin(), 0));
    }

    /** Advances in runs and back and forth, as the vectors of busy replicas do, by the side of a plain map. */
    @Property(tries = 30)
    void ofManyOriginsItIsTheMapOfTheirGreatestNumbers(@ForAll Random random) {
        Map<Incarnation, Long> model = new HashMap<>();
        Map<Incarnation, Long> otherModel = new HashMap<>();
        VersionVector vector = grown(VersionVector.EMPTY, model, random);
        VersionVector other = grown(vector, otherModel, random);
        otherModel.forEach((origin, seq) -> model.merge(origin, 0L, Math::max));
        model.forEach((origin, seq) -> otherModel.merge(origin, seq, Math::max));

        otherModel.forEach((origin, seq) -> {
            assertEquals(seq, other.get(origin));
            assertEquals(model.get(origin), vector.get(origin));
        });
        assertEquals(otherModel.size(), other.size());
        assertTrue(vector.leq(other));
        assertSame(other, other.join(vector));
        assertEquals(other, vector.join(other));
        assertEquals(vector, other.meet(vector));
        assertEquals(other, vector.join(other.aheadOf(vector)));
        assertEquals(sum(otherModel) - sum(model), other.distanceFrom(vector));
        VersionVector again = VersionVector.EMPTY;
        for (Map.Entry<Incarnation, Long> entry : otherModel.entrySet()) {
            again = again.withSeq(entry.getKey(), entry.getValue());
        }
        assertEquals(other, again);
        assertEquals(other.hashCode(), again.hashCode());
        assertEquals(other.digest(), again.digest());
        for (Incarnation origin : otherModel.keySet()) {
            again = again.withSeq(origin, 0);
        }
        assertEquals(VersionVector.EMPTY, again);
    }

    /** Sets many at once, of incarnations as they are drawn: by the side of a plain map, and of setting one by one. */
    @Property(tries = 30)
    void settingManyIsSettingEach(@ForAll Random random) {
        List<Incarnation> drawn =
                Stream.generate(() -> Incarnation.random(random)).limit(300).toList();
        Map<Incarnation, Long> model = new HashMap<>();
        VersionVector together = VersionVector.EMPTY;
        VersionVector oneByOne = VersionVector.EMPTY;
        for (int round = 0; round < 5; round++) {
            Map<Incarnation, Long> changes = new HashMap<>();
            for (int i = random.nextInt(100); i >= 0; i--) {
                changes.put(drawn.get(random.nextInt(drawn.size())), (long) random.nextInt(4));
            }
            together = together.withSeqs(changes);
            for (Map.Entry<Incarnation, Long> change : changes.entrySet()) {
                oneByOne = oneByOne.withSeq(change.getKey(), change.getValue());
            }
            model.putAll(changes);
        }
        assertEquals(oneByOne, together);
        Map<Incarnation, Long> found = new TreeMap<>();
        together.forEach(found::put);
        model.values().removeIf(seq -> seq == 0);
        assertEquals(new TreeMap<>(model).toString(), together.toString());
        assertEquals(model, found);
        for (Incarnation origin : drawn) {
            assertEquals(model.getOrDefault(origin, 0L), together.get(origin));
        }
    }

    /** Vectors of one set of incarnations are compared by another way than others, whether they share the set or not. */
    @Property(tries = 100)
    void whatIsSharedMakesNoDifference(@ForAll Random random) {
        VersionVector base = VersionVector.EMPTY;
        for (int i = 0; i < 150; i++) {
            base = base.withSeq(Incarnation.random(random), 5);
        }
        List<Incarnation> origins = new ArrayList<>();
        base.forEach((origin, seq) -> origins.add(origin));
        VersionVector one = base;
        VersionVector other = base;
        for (int i = random.nextInt(6); i >= 0; i--) {
            one = one.withSeq(origins.get(random.nextInt(150)), 1L + random.nextInt(9));
            other = other.withSeq(origins.get(random.nextInt(150)), 1L + random.nextInt(9));
        }
        VersionVector copy = VersionVector.EMPTY;
        for (Incarnation origin : origins) {
            copy = copy.withSeq(new Incarnation(origin.high(), origin.low()), other.get(origin));
        }
        boolean leq = true;
        boolean geq = true;
        for (Incarnation origin : origins) {
            leq &= one.get(origin) <= other.get(origin);
            geq &= one.get(origin) >= other.get(origin);
            assertEquals(
                    Math.max(one.get(origin), other.get(origin)),
                    one.join(other).get(origin));
        }
        for (VersionVector same : List.of(other, copy)) {
            assertEquals(leq, one.leq(same));
            assertEquals(geq, same.leq(one));
            assertEquals(leq && geq, one.equals(same));
            assertEquals(one.join(other), same.join(one));
            assertEquals(one.meet(other), same.meet(one));
            assertEquals(one.aheadOf(other), one.aheadOf(same));
            assertEquals(one.distanceFrom(other), one.distanceFrom(same));
        }
    }

    private static VersionVector grown(VersionVector start, Map<Incarnation, Long> model, Random random) {
        int origins = 1 + random.nextInt(1_000);
        VersionVector vector = start;
        for (int i = 0; i < 1_000; i++) {
            Incarnation origin = new Incarnation(random.nextInt(origins), 7);
            int run = random.nextInt(4);
            for (int j = 0; j < run; j++) {
                long seq = random.nextInt(50) + 1L;
                vector = vector.advancedTo(origin, seq);
                model.merge(origin, seq, Math::max);
            }
        }
        return vector;
    }

    private static long sum(Map<Incarnation, Long> seqs) {
        return seqs.values().stream().mapToLong(Long::longValue).sum();
    }

    @Example
    void incarnationsComeInOneOrderEverywhere() {
        VersionVector vector =
                VersionVector.EMPTY.withSeq(new Incarnation(-1, 0), 1).withSeq(new Incarnation(1, 0), 2);
        StringBuilder order = new StringBuilder();
        vector.forEach((origin, seq) -> order.append(seq));
        assertEquals("21", order.toString());
    }

    @Example
    void aNegativeVersionIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> VersionVector.EMPTY.withSeq(new Incarnation(0, 0), -1));
        assertNotEquals(VersionVector.EMPTY, VersionVector.EMPTY.withSeq(new Incarnation(0, 0), 1));
    }

    @Example
    void whatChangesNothingIsTheVectorItself() {
        Incarnation origin = new Incarnation(1, 1);
        VersionVector vector = VersionVector.EMPTY.advancedTo(origin, 1_000_000);
        VersionVector same = VersionVector.EMPTY.advancedTo(origin, 1_000_000);
        assertSame(vector, vector.advancedTo(origin, 1_000_000));
        assertSame(vector, vector.join(same));
        assertSame(vector, vector.meet(same));
        assertEquals(VersionVector.EMPTY, vector.meet(VersionVector.EMPTY));
        assertEquals(VersionVector.EMPTY, VersionVector.EMPTY.meet(vector));
        assertEquals(1, vector.size());
    }
}
