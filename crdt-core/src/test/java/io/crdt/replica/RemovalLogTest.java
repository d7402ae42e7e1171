package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.type.ORSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The records of removals go in the order in which they came, and trimming looks at those that go. */
class RemovalLogTest {

    private static final Incarnation VICTIM = new Incarnation(5, 5);
    private static final Key<ORSet<Integer>> SET = Key.of("set", ORSet.type(Integer.class));

    private record Operation(Dot by, List<Dot> removed) {}

    /** By the side of a plain list of all operations: what is on record, and what the floor says of the rest. */
    @Test
    void theLatestAreOnRecordAndTheFloorTellsWhatIsNot() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int limit = random.nextInt(seed % 2 == 0 ? 20 : 1_500);
            int slack = limit / 256;
            RemovalLog log = RemovalLog.empty(limit);
            VersionVector context = VersionVector.EMPTY;
            List<Operation> all = new ArrayList<>();
            List<VersionVector> contexts = new ArrayList<>(List.of(context));
            long victims = 0;
            for (int step = 0; step < 300; step++) {
                String where = "seed " + seed + ", step " + step;
                Incarnation origin = new Incarnation(random.nextInt(6), 1);
                Dot by = new Dot(origin, context.get(origin) + 1);
                List<Dot> removed = new ArrayList<>();
                int count = random.nextInt(40) == 0 ? random.nextInt(2 * limit + 2) : random.nextInt(8);
                for (int i = 0; i < count; i++) {
                    removed.add(new Dot(VICTIM, ++victims));
                }
                log = log.with(removed, by).trimmed();
                context = context.advancedTo(by);
                all.add(new Operation(by, removed));
                contexts.add(context);
                assertTrue(log.size() <= limit, where);
                assertTrue(log.floor().leq(context), where);
                assertRecorded(log, all, context, limit - slack, where);
                VersionVector from = contexts.get(random.nextInt(contexts.size()));
                assertEquals(log.floor().leq(from), log.reachesBackTo(from, context), where);
            }
        }
    }

    private static void assertRecorded(
            RemovalLog log, List<Operation> all, VersionVector context, int promised, String where) {
        TreeSet<Dot> onRecord = new TreeSet<>();
        log.forEachBetween(log.floor(), context, record -> onRecord.add(record.removed()));
        long[] count = {0};
        log.forEachBetween(VersionVector.EMPTY, context, record -> count[0]++);
        assertEquals(count[0], log.size(), where);
        int since = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            Operation operation = all.get(i);
            if (!log.floor().covers(operation.by)) {
                assertTrue(onRecord.containsAll(operation.removed), where);
            } else if (!operation.removed.isEmpty()) {
                boolean isTooLarge = operation.removed.size() > promised;
                boolean isOld = since + operation.removed.size() > promised;
                boolean hasLaterFloor = all.subList(i + 1, all.size()).stream()
                        .anyMatch(later -> later.by.origin().equals(operation.by.origin())
                                && log.floor().covers(later.by)
                                && !later.removed.isEmpty());
                assertTrue(isTooLarge || isOld || hasLaterFloor, where);
            }
            since += operation.removed.size() > promised ? 0 : operation.removed.size();
        }
    }

    /** What used to take 7 s under the lock of the replica: as many origins as records, of which one is too many. */
    @Test
    void trimmingCostsWhatGoesAndNotWhatThereIs() {
        int limit = 64_000;
        Map<Incarnation, Long> to = new HashMap<>(Map.of(VICTIM, (long) limit));
        List<Removal> removals = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            Incarnation origin = new Incarnation(i * 0x9e3779b97f4a7c15L, i + 7L);
            to.put(origin, 1L);
            removals.add(new Removal(new Dot(VICTIM, i + 1L), new Dot(origin, 1)));
        }
        ReplicaState full = ReplicaState.empty(limit)
                .apply(new StateDelta(
                        VersionVector.EMPTY, VersionVector.EMPTY.withSeqs(to), List.of(), removals, Map.of(), null));
        assertEquals(limit, full.removalCount());
        Replica replica =
                new Replica(ReplicaId.random(new SplittableRandom(1), "r"), full, new SplittableRandom(2), () -> 1L);
        long[] nanos = new long[2_000];
        for (int i = 0; i < nanos.length; i++) {
            int element = i;
            replica.update(SET, (set, me) -> set.add(me, element));
            long start = System.nanoTime();
            replica.update(SET, (set, me) -> set.remove(me, element));
            nanos[i] = System.nanoTime() - start;
        }
        double mean = Arrays.stream(nanos).average().orElseThrow() / 1e3;
        double longest = Arrays.stream(nanos).max().orElseThrow() / 1e6;
        System.out.printf("a removal of %,d over the limit takes %.1f us, the longest %.1f ms%n", limit, mean, longest);
        assertTrue(replica.state().removalCount() <= limit);
        assertFalse(replica.state().floor().isEmpty());
        assertTrue(longest < 1_000, () -> "one removal took " + longest + " ms");
    }
}
