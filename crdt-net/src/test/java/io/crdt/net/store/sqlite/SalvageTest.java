package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Entry;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.SalvageReport;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.StoreReport;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a survey of a damaged directory reports, and what a salvage of it gives. */
@Tag("long")
class SalvageTest {

    private static final int TRIES = Integer.getInteger("store.salvages", 20);
    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    @TempDir
    private Path directories;

    private Path directory() {
        return directories.resolve("damaged");
    }

    /** Rows are damaged in every way there is; a replica that meets what was saved becomes equal to it, whatever it knows. */
    @Test
    void whatIsSalvagedConvergesWithEverybody() throws Exception {
        long first = new SplittableRandom().nextLong();
        long kept = 0;
        for (long seed = first; seed < first + TRIES; seed++) {
            Random random = new Random(seed);
            Path directory = directories.resolve("damaged" + seed);
            List<ReplicaState> peers = new ArrayList<>();
            int removalLimit = random.nextInt(3) == 0 ? 5 : 1_000;
            RandomReplica replica = new RandomReplica(seed, removalLimit);
            try (Store store = open(directory)) {
                for (int save = 0; save < 10; save++) {
                    store.save(replica.after(random.nextInt(20)));
                    peers.add(replica.state());
                    if (random.nextInt(4) == 0) {
                        replica.restart(replica.state());
                    }
                }
            }
            peers.subList(0, random.nextInt(peers.size())).clear();
            ReplicaState whole = peers.remove(peers.size() - 1);
            damage(directory, random);
            Path saved = directories.resolve("saved" + seed);
            SalvageReport salvaged = seed % 2 == 0
                    ? StoreFiles.salvageAndRewrite(directory, saved, Codec.standard())
                    : new SalvageReport(StoreFiles.salvage(directory, saved, Codec.standard()), 0, 0);
            StoreReport report = salvaged.found();
            assertTrue(StoreFiles.verify(saved).isSound(), "seed " + seed);
            try (Store store = open(saved)) {
                assertEquals(
                        report.usable() + salvaged.rewritten(), store.state().size(), "seed " + seed);
                kept += report.usable();
                requireConvergence(store.state(), peers, whole, "seed " + seed + ": " + report);
            }
        }
        assertTrue(kept > 0, "nothing was ever saved");
    }

