package io.crdt.net.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.crdt.causal.VersionVector;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.type.ORSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {

    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    @TempDir
    private Path directories;

    private int opened;

    @Override
    Store open(int removalLimit) {
        opened++;
        return open(directory(), removalLimit);
    }

    @Override
    Store reopen(Store store, int removalLimit) {
        store.close();
        return open(directory(), removalLimit);
    }

    private Path directory() {
        return directories.resolve("replica " + opened + " ?&%#ä");
    }

    private static Store open(Path directory, int removalLimit) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "sqlite", removalLimit, false);
    }

    @Test
    void everyLifeHasTheNameOfTheCopyAndOneOfItsOwn() {
        try (Store first = open(100);
                Store second = reopen(first, 100)) {
            assertEquals(first.replica().high(), second.replica().high());
            assertTrue(first.replica().low() != second.replica().low());
        }
    }

    /** Here somebody else holds the database; what failed is as if it had not been tried. */
    @Test
    void aSaveThatFailedMayBeTriedAgain() throws SQLException {
        RandomReplica replica = new RandomReplica(1, 100);
        try (Store store = open(100)) {
            store.save(replica.after(50));
            ReplicaState before = store.state();
            Path file = directories.resolve("replica 1 ?&%#ä").resolve(Database.FILE);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                StoreException failure = assertThrows(StoreException.class, () -> store.save(replica.after(50)));
                assertTrue(failure.getMessage().contains(Database.FILE), failure.getMessage());
                assertTrue(failure.getMessage().contains("what was saved before is still there"), failure.getMessage());
                assertEquals(before, store.state());
                statement.execute("ROLLBACK");
            }
            store.save(replica.after(50));
            ReplicaState saved = store.state();
            assertEquals(saved, reopen(store, 100).state());
        }
    }

    /** What others change behind the store's back is noticed when it connects again. */
    @Test
    void aDatabaseThatMovedOnWithoutTheStoreIsRefused() throws SQLException {
        RandomReplica replica = new RandomReplica(1, 100);
        try (Store store = open(100)) {
            store.save(replica.after(50));
            Path file = directories.resolve("replica 1 ?&%#ä").resolve(Database.FILE);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThrows(StoreException.class, () -> store.save(replica.after(50)));
                statement.execute("UPDATE origin SET seq = seq + 1 WHERE id = 1");
                statement.execute("COMMIT");
            }
            assertThrows(DamagedStoreException.class, () -> store.save(replica.after(50)));
        }
    }

    /**
     * A state can change without an operation, when damage in it is repaired with the help of peers; then the delta since
     * the last save does not say what is new.
     */
    @Test
    void aStateThatWasMendedIsWrittenAnew() {
        long seed = new SplittableRandom().nextLong();
        RandomReplica replica = new RandomReplica(seed, 1_000);
        ReplicaState whole = replica.after(200);
        var delta = whole.deltaSince(VersionVector.EMPTY);
        var fewer = new StateDelta(
                delta.from(),
                delta.to(),
                delta.objects().subList(1, delta.objects().size()),
                delta.removals(),
                delta.chains(),
                null);
        ReplicaState damaged = ReplicaState.empty(1_000).apply(fewer);
        try (Store store = open(1_000)) {
            store.save(damaged);
            store.save(whole);
            assertEquals(whole, reopen(store, 1_000).state(), "seed " + seed);
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path directory = Files.createDirectory(directories.resolve("read-only"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(directory), "this user may write everywhere");
        StoreException refused = assertThrows(StoreException.class, () -> open(directory, 100));
        assertTrue(refused.getMessage().contains("read-only"), refused.getMessage());
    }

    /** {@code -Dstore.smallDisk=DIR} names a directory on a disk of a few MB. */
    @Test
    @EnabledIfSystemProperty(named = "store.smallDisk", matches = ".+")
    void aFullDiskLosesNothingAndNeedsNoRestart() throws IOException {
        Path disk = Path.of(System.getProperty("store.smallDisk"));
        Path ballast = Files.write(disk.resolve("ballast"), new byte[1 << 20]);
        Path directory = disk.resolve("data");
        ReplicaState saved;
        try (Store store = SqliteStore.open(directory, RandomReplica.CODEC, "full", 100, true)) {
            Replica replica = new Replica(store.replica(), store.state(), new Random(1), () -> 1L);
            StoreException failure = assertThrows(StoreException.class, () -> {
                for (int i = 0; ; i++) {
                    String name = i + "x".repeat(2_000);
                    replica.update(NAMES, (names, me) -> names.add(me, name));
                    store.save(replica.state());
                }
            });
            System.out.println("a full disk: " + failure.getMessage());
            assertTrue(failure.getMessage().contains("full"), failure.getMessage());
            assertThrows(StoreException.class, () -> store.save(replica.state()));
            assertTrue(StoreFiles.verify(directory).isSound());
            assertEquals(StoreFiles.verify(directory).entries(), store.state().size());

            Files.delete(ballast);
            store.save(replica.state());
            saved = replica.state();
        }
        try (Store store = SqliteStore.open(directory, RandomReplica.CODEC, "full", 100, true)) {
            assertEquals(saved, store.state());
        }
    }
}
