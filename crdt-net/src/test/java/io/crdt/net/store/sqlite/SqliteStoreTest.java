package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.crdt.net.contract.RandomReplica;
import io.crdt.net.contract.StoreContract;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.ORSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreTest extends StoreContract {

    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    @TempDir
    private Path directories;

    private int opened;

    @Override
    protected Store open(int removalLimit) {
        opened++;
        return open(directory(), removalLimit);
    }

    @Override
    protected Store reopen(Store store, int removalLimit) {
        store.close();
        return open(directory(), removalLimit);
    }

    private Path directory() {
        return directories.resolve("replica " + opened + " ?&%#ä");
    }

    private static Store open(Path directory, int removalLimit) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "tests", "sqlite", removalLimit, false);
    }

    @Test
    void everyLifeHasTheNameOfTheCopyAndOneOfItsOwn() {
        try (Store first = open(100);
                Store second = reopen(first, 100)) {
            assertEquals(first.replica().high(), second.replica().high());
            assertTrue(first.replica().low() != second.replica().low());
        }
    }

    /** Otherwise an application that names objects by session or by day fills memory and disk until its next start. */
    @Test
    void namesOfEmptyObjectsAreForgottenWhileTheStoreIsOpen() throws SQLException {
        Replica replica = new Replica(
                ReplicaId.random(new Random(1), "names"), ReplicaState.empty(100), new Random(2), () -> 1_000L);
        try (Store store = open(100)) {
            replica.update(NAMES, (names, me) -> names.add(me, "stays"));
            for (int i = 0; i < 4_000; i += 2_000) {
                fill(replica, i);
                store.save(replica.state());
                clear(replica, i);
                store.save(replica.state());
                assertTrue(rowsOf("object") <= 1_002, rowsOf("object") + " names of one object that is alive");
            }
            try (Store again = reopen(store, 100)) {
                assertEquals(replica.state(), again.state());
            }
        }
    }

    private static Key<ORSet<String>> session(int number) {
        return Key.of("session " + number, ORSet.type(String.class));
    }

    private static void fill(Replica replica, int first) {
        for (int i = first; i < first + 2_000; i++) {
            replica.update(session(i), (each, me) -> each.add(me, "open"));
        }
    }

    private static void clear(Replica replica, int first) {
        for (int i = first; i < first + 2_000; i++) {
            replica.update(session(i), (each, me) -> each.clear(me));
        }
    }

    private long rowsOf(String table) throws SQLException {
        Path file = directories.resolve("replica 1 ?&%#ä").resolve(Database.FILE);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = other.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return rows.getLong(1);
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

    @Test
    void aDirectoryOfAnotherClusterIsRefusedWithBothNames() {
        String odd = "half a pair \ud800";
        Path directory = directories.resolve("clusters");
        ReplicaState state = new RandomReplica(1, 100).after(50);
        try (Store store = SqliteStore.open(directory, RandomReplica.CODEC, odd, "a", 100, false)) {
            store.save(state);
        }
        StoreException refused = assertThrows(StoreException.class, () -> open(directory, 100));
        assertTrue(refused.getMessage().contains("clusters is of the cluster \"" + odd + "\""), refused.getMessage());
        assertTrue(refused.getMessage().contains("opened for \"tests\"; nothing was changed"), refused.getMessage());
        try (Store store = SqliteStore.open(directory, RandomReplica.CODEC, odd, "a", 100, false)) {
            assertEquals(state, store.state());
        }
    }

    @Test
    void aStoreWithoutAClusterIsRefused() {
        Path directory = directories.resolve("of no cluster");
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> SqliteStore.open(directory, RandomReplica.CODEC, "", "a", 100, false))
                .getMessage();
        assertTrue(message.startsWith("a cluster name has 1 to 255 characters"), message);
        assertFalse(Files.exists(directory), "nothing was made");
    }

    /** A salvage may have lost the name with the head; then it takes the one it is opened for, and keeps it. */
    @Test
    void aDirectoryThatHasLostTheNameOfItsClusterTakesTheNextOne() throws SQLException {
        Path directory = directories.resolve("nameless");
        open(directory, 100).close();
        try (Database database = Database.open(directory, false)) {
            Head head = Catalog.read(database, RandomReplica.CODEC).head;
            try (var update = database.prepare(Head.UPDATE)) {
                new Head(head.replica(), "", head.entries(), head.removals(), head.origins()).write(update);
            }
            database.commit();
        }
        try (Store store = open(directory, 100)) {
            ReplicaState state = new RandomReplica(1, 100).after(50);
            whileLocked(directory, () -> assertThrows(StoreException.class, () -> store.save(state)));
            store.save(state); // over another connection, which has to know the name as well
        }
        assertThrows(
                StoreException.class,
                () -> SqliteStore.open(directory, RandomReplica.CODEC, "another", "a", 100, false));
    }

    private static void whileLocked(Path directory, Runnable action) throws SQLException {
        Path file = directory.resolve(Database.FILE);
        try (Connection locking = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = locking.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            action.run();
        }
    }

    /** Older formats are another matter, see {@link FormerFormatTest}. */
    @Test
    void aDatabaseOfANewerFormatIsRefusedByAllWithBothFormats() throws Exception {
        Path directory = directories.resolve("newer");
        open(directory, 100).close();
        Path file = directory.resolve(Database.FILE);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + (Tables.FORMAT + 1));
        }
        byte[] before = Files.readAllBytes(file);
        Path to = directories.resolve("to");
        for (Executable use : List.<Executable>of(
                () -> open(directory, 100),
                () -> StoreFiles.verify(directory),
                () -> StoreFiles.backup(directory, to),
                () -> StoreFiles.salvage(directory, to, RandomReplica.CODEC))) {
            StoreException refused = assertThrows(StoreException.class, use);
            assertEquals(
                    file + " has format 4, and this version reads formats 1 to 3: it was written by a newer version;"
                            + " nothing was changed",
                    refused.getMessage());
            assertEquals(StoreException.Kind.OTHER_VERSION, refused.kind());
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    /** A database put in the place of the store's own, while that had no connection, has other operations or another name. */
    @ParameterizedTest
    @ValueSource(strings = {"another name", "another chain"})
    void anotherDatabaseInItsPlaceIsRefused(String how) throws Exception {
        ReplicaState state = RepairedStateTest.stateWith("milk", 1);
        Path other = directories.resolve("other");
        try (Store stranger = open(other, 100)) {
            stranger.save(how.equals("another name") ? state : RepairedStateTest.stateWith("milk", 2));
        }
        try (Store store = open(100)) {
            store.save(state);
            Path file = directory().resolve(Database.FILE);
            whileLocked(directory(), () -> assertThrows(StoreException.class, () -> store.save(advanced(state))));
            if (how.equals("another chain")) {
                setName(other, store.replica().high());
            }
            Files.deleteIfExists(directory().resolve(Database.FILE + "-wal"));
            Files.deleteIfExists(directory().resolve(Database.FILE + "-shm"));
            Files.copy(other.resolve(Database.FILE), file, StandardCopyOption.REPLACE_EXISTING);
            StoreException refused = assertThrows(DamagedStoreException.class, () -> store.save(advanced(state)));
            assertTrue(refused.getMessage().contains("is not what was left there"), refused.getMessage());
        }
    }

    private static ReplicaState advanced(ReplicaState state) {
        Replica replica = new Replica(ReplicaId.random(new Random(3), "r"), state, new Random(3), () -> 1L);
        replica.update(NAMES, (names, me) -> names.add(me, "new"));
        return replica.state();
    }

    private static void setName(Path directory, long name) throws SQLException {
        try (Database database = Database.open(directory, false)) {
            Head head = Catalog.read(database, RandomReplica.CODEC).head;
            try (var update = database.prepare(Head.UPDATE)) {
                new Head(name, head.cluster(), head.entries(), head.removals(), head.origins()).write(update);
            }
            database.commit();
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
}