    private static void damage(Path directory, Random random) throws SQLException {
        String[] ways = {
            "UPDATE entry SET content = x'00' WHERE (origin, seq) IN"
                    + " (SELECT origin, seq FROM entry ORDER BY seq * 7919 % 101 LIMIT 2)",
            "DELETE FROM entry WHERE (origin, seq) IN (SELECT origin, seq FROM entry ORDER BY seq * 7919 % 103 LIMIT 2)",
            "DELETE FROM removal WHERE by_seq % 7 = 3",
            "UPDATE removal SET crc = 1 WHERE by_seq % 7 = 2",
            "UPDATE origin SET seq = seq - 1 WHERE id = 2",
            "DELETE FROM origin WHERE id = 1",
            "UPDATE object SET name = x'' WHERE id = 2",
            "DELETE FROM object WHERE id = 1",
            "UPDATE head SET entries = entries + 1",
            "DELETE FROM head"
        };
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(Database.FILE));
                Statement statement = connection.createStatement()) {
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                statement.executeUpdate(ways[random.nextInt(ways.length)]);
            }
        }
    }

    private static void requireConvergence(
            ReplicaState saved, List<ReplicaState> peers, ReplicaState whole, String message) {
        List<ReplicaState> all = new ArrayList<>(peers);
        all.add(saved);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < all.size(); i++) {
                for (ReplicaState other : List.copyOf(all)) {
                    ReplicaState here = all.get(i);
                    all.set(i, here.apply(other.deltaSince(here.context())));
                }
            }
        }
        for (ReplicaState state : all) {
            assertEquals(all.get(0).context(), state.context(), message);
            assertEquals(all.get(0), state, message);
            assertEquals(
                    all.get(0).deltaSince(VersionVector.EMPTY).objects(),
                    state.deltaSince(VersionVector.EMPTY).objects(),
                    message);
        }
        ReplicaState end = all.get(0);
        Set<Entry> alive = entries(end).collect(Collectors.toSet());
        entries(whole)
                .filter(entry -> end.context().covers(entry.dot()))
                .forEach(entry -> assertTrue(alive.contains(entry), message + " lost " + entry));
    }

    private static Stream<Entry> entries(ReplicaState state) {
        return state.deltaSince(VersionVector.EMPTY).objects().stream().flatMap(object -> object.entries().stream());
    }

    @Test
    void aSoundDirectoryIsToldToBe() {
        try (Store store = open(directory())) {
            store.save(new RandomReplica(1, 1_000).after(100));
            StoreReport whileOpen = StoreFiles.verify(directory());
            assertTrue(whileOpen.isSound(), whileOpen.toString());
            assertEquals(store.state().size(), whileOpen.entries());
            assertEquals(store.state().removalCount(), whileOpen.removals());
            assertEquals(store.state().context().size(), whileOpen.incarnations());
        }
        assertTrue(StoreFiles.verify(directory()).isSound());
    }

    /** One page of entries is gone. What lies before it is kept, what lies behind it is listed. */
    @Test
    void entriesBeforeAGarbledPageAreKeptAndThoseBehindItListed() throws IOException {
        Replica replica =
                new Replica(ReplicaId.random(new Random(1), "r"), ReplicaState.empty(100), new Random(1), () -> 1L);
        for (int i = 0; i < 5_000; i++) {
            String name = "name " + i;
            replica.update(NAMES, (names, me) -> names.add(me, name));
        }
        try (Store store = open(directory())) {
            store.save(replica.state());
        }
        Path file = directory().resolve(Database.FILE);
        byte[] bytes = Files.readAllBytes(file);
        int middle = bytes.length / 4096 / 2 * 4096;
        Arrays.fill(bytes, middle, middle + 4096, (byte) 0x5a);
        Files.write(file, bytes);
        assertThrows(DamagedStoreException.class, () -> open(directory()));
        assertFalse(StoreFiles.verify(directory()).isSound());

        Path saved = directories.resolve("saved");
        StoreReport report = StoreFiles.salvage(directory(), saved, Codec.standard());

        try (Store store = open(saved)) {
            Set<String> names = store.state().get(NAMES).elements();
            assertEquals(report.usable(), names.size());
            assertTrue(names.size() > 1_000, names.size() + " were kept");
            List<String> leftOut = Files.readAllLines(saved.resolve(StoreFiles.LEFT_OUT));
            assertTrue(leftOut.size() > 1_000, leftOut.size() + " were listed");
            assertTrue(leftOut.contains("names (ORSet) /name 4999 UNIT"), leftOut.get(0));
            assertEquals(
                    replica.state(),
                    store.state().apply(replica.state().deltaSince(store.state().context())));
        }
    }

    /** One row is damaged: of sets all is there that can be read, and of counters nothing counts twice. */
    @Test
    void whatIsRewrittenIsThereOnceAndCountersAreNot() throws SQLException, IOException {
        Key<GCounter> visits = Key.of("visits", GCounter.type());
        Replica replica =
                new Replica(ReplicaId.random(new Random(1), "r"), ReplicaState.empty(100), new Random(1), () -> 1L);
        for (int i = 0; i < 30; i++) {
            String name = "name " + i;
            replica.update(NAMES, (names, me) -> names.add(me, name));
            replica.update(visits, (counter, me) -> counter.increment(me));
        }
        try (Store store = open(directory())) {
            store.save(replica.state());
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory().resolve(Database.FILE));
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate("UPDATE entry SET crc = crc + 1 WHERE seq = 11"));
        }
        Path saved = directories.resolve("saved");

        SalvageReport report = StoreFiles.salvageAndRewrite(directory(), saved, Codec.standard());

        assertEquals(1, report.found().usable()); // the counter takes the cut back to the beginning
        assertEquals(28, report.rewritten());
        assertEquals(1, report.leftOut());
        assertTrue(Files.readString(saved.resolve(StoreFiles.LEFT_OUT)).startsWith("visits (GCounter)"));
        try (Store store = open(saved)) {
            assertEquals(29, store.state().get(NAMES).size());
            assertEquals(0, store.state().get(visits).value());
            ReplicaState here =
                    store.state().apply(replica.state().deltaSince(store.state().context()));
            ReplicaState there = replica.state().apply(store.state().deltaSince(replica.context()));
            assertEquals(here, there);
            assertEquals(30, here.get(NAMES).size());
            assertEquals(30, here.get(visits).value());
        }
    }

    @Test
    void aBackupOfARunningStoreIsWhole() {
        RandomReplica replica = new RandomReplica(1, 1_000);
        try (Store store = open(directory())) {
            store.save(replica.after(100));
            ReplicaState then = store.state();
            StoreFiles.backup(directory(), directories.resolve("backup"));
            store.save(replica.after(100));
            try (Store backup = open(directories.resolve("backup"))) {
                assertEquals(then, backup.state());
            }
        }
    }

    @Test
    void aDirectoryThatIsNotEmptyIsNotWrittenTo() throws IOException {
        open(directory()).close();
        Path full = Files.createDirectory(directories.resolve("full"));
        Files.writeString(full.resolve("something"), "mine");
        StoreException refused = assertThrows(StoreException.class, () -> StoreFiles.backup(directory(), full));
        assertTrue(refused.getMessage().contains("not empty"), refused.getMessage());
        assertThrows(StoreException.class, () -> StoreFiles.salvage(directory(), full, Codec.standard()));
    }

    private static Store open(Path directory) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "tests", "salvaged", 1_000, false);
    }
}
