package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.store.Store;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes to write and to read back many small updates, a thousand in a save. Prints the figures;
 * {@code -Dstore.updates=1000000} says how many. What is checked is the processor's time, since other programs on a busy
 * machine cost none.
 */
@Tag("long")
class StartUpTest {

    private static final int UPDATES = Integer.getInteger("store.updates", 50_000);
    private static final int UPDATES_PER_SAVE = 1_000;
    private static final double MOST_SECONDS_A_MILLION = 5;

    /** So long it may take in any case: a JVM that has compiled nothing yet. */
    private static final double GRACE_SECONDS = 2;

    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));
    private static final Key<LWWMap<String, Integer>> PRICES =
            Key.of("prices", LWWMap.type(String.class, Integer.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    @TempDir
    private Path directory;

    private interface Update {
        void make(Replica replica, int number);
    }

    @Test
    void additionsAreReadBackQuickly() throws Exception {
        measure(
                "additions to an ORSet",
                (replica, i) -> replica.update(NAMES, (names, me) -> names.add(me, "element-" + i)));
    }

    @Test
    void puttingAndRemovingIsReadBackQuickly() throws Exception {
        measure("puts into and removals from an LWWMap", (replica, i) -> {
            if (i % 4 == 3) {
                replica.update(PRICES, (prices, me) -> prices.remove(me, "price-" + (i - 3)));
            } else {
                replica.update(PRICES, (prices, me) -> prices.put(me, "price-" + i, i));
            }
        });
    }

    @Test
    void incrementsAreReadBackQuickly() throws Exception {
        measure(
                "increments of a GCounter",
                (replica, i) -> replica.update(VISITS, (visits, me) -> visits.increment(me)));
    }

    private void measure(String what, Update update) throws Exception {
        long[] now = {1_700_000_000_000L};
        Random random = new Random(1);
        Replica replica =
                new Replica(ReplicaId.random(random, "measured"), ReplicaState.empty(1 << 16), random, () -> now[0]++);
        long writing = 0;
        try (Store store = open()) {
            for (int i = 0; i < UPDATES; ) {
                for (int end = Math.min(UPDATES, i + UPDATES_PER_SAVE); i < end; i++) {
                    update.make(replica, i);
                }
                long start = System.nanoTime();
                store.save(replica.state());
                writing += System.nanoTime() - start;
            }
        }
        long start = System.nanoTime();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try (Store store = open()) {
            double reading = (System.nanoTime() - start) / 1e9;
            double working = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
            assertEquals(replica.state(), store.state());
            System.out.printf(
                    "%,d %s: saved in %.2f s, forced to the disk %,d times; read back in %.2f s, %.2f s of"
                            + " them on the processor; %,d bytes on disk%n",
                    UPDATES,
                    what,
                    writing / 1e9,
                    UPDATES / UPDATES_PER_SAVE,
                    reading,
                    working,
                    Files.size(directory.resolve(Database.FILE)));
            assertTrue(working < GRACE_SECONDS + MOST_SECONDS_A_MILLION * UPDATES / 1e6, working + " s");
        }
    }

    private Store open() {
        return SqliteStore.open(directory, Codec.standard(), "tests", "measured", 1 << 16, true);
    }
}
