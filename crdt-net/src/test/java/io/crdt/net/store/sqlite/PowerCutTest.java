package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.ReplicaState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the disk may hold when the power fails at any write, or between any two.
 *
 * <p>Between two moments at which the disk was made to have everything it may have any part of what was written since: its
 * beginning, up to the middle of a block; or some blocks and others not, in any order; and rubbish in what was being
 * written, but not in bytes beside that, which SQLite takes for granted (power-safe overwrite). Files are recorded at those
 * moments, and each such part is made of what has changed from one to the next:
 *
 * <ul>
 *   <li>a save appends frames to the write-ahead log, or, after a checkpoint, writes it from its beginning, where its header
 *       is forced to the disk before any frame;
 *   <li>a checkpoint writes pages of the file, while the log is whole.
 * </ul>
 *
 * <p>The files are read through the page cache, so a sync that was left out would not show here. That there are as many as
 * there should be is for {@code SyncedWritesTest}.
 *
 * <p>{@code -Dstore.powerCuts=…} says how many saves are cut, {@code -Dstore.seed=…} repeats them.
 */
@Tag("long")
class PowerCutTest {

    private static final int SAVES = Integer.getInteger("store.powerCuts", 10);
    private static final long SEED = Long.getLong("store.seed", new SplittableRandom().nextLong());
    private static final int BLOCK = 512;
    private static final int LOG_HEADER = 32;
    private static final int LOG_FRAME = 24 + 4096;
    private static final int PAGE = 4096;
    private static final int SUBSETS = 6;

    /** The two files at one moment. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two
    private record Image(byte[] file, byte[] log) {}

    @TempDir
    private Path directories;

    private final Random random = new Random(SEED);
    private int images;

    /** With forced saves each image is the state before the save that was cut, or after it. */
    @Test
    void aForcedSaveIsThereOrNotAndTheOneBeforeIsThereInAnyCase() throws Exception {
        RandomReplica replica = new RandomReplica(SEED, 1_000);
        Path directory = directories.resolve("whole");
        try (Store store = open(directory, true)) {
            for (int save = 0; save < SAVES; save++) {
                String when = "save " + save + ", -Dstore.seed=" + SEED;
                Map<VersionVector, ReplicaState> allowed = new HashMap<>(byContext(store.state()));
                Image before = image(directory);
                store.save(replica.after(1 + random.nextInt(12)));
                Image after = image(directory);
                require(after, byContext(store.state()), "all of " + when);
                allowed.putAll(byContext(store.state()));
                cutSave(before, after, allowed, when);
                if (save % 3 == 2) {
                    checkpoint(directory);
                    cutCheckpoint(after, image(directory), byContext(store.state()), when);
                }
            }
        }
        System.out.printf("%d power cuts in %d forced saves, none of them lost or torn%n", images, SAVES);
    }

    /** With saves that are not forced it is a state since the last checkpoint. */
    @Test
    void savesThatAreNotForcedAreLostFromTheLastOnAndNeverTorn() throws Exception {
        RandomReplica replica = new RandomReplica(SEED, 1_000);
        Path directory = directories.resolve("whole");
        try (Store store = open(directory, false)) {
            store.save(replica.after(20));
            checkpoint(directory);
            for (int part = 0; part < (SAVES + 4) / 5; part++) {
                String when = "part " + part + ", -Dstore.seed=" + SEED;
                Map<VersionVector, ReplicaState> allowed = new HashMap<>(byContext(store.state()));
                Image before = image(directory);
                for (int save = 0; save < 5; save++) {
                    store.save(replica.after(1 + random.nextInt(12)));
                    allowed.putAll(byContext(store.state()));
                }
                Image after = image(directory);
                cutSave(before, after, allowed, when);
                checkpoint(directory);
                cutCheckpoint(after, image(directory), byContext(store.state()), when);
            }
        }
    }

    private void cutSave(Image before, Image after, Map<VersionVector, ReplicaState> allowed, String when)
            throws IOException {
        assertTrue(Arrays.equals(before.file(), after.file()), "a save writes the log alone: " + when);
        byte[] old = before.log();
        byte[] fresh = after.log();
        if (Arrays.equals(old, fresh)) {
            return;
        }
        if (old.length < LOG_HEADER || Arrays.mismatch(old, 0, LOG_HEADER, fresh, 0, LOG_HEADER) >= 0) {
            for (int cut = 0; cut <= LOG_HEADER; cut += 1 + random.nextInt(LOG_HEADER / 4)) {
                require(
                        new Image(after.file(), cut(old, fresh, cut, false)),
                        allowed,
                        "header to " + cut + ", " + when);
            }
            old = cut(old, fresh, LOG_HEADER, false);
        }
        int first = Math.max(0, Arrays.mismatch(old, fresh) - LOG_HEADER) / LOG_FRAME;
        for (int at = LOG_HEADER + first * LOG_FRAME; at <= fresh.length; at += LOG_FRAME) {
            for (int cut : new int[] {at - 1, at, at + 1 + random.nextInt(LOG_FRAME - 1)}) {
                boolean rubbish = random.nextInt(4) == 0;
                require(new Image(after.file(), cut(old, fresh, cut, rubbish)), allowed, "log to " + cut + ", " + when);
            }
        }
        for (int i = 0; i < SUBSETS; i++) {
            byte[] some = someBlocks(old, fresh);
            require(new Image(after.file(), some), allowed, "some blocks of the log, " + when);
        }
    }

