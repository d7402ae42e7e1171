package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.ReplicaState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What others do to the directory of a store that is open. After each of it no save succeeds that is not there when the
 * directory is opened again.
 */
class ReplacedFilesTest {

    @TempDir
    private Path directories;

    private final RandomReplica replica = new RandomReplica(1, 1_000);

    private Path directory() {
        return directories.resolve("data");
    }

    @Test
    void aDirectoryThatIsDeletedIsNoticedAndWrittenAnew() throws IOException {
        noticesAndGoesOn("it was deleted or moved away", () -> delete(directory()));
    }

    @Test
    void aDirectoryThatIsMovedIsNoticedAndWrittenAnewAndWhatWasMovedIsACopy() throws IOException {
        Path moved = directories.resolve("moved");
        ReplicaState then = noticesAndGoesOn("it was deleted or moved away", () -> Files.move(directory(), moved));
        try (Store copy = open(moved)) {
            assertEquals(then, copy.state());
        }
    }

    @Test
    void aDatabaseAndItsLogThatAreDeletedAreWrittenAnew() throws IOException {
        noticesAndGoesOn("crdt.db was deleted or moved away, crdt.db-wal was deleted or moved away", () -> {
            Files.delete(file(""));
            Files.delete(file("-wal"));
        });
    }

    @Test
    void aLogThatIsDeletedIsCarriedOver() throws IOException {
        noticesAndGoesOn("crdt.db-wal was deleted or moved away", () -> Files.delete(file("-wal")));
    }

    @Test
    void aLockFileThatIsDeletedIsLockedAgain() throws IOException {
        noticesAndGoesOn(
                "the lock file was deleted", () -> Files.delete(directory().resolve("lock")));
        try (Store store = open(directory())) {
            StoreException refused = assertThrows(StoreException.class, () -> open(directory()));
            assertTrue(refused.getMessage().contains("is in use"), refused.getMessage());
            assertFalse(store.state().context().isEmpty());
        }
    }

    /** The next save is refused, the one after it succeeds, and all is there at the next start. */
    @CanIgnoreReturnValue
    private ReplicaState noticesAndGoesOn(String told, Meddling meddling) throws IOException {
        ReplicaState then;
        try (Store store = open(directory())) {
            store.save(replica.after(50));
            then = store.state();
            meddling.run();
            StoreException refused = assertThrows(StoreException.class, () -> store.save(replica.after(10)));
            assertTrue(refused.getMessage().contains(told), refused.getMessage());
            assertEquals(then, store.state());
            for (int i = 0; i < 20; i++) {
                store.save(replica.after(3));
            }
        }
        assertOpensWith(replica.state());
        return then;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal"})
    void aFileThatIsCutIsNoticedAndNothingIsSavedUntilItIsMovedAway(String name) throws IOException {
        noticesAndWaits("bytes", () -> Files.write(file(name), new byte[0]));
    }

    @Test
    void aDatabaseThatIsReplacedIsNoticedAndLeftAlone() throws IOException {
        Path other = directories.resolve("other");
        RandomReplica strange = new RandomReplica(2, 100);
        try (Store store = open(other)) {
            store.save(strange.after(50));
        }
        noticesAndWaits("crdt.db was replaced by another file", () -> {
            Files.move(other.resolve(Database.FILE), file(""), StandardCopyOption.REPLACE_EXISTING);
            Files.delete(file("-wal"));
        });
        Path left = Files.createDirectory(directories.resolve("left"));
        Files.copy(directories.resolve("away").resolve(Database.FILE), left.resolve(Database.FILE));
        try (Store store = open(left)) {
            assertEquals(strange.state(), store.state(), "what was somebody else's is whole");
        }
    }

    @Test
    void aDatabaseThatIsDeletedWithoutItsLogIsWrittenAnewWhenTheLogIsMovedAway() throws IOException {
        noticesAndWaits("crdt.db was deleted", () -> Files.delete(file("")));
    }

    private void noticesAndWaits(String told, Meddling meddling) throws IOException {
        try (Store store = open(directory())) {
            store.save(replica.after(50));
            ReplicaState then = store.state();
            meddling.run();
            StoreException first = assertThrows(StoreException.class, () -> store.save(replica.after(10)));
            assertTrue(first.getMessage().contains(told), first.getMessage());
            assertTrue(first.getMessage().contains("Put back what was there"), first.getMessage());
            for (int i = 0; i < 3; i++) {
                assertThrows(StoreException.class, () -> store.save(replica.after(10)));
            }
            assertEquals(then, store.state());

            Path away = Files.createDirectory(directories.resolve("away"));
            for (Path file : list(directory())) {
                if (file.getFileName().toString().startsWith(Database.FILE)) {
                    Files.move(file, away.resolve(file.getFileName()));
                }
            }
            store.save(replica.after(10));
        }
        assertOpensWith(replica.state());
    }

    @Test
    void whatIsMovedBackIsGoneOnWith() throws IOException {
        Path moved = directories.resolve("moved");
        try (Store store = open(directory())) {
            store.save(replica.after(50));
            Files.move(directory(), moved);
            assertThrows(StoreException.class, () -> store.save(replica.after(10)));
            Files.move(moved, directory());
            store.save(replica.after(10));
            assertTrue(Files.exists(directory().resolve("lock")));
        }
        assertOpensWith(replica.state());
    }

    @Test
    void aCloseAfterWhichNothingIsThereSaysSo() throws IOException {
        Store store = open(directory());
        store.save(replica.after(50));
        delete(directory());
        StoreException told = assertThrows(StoreException.class, store::close);
        assertTrue(told.getMessage().contains("may not be there any more"), told.getMessage());
        open(directory()).close(); // it is given back
    }

    /** As if another process had taken the lock: it does not overwrite, and is not overwritten. */
    @Test
    void aSecondWriterIsNoticedAtTheFirstWriteAfterIt() throws Exception {
        ReplicaState others;
        try (Store store = open(directory())) {
            store.save(replica.after(50));
            ReplicaState then = store.state();
            try (Database second = Database.open(directory(), true)) {
                Catalog catalog = Catalog.read(second, RandomReplica.CODEC);
                second.commit();
                RandomReplica other = new RandomReplica(3, 1_000);
                other.restart(then);
                others = other.after(20);
                new StateSaver(second, catalog, RandomReplica.CODEC).save(then, others);
            }
            StoreException refused = assertThrows(StoreException.class, () -> store.save(replica.after(10)));
            assertTrue(refused.getMessage().contains("another process has written to"), refused.getMessage());
            assertThrows(DamagedStoreException.class, () -> store.save(replica.after(10)));
            assertEquals(then, store.state());
        }
        assertOpensWith(others);
    }

    private interface Meddling {
        void run() throws IOException;
    }

    private void assertOpensWith(ReplicaState state) {
        assertTrue(StoreFiles.verify(directory()).isSound());
        try (Store store = open(directory())) {
            assertEquals(state, store.state());
            assertEquals(state.fingerprint(), store.state().fingerprint());
        }
    }

    private Path file(String suffix) {
        return directory().resolve(Database.FILE + suffix);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Store open(Path directory) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "tests", "replaced", 1_000, true);
    }
}
