package io.crdt.net.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.codec.DecodeException;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whatever is in a database, reading it gives what was saved or refuses it, soon and with little memory. As a test it takes
 * the inputs that are kept in its directory of resources; with {@code JAZZER_FUZZ=1} Jazzer looks for new ones.
 */
class StoreFuzzTest {

    private static final List<Shape> SHAPES = Stream.of("S", "F", "MS", "MF", "PSF", "MPSF", "MMF", "MPMSPFF")
            .map(ShapeText::parse)
            .toList();
    private static final Dot DOT = new Dot(new Incarnation(1, 2), 3);
    private static final EntryBytes ENTRIES = new EntryBytes(RandomReplica.CODEC);
    private static final Map<VersionVector, ReplicaState> SAVED = new HashMap<>();
    private static final byte[] DATABASE = database();

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

    /** Each three bytes put one byte somewhere into a database: two say where, one says what. */
    @FuzzTest(maxDuration = "30m", maxExecutions = 100_000)
    void aDatabaseFile(byte[] bytes) {
        byte[] file = DATABASE.clone();
        ByteBuffer edits = ByteBuffer.wrap(bytes);
        while (edits.remaining() >= 3) {
            file[(edits.getShort() & 0xffff) * file.length >>> 16] = edits.get();
        }
        Path directory = directory();
        try {
            Files.write(directory.resolve(Database.FILE), file);
            try (Store store = open(directory)) {
                assertEquals(SAVED.get(store.state().context()), store.state());
            } catch (StoreException refused) {
                assertTrue(refused.getMessage().contains(Database.FILE), refused.getMessage());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(directory);
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