    private void cutCheckpoint(Image before, Image after, Map<VersionVector, ReplicaState> allowed, String when)
            throws IOException {
        assertTrue(Arrays.equals(before.log(), after.log()), "a checkpoint writes the file alone: " + when);
        int first = Math.max(0, Arrays.mismatch(before.file(), after.file()));
        for (int at = first / PAGE * PAGE; at <= after.file().length; at += PAGE) {
            for (int cut : new int[] {at, at + 1 + random.nextInt(PAGE - 1)}) {
                byte[] file = cut(before.file(), after.file(), cut, random.nextInt(4) == 0);
                require(new Image(file, after.log()), allowed, "file to " + cut + ", " + when);
            }
        }
        for (int i = 0; i < SUBSETS; i++) {
            byte[] some = someBlocks(before.file(), after.file());
            require(new Image(some, after.log()), allowed, "some blocks of the file, " + when);
        }
    }

    /** Returns what is left if all was written up to some byte, and perhaps rubbish in the rest of its block. */
    private byte[] cut(byte[] old, byte[] fresh, int cut, boolean rubbish) {
        int end = Math.min(cut, fresh.length);
        byte[] left = Arrays.copyOf(fresh, Math.max(end, old.length));
        if (end < old.length) {
            System.arraycopy(old, end, left, end, old.length - end);
        }
        if (rubbish) {
            int block = end / BLOCK * BLOCK;
            int written = Arrays.mismatch(from(old, block), from(fresh, block));
            for (int i = Math.max(end, block + written);
                    written >= 0 && i < Math.min(block + BLOCK, left.length);
                    i++) {
                left[i] = (byte) random.nextInt();
            }
        }
        return left;
    }

    /** Returns what is left if each block was written or not, by chance; the file ends with the last that was. */
    private byte[] someBlocks(byte[] old, byte[] fresh) {
        byte[] left = old.clone();
        int oneIn = 2 + random.nextInt(10);
        for (int at = 0; at < fresh.length; at += BLOCK) {
            int end = Math.min(at + BLOCK, fresh.length);
            if (random.nextInt(oneIn) > 0) {
                left = Arrays.copyOf(left, Math.max(left.length, end));
                System.arraycopy(fresh, at, left, at, end - at);
            }
        }
        return left;
    }

    private static byte[] from(byte[] bytes, int block) {
        return Arrays.copyOfRange(bytes, Math.min(block, bytes.length), Math.min(block + BLOCK, bytes.length));
    }

    private void require(Image image, Map<VersionVector, ReplicaState> allowed, String how) throws IOException {
        images++;
        Path directory = Files.createDirectories(directories.resolve("cut"));
        Files.deleteIfExists(directory.resolve(Database.FILE + "-shm"));
        Files.write(directory.resolve(Database.FILE), image.file());
        Files.write(directory.resolve(Database.FILE + "-wal"), image.log());
        try (Store store = open(directory, false)) {
            ReplicaState expected = allowed.get(store.state().context());
            assertNotNull(expected, () -> how + " is at " + store.state().context());
            assertEquals(expected, store.state(), how);
            assertEquals(expected.fingerprint(), store.state().fingerprint(), how);
        } catch (StoreException e) {
            throw new AssertionError(how + ": " + e.getMessage(), e);
        }
    }

    private static Map<VersionVector, ReplicaState> byContext(ReplicaState state) {
        return Map.of(state.context(), state);
    }

    private static Image image(Path directory) throws IOException {
        Path log = directory.resolve(Database.FILE + "-wal");
        return new Image(
                Files.readAllBytes(directory.resolve(Database.FILE)),
                Files.exists(log) ? Files.readAllBytes(log) : new byte[0]);
    }

    /** Carries all pages over, so that the next save restarts the log. */
    private static void checkpoint(Path directory) throws SQLException {
        Path file = directory.resolve(Database.FILE);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA wal_checkpoint(RESTART)")) {
            assertTrue(result.next() && result.getInt(1) == 0, "somebody reads");
        }
    }

    /** What SQLite does is chosen for each connection, and a misspelt choice is no error to it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theConnectionThatWritesIsSetAsItIsMeantToBe(boolean forced) throws SQLException {
        Path directory = directories.resolve("settings");
        open(directory, forced).close();
        try (Database database = Database.open(directory, forced)) {
            assertEquals("wal", setting(database, "journal_mode"));
            assertEquals(forced ? "2" : "1", setting(database, "synchronous"));
            assertEquals("1", setting(database, "fullfsync"));
            assertEquals("1", setting(database, "checkpoint_fullfsync"));
            assertEquals("1000", setting(database, "wal_autocheckpoint"));
            assertEquals("1", setting(database, "cell_size_check"));
        }
    }

    private static String setting(Database database, String name) throws SQLException {
        try (var select = database.prepare("PRAGMA " + name);
                var rows = select.executeQuery()) {
            return rows.next() ? rows.getString(1) : "none";
        }
    }

    /** A new database comes into being under another name, so that what is left of one that was cut off is in no way. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4_096, 9_000})
    void aDatabaseThatWasNotFinishedIsMadeAnew(int bytes) throws IOException {
        Path directory = Files.createDirectories(directories.resolve("new"));
        byte[] rubbish = ByteBuffer.allocate(bytes).array();
        random.nextBytes(rubbish);
        Files.write(directory.resolve(Database.FILE + ".new"), rubbish);
        Files.write(directory.resolve(Database.FILE + ".new-journal"), rubbish);
        Files.write(directory.resolve(Database.FILE + ".new-wal"), rubbish);
        ReplicaState state = new RandomReplica(1, 100).after(20);
        try (Store store = open(directory, false)) {
            store.save(state);
        }
        try (Store store = open(directory, false)) {
            assertEquals(state, store.state());
        }
    }

    private static Store open(Path directory, boolean forced) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "tests", "cut", 1_000, forced);
    }
}
