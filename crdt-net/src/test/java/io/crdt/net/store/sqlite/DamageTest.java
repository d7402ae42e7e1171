package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.ORSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not what a store wrote is refused, and what was cut off is a state that was saved before. */
@Tag("long")
class DamageTest {

    private static final int FLIPS = Integer.getInteger("store.flips", 400);
    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    @TempDir
    private Path directories;

    private final Map<VersionVector, ReplicaState> saved = new HashMap<>();
    private int copies;

    /** Every byte that is wrong is either not used, or noticed. */
    @Test
    void aFlippedBitIsNeverReadAsData() throws IOException {
        long seed = new SplittableRandom().nextLong();
        Random random = new Random(seed);
        Path directory = directories.resolve("whole");
        try (Store store = open(directory)) {
            saveSome(store, seed, 12);
        }
        byte[] whole = Files.readAllBytes(directory.resolve(Database.FILE));
        int noticed = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = whole.clone();
            int at = i < 100 ? i : random.nextInt(whole.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            noticed += isNoticed(damaged, "byte " + at + " of seed " + seed) ? 1 : 0;
        }
        assertTrue(noticed > FLIPS / 8, "only " + noticed + " of " + FLIPS + " were noticed");
    }

    @Test
    void zeroedAndForgottenPagesAreNeverReadAsData() throws IOException {
        long seed = new SplittableRandom().nextLong();
        Path directory = directories.resolve("whole");
        byte[] early;
        try (Store store = open(directory)) {
            saveSome(store, seed, 12);
        }
        early = Files.readAllBytes(directory.resolve(Database.FILE));
        try (Store store = open(directory)) {
            saveSome(store, seed + 1, 12);
        }
        byte[] whole = Files.readAllBytes(directory.resolve(Database.FILE));
        for (int page = 0; page < whole.length; page += 4096) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, page, page + 4096, (byte) 0);
            boolean unused = isNoticed(zeroed, "page at " + page + " zeroed, seed " + seed);
            byte[] lostWrite = whole.clone();
            int length = Math.min(4096, early.length - page);
            if (length > 0) {
                System.arraycopy(early, page, lostWrite, page, length);
                unused = isNoticed(lostWrite, "write of page at " + page + " lost, seed " + seed);
            }
            unused = isNoticed(Arrays.copyOf(whole, page), "cut at " + page + ", seed " + seed);
        }
    }

    private boolean isNoticed(byte[] file, String how) throws IOException {
        Path directory = Files.createDirectory(directories.resolve("damaged" + copies++));
        Files.write(directory.resolve(Database.FILE), file);
        try (Store store = open(directory)) {
            assertEquals(saved.get(store.state().context()), store.state(), how);
            return false;
        } catch (StoreException e) {
            assertTrue(e.getMessage().contains(Database.FILE), how + ": " + e.getMessage());
            return true;
        }
    }

    private Path withLog(byte[] file, byte[] log) throws IOException {
        Path directory = Files.createDirectory(directories.resolve("cut" + copies++));
        Files.write(directory.resolve(Database.FILE), file);
        Files.write(directory.resolve(Database.FILE + "-wal"), log);
        return directory;
    }

    /** The file was copied early and the log late; in between pages were carried over and the log restarted. */
    @Test
    void aTornCopyIsRefused() throws IOException {
        Path directory = directories.resolve("whole");
        byte[] file;
        byte[] log;
        Replica replica = new Replica(
                ReplicaId.random(new Random(1), "copied"), ReplicaState.empty(100), new Random(1), () -> 1L);
        try (Store store = open(directory)) {
            add(replica, store, 0, 2_000);
            file = Files.readAllBytes(directory.resolve(Database.FILE));
            add(replica, store, 2_000, 10_000);
            log = Files.readAllBytes(directory.resolve(Database.FILE + "-wal"));
        }
        Path torn = withLog(file, log);
        DamagedStoreException refused = assertThrows(DamagedStoreException.class, () -> open(torn));
        assertTrue(refused.getMessage().contains(Database.FILE), refused.getMessage());
    }

    private static void add(Replica replica, Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            String name = "name " + i + " of some length, so that pages fill";
            replica.update(NAMES, (names, me) -> names.add(me, name));
            if (i % 20 == 0) {
                store.save(replica.state());
            }
        }
        store.save(replica.state());
    }

    @Test
    void anotherFormatIsNamed() throws IOException {
        Path directory = directories.resolve("whole");
        open(directory).close();
        byte[] file = Files.readAllBytes(directory.resolve(Database.FILE));
        ByteBuffer.wrap(file).putInt(60, Tables.FORMAT + 1);
        Files.write(directory.resolve(Database.FILE), file);
        StoreException refused = assertThrows(StoreException.class, () -> open(directory));
        assertTrue(refused.getMessage().contains("format " + (Tables.FORMAT + 1)), refused.getMessage());
    }

    @Test
    void emptyAndForeignFilesAreNamed() throws IOException {
        Path directory = Files.createDirectory(directories.resolve("foreign"));
        Path file = directory.resolve(Database.FILE);
        Files.write(file, new byte[0]);
        assertTrue(assertThrows(DamagedStoreException.class, () -> open(directory))
                .getMessage()
                .contains("only 0 bytes"));
        Files.write(file, new byte[5_000]);
        assertTrue(assertThrows(DamagedStoreException.class, () -> open(directory))
                .getMessage()
                .contains("another program"));
        Files.delete(file);
        Files.write(directory.resolve(Database.FILE + "-wal"), new byte[100]);
        assertTrue(assertThrows(DamagedStoreException.class, () -> open(directory))
                .getMessage()
                .contains("missing"));
    }

    private void saveSome(Store store, long seed, int saves) {
        RandomReplica replica = new RandomReplica(seed, 1_000);
        replica.restart(store.state());
        saved.put(store.state().context(), store.state());
        for (int i = 0; i < saves; i++) {
            store.save(replica.after(15));
            saved.put(store.state().context(), store.state());
        }
    }

    private static Store open(Path directory) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "tests", "damaged", 1_000, false);
    }
}
