package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * What happens to a replica while the effect of a delta is computed, outside of the lock. The rule that is asked before the
 * commit is the moment at which this test does whatever it likes; the oracle is a replica at which the same things happened
 * one after the other.
 */
class MeanwhileTest {

    private static final Key<ORSet<String>> SET = Key.of("set", ORSet.type(String.class));
    private static final Key<LWWMap<String, Integer>> MAP = Key.of("map", LWWMap.type(String.class, Integer.class));

    @RepeatedTest(300)
    void aDeltaHasTheSameEffectWhateverIsWrittenMeanwhile(RepetitionInfo run) {
        long seed = run.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        int limit = random.nextInt(1, 20);
        Replica source = replica(2, limit);
        Replica third = replica(3, limit);
        Replica here = replica(1, limit);
        Replica oracle = replica(1, limit);
        for (int i = 0; i < random.nextInt(20); i++) {
            write(random.nextBoolean() ? source : third, random);
            if (random.nextInt(3) == 0) {
                take(source, third.state().deltaSince(source.context()));
            }
        }
        StateDelta first = source.state().deltaSince(VersionVector.EMPTY);
        take(here, first);
        take(oracle, first);
        take(source, third.state().deltaSince(source.context()));
        for (int i = 0; i < random.nextInt(1, 20); i++) {
            write(source, random);
            write(third, random);
        }
        StateDelta delta = source.state().deltaSince(here.context());
        StateDelta other = third.state().deltaSince(VersionVector.EMPTY);
        long meanwhile = random.nextLong();
        int asked = random.nextInt(2);

        int[] asks = {0};
        boolean[] happened = {false};
        boolean applied = here.apply(delta, object -> {
            if (asks[0]++ == asked) {
                happened[0] = true;
                happen(here, other, new SplittableRandom(meanwhile));
            }
            return true;
        });
        if (happened[0]) {
            happen(oracle, other, new SplittableRandom(meanwhile));
        }

        assertEquals(oracle.apply(delta), applied, "seed " + seed);
        assertEquals(oracle.state(), here.state(), "seed " + seed);
        assertEquals(oracle.state().fingerprint(), here.state().fingerprint(), "seed " + seed);
        assertEquals(view(oracle), view(here), "seed " + seed);
        // and what it tells others is the same, too
        Replica reader = replica(4, limit);
        assertTrue(reader.apply(here.state().deltaSince(VersionVector.EMPTY)), "seed " + seed);
        assertEquals(here.state(), reader.state(), "seed " + seed);
        Replica old = replica(5, limit);
        take(old, first);
        assertTrue(old.apply(here.state().deltaSince(old.context())), "seed " + seed);
        assertEquals(here.state(), old.state(), "seed " + seed);
    }

    private static void take(Replica replica, StateDelta delta) {
        var unused = replica.apply(delta); // which it may not be able to, and then it has not
    }

    private static void happen(Replica replica, StateDelta other, SplittableRandom random) {
        for (int i = 0; i < random.nextInt(1, 8); i++) {
            if (random.nextInt(4) == 0) {
                take(replica, other);
            } else {
                write(replica, random);
            }
        }
    }

