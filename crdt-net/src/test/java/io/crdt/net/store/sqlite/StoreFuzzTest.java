package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.DecodeException;
import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.Store;
import io.crdt.net.store.format.EntryBytes;
import io.crdt.net.store.format.ShapeText;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConnection;

/**
 * Whatever is in a database, reading it gives what was saved or refuses it, soon and with little memory. As a test it takes
 * the inputs that have found a fault, in its directory of resources, and those of {@link KeptInputs}; with
 * {@code JAZZER_FUZZ=1} Jazzer looks for new ones.
 */
class StoreFuzzTest {

    private static final List<Shape> SHAPES = Stream.of("S", "F", "MS", "MF", "PSF", "MPSF", "MMF", "MPMSPFF")
            .map(ShapeText::parse)
            .toList();
    private static final Dot DOT = new Dot(new Incarnation(1, 2), 3);
    private static final EntryBytes ENTRIES = new EntryBytes(RandomReplica.CODEC);
    private static final Map<VersionVector, ReplicaState> SAVED = new HashMap<>();
    private static final byte[] DATABASE = database();

    /** Where a database says that it has a write-ahead log: one in memory cannot have any. */
    private static final int WITH_LOG_AT = 18;

    private static final byte WITHOUT_LOG = 1;

    /** The first byte is the shape of the object. What could be read is written to what is read as the same. */
    @FuzzTest(maxDuration = "30m", maxExecutions = 1_500_000)
    void aRowOfAnEntry(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Shape shape = SHAPES.get((bytes[0] & 0xff) % SHAPES.size());
        Entry entry;
        try {
            entry = ENTRIES.decode(Arrays.copyOfRange(bytes, 1, bytes.length), shape, DOT);
        } catch (DecodeException | IllegalArgumentException refused) {
            assertTrue(refused.getMessage() != null);
            return;
        }
        byte[] written = ENTRIES.encode(entry, shape);
        try {
            assertArrayEquals(written, ENTRIES.encode(ENTRIES.decode(written, shape, DOT), shape), entry.toString());
        } catch (DecodeException e) {
            throw new AssertionError("what was written for " + entry + " is refused", e);
        }
    }

    /** Where a shape is expected, any text may stand. */
    @FuzzTest(maxDuration = "30m", maxExecutions = 1_500_000)
    void aShape(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            assertEquals(text, ShapeText.of(ShapeText.parse(text)));
        } catch (IllegalArgumentException refused) {
            assertTrue(refused.getMessage() != null);
        }
    }

    /**
     * Each three bytes put one byte somewhere into a database: two say where, one says what. It is read from memory, which
     * is much faster than from files, and so without its write-ahead log. What verifies it and what loads it agree.
     */
    @FuzzTest(maxDuration = "30m", maxExecutions = 1_500_000)
    void aDatabaseFile(byte[] bytes) throws SQLException {
        byte[] file = DATABASE.clone();
        ByteBuffer edits = ByteBuffer.wrap(bytes);
        while (edits.remaining() >= 3) {
            file[(edits.getShort() & 0xffff) * file.length >>> 16] = edits.get();
        }
        Arrays.fill(file, WITH_LOG_AT, WITH_LOG_AT + 2, WITHOUT_LOG);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            connection.unwrap(SQLiteConnection.class).deserialize("main", file);
            Database database = new Database(Path.of(Database.FILE), connection, null);
            boolean sound = Survey.of(database, RandomReplica.CODEC).report().isSound();
            assertEquals(sound, isLoaded(database));
        }
    }

    @Test
    void keptInputsForARowOfAnEntry() throws IOException {
        KeptInputs.replay(StoreFuzzTest.class, "aRowOfAnEntry", this::aRowOfAnEntry);
    }

    @Test
    void keptInputsForAShape() throws IOException {
        KeptInputs.replay(StoreFuzzTest.class, "aShape", this::aShape);
    }

    @Test
    void keptInputsForADatabaseFile() throws IOException {
        KeptInputs.replay(StoreFuzzTest.class, "aDatabaseFile", this::aDatabaseFile);
    }

    private static boolean isLoaded(Database database) throws SQLException {
        try {
            Catalog catalog = Catalog.read(database, RandomReplica.CODEC);
            ReplicaState state = new StateLoader(database, catalog, RandomReplica.CODEC).load(1_000);
            assertEquals(SAVED.get(state.context()), state);
            return true;
        } catch (DamagedStoreException refused) {
            return false;
        } catch (SQLException refused) {
            return false;
        }
    }

    private static byte[] database() {
        Path directory = directory();
        try {
            RandomReplica replica = new RandomReplica(1, 50);
            try (Store store = open(directory)) {
                for (int save = 0; save < 3; save++) {
                    store.save(replica.after(20));
                    SAVED.put(store.state().context(), store.state());
                }
            }
            byte[] file = Files.readAllBytes(directory.resolve(Database.FILE));
            assertTrue(file.length <= 1 << 16, "two bytes say where");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(directory);
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Store open(Path directory) {
        return SqliteStore.open(directory, RandomReplica.CODEC, "tests", "fuzzed", 1_000, false);
    }
}