    /** A mutator may take its time; what arrives then is concurrent with what it writes. */
    @RepeatedTest(300)
    void anUpdateHasTheSameEffectWhateverArrivesMeanwhile(RepetitionInfo run) throws Exception {
        long seed = run.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        int limit = random.nextInt(1, 20);
        Replica source = replica(2, limit);
        Replica third = replica(3, limit);
        Replica here = replica(1, limit);
        Replica oracle = replica(1, limit);
        for (int i = 0; i < random.nextInt(20); i++) {
            write(source, random);
        }
        StateDelta first = source.state().deltaSince(VersionVector.EMPTY);
        for (int i = 0; i < random.nextInt(5); i++) {
            long same = random.nextLong();
            write(here, new SplittableRandom(same));
            write(oracle, new SplittableRandom(same));
        }
        for (Replica each : List.of(here, oracle, third)) {
            take(each, first);
        }
        for (int i = 0; i < random.nextInt(1, 20); i++) {
            write(random.nextBoolean() ? source : third, random);
        }
        List<StateDelta> arriving =
                List.of(source.state().deltaSince(here.context()), third.state().deltaSince(VersionVector.EMPTY));
        long written = random.nextLong();

        write(
                here,
                new SplittableRandom(written),
                () -> onAnotherThread(() -> {
                    StateDelta own = here.state().deltaSince(VersionVector.EMPTY);
                    arriving.forEach(delta -> take(here, delta));
                    take(source, own); // and what is told meanwhile says nothing of what is not written yet
                }));
        write(oracle, new SplittableRandom(written));
        arriving.forEach(delta -> take(oracle, delta));
        long next = random.nextLong();
        write(here, new SplittableRandom(next));
        write(oracle, new SplittableRandom(next));

        assertEquals(oracle.state(), here.state(), "seed " + seed);
        assertEquals(oracle.state().fingerprint(), here.state().fingerprint(), "seed " + seed);
        assertEquals(view(oracle), view(here), "seed " + seed);
        Replica reader = replica(4, limit);
        assertTrue(reader.apply(here.state().deltaSince(VersionVector.EMPTY)), "seed " + seed);
        assertEquals(here.state(), reader.state(), "seed " + seed);
        assertTrue(source.apply(here.state().deltaSince(source.context())), "seed " + seed);
        assertTrue(here.apply(source.state().deltaSince(here.context())), "seed " + seed);
        assertEquals(here.state(), source.state(), "seed " + seed);
    }

    /** A clone may have drawn the same incarnation; its delta waits for the mutator instead of meeting what that writes. */
    @Test
    void aCloneThatWritesUnderTheIncarnationOfAnUpdateUnderWayDoesNotTakeItsDots() throws Exception {
        Replica here = replica(1, 10);
        Replica clone = replica(1, 10);
        clone.update(SET, (set, me) -> set.add(me, "of the clone"));
        clone.update(SET, (set, me) -> set.add(me, "of the clone, too"));
        StateDelta delta = clone.state().deltaSince(VersionVector.EMPTY);
        Thread arrival = new Thread(() -> take(here, delta));

        here.update(SET, (set, me) -> {
            arrival.start();
            while (arrival.getState() != Thread.State.BLOCKED) {
                assertTrue(arrival.isAlive(), "it did not wait");
            }
            return set.add(me, "of the original");
        });
        arrival.join();

        assertTrue(here.get(SET).contains("of the original"));
        assertEquals(clone.context(), here.context());
        here.update(SET, (set, me) -> set.add(me, "later"));
        assertNotEquals(clone.incarnation(), here.incarnation());
    }

    /** What is repaired leaves the context as it is, so an update could not catch up with it. */
    @Test
    void aRepairWaitsForTheUpdateUnderWay() throws Exception {
        Replica source = replica(2, 10);
        source.update(SET, (set, me) -> set.add(me, "lost"));
        VersionVector context = source.context();
        Replica here = new Replica(
                new ReplicaId(1, 1, "damaged"),
                ReplicaState.empty()
                        .apply(new StateDelta(VersionVector.EMPTY, context, List.of(), List.of(), Map.of(), null)),
                new java.util.Random(1),
                () -> 1_000);
        DotRanges.Builder ranges = new DotRanges.Builder();
        ranges.add(new Dot(Objects.requireNonNull(source.incarnation()), 1));
        Section section = source.state().section(ranges.build());
        Thread repair = new Thread(() -> assertTrue(here.repair(context.digest(), section, Map.of()) == null));

        here.update(SET, (set, me) -> {
            repair.start();
            while (repair.getState() != Thread.State.BLOCKED) {
                assertTrue(repair.isAlive(), "it did not wait");
            }
            return set.add(me, "new");
        });
        repair.join();

        assertEquals(List.of("new"), List.copyOf(here.get(SET).elements()));
    }

    private static void onAnotherThread(Runnable action) {
        Thread other = new Thread(action);
        other.start();
        try {
            other.join(20_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertFalse(other.isAlive(), "it waits for the update");
    }

    /** What is repaired leaves the context as it is, so there is nothing to catch up with: the effect is computed again. */
    @Test
    void whatIsRepairedMeanwhileIsThereAfterwards() {
        Replica source = replica(2, 10);
        source.update(SET, (set, me) -> set.add(me, "lost"));
        ReplicaState whole = source.state();
        VersionVector context = whole.context();
        Replica here = new Replica(
                new ReplicaId(1, 1, "damaged"),
                ReplicaState.empty()
                        .apply(new StateDelta(VersionVector.EMPTY, context, List.of(), List.of(), Map.of(), null)),
                new java.util.Random(1),
                () -> 1_000);
        Replica third = replica(3, 10);
        third.update(MAP, (map, me) -> map.put(me, "new", 1));
        DotRanges.Builder ranges = new DotRanges.Builder();
        ranges.add(new Dot(Objects.requireNonNull(source.incarnation()), 1));
        Section section = whole.section(ranges.build());

        assertTrue(here.apply(third.state().deltaSince(VersionVector.EMPTY), object -> {
            assertTrue(here.repair(context.digest(), section, Map.of()) != null);
            return true;
        }));

        assertTrue(here.get(SET).contains("lost"));
        assertTrue(here.get(MAP).asMap().containsKey("new"));
    }

    /** Somebody writes all the time; the delta gets in nevertheless. */
    @Test
    void aDeltaIsAppliedBesideAWriterWhoNeverStops() throws InterruptedException {
        Replica source = replica(2, 1000);
        for (int i = 0; i < 20_000; i++) {
            int n = i;
            source.update(SET, (set, me) -> set.add(me, "s" + n));
        }
        Replica here = replica(1, 1000);
        boolean[] end = {false};
        int[] written = {0};
        Thread writer = new Thread(() -> {
            while (!end[0] || written[0] < 100) {
                int n = written[0]++;
                here.update(SET, (set, me) -> set.add(me, "h" + n % 500));
                synchronized (end) {
                    if (end[0] && written[0] >= 100) {
                        return;
                    }
                }
            }
        });
        writer.start();
        assertTrue(here.apply(source.state().deltaSince(VersionVector.EMPTY)));
        synchronized (end) {
            end[0] = true;
        }
        writer.join();
        assertEquals(20_000 + Math.min(500, written[0]), here.get(SET).size());
    }

    private static void write(Replica replica, SplittableRandom random) {
        write(replica, random, () -> {});
    }

    private static void write(Replica replica, SplittableRandom random, Runnable meanwhile) {
        String key = "k" + random.nextInt(6);
        int value = random.nextInt(100);
        int kind = random.nextInt(4);
        if (kind < 2) {
            replica.update(SET, (set, me) -> {
                meanwhile.run();
                return kind == 0 ? set.add(me, key) : set.remove(me, key);
            });
        } else {
            replica.update(MAP, (map, me) -> {
                meanwhile.run();
                return kind == 2 ? map.put(me, key, value) : map.remove(me, key);
            });
        }
    }

    private static Map<String, String> view(Replica replica) {
        Map<String, String> view = new TreeMap<>();
        replica.get(SET).forEach(each -> view.put("set " + each, ""));
        replica.get(MAP).asMap().forEach((key, value) -> view.put("map " + key, value.toString()));
        return view;
    }

    private static Replica replica(long seed, int limit) {
        return new Replica(
                new ReplicaId(seed, 1, "r" + seed), ReplicaState.empty(limit), new java.util.Random(seed), () -> 1_000);
    }
}
