package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.store.Store;
import io.crdt.net.store.sqlite.SqliteStore;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.type.ORSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for data directories, as a person types them. */
final class StoreCommandTest {

    private static final Key<ORSet<String>> NAMES = Key.of("names", ORSet.type(String.class));

    @TempDir
    private Path directories;

    private String directory = "";
    private String other = "";

    @BeforeEach
    void fill() {
        directory = directories.resolve("data").toString();
        other = directories.resolve("other").toString();
        try (Store store = open(directory)) {
            Replica replica = new Replica(store.replica(), store.state(), new Random(1), () -> 1L);
            for (int i = 0; i < 2_000; i++) {
                String name = "name " + i;
                replica.update(NAMES, (names, me) -> names.add(me, name));
            }
            store.save(replica.state());
        }
    }

    @Test
    void aSoundDirectoryIsVerified() {
        Captured verified = Captured.run("store", "verify", directory);
        assertEquals(0, verified.status(), verified.toString());
        assertTrue(verified.out().contains("sound; 1 objects, 2,000 entries"), verified.out());
    }

    @Test
    void aDamagedDirectoryIsNamedAndSalvaged() throws IOException {
        Path file = Path.of(directory, "crdt.db");
        byte[] bytes = Files.readAllBytes(file);
        int middle = bytes.length / 4096 / 2 * 4096;
        Arrays.fill(bytes, middle, middle + 4096, (byte) 0x5a);
        Files.write(file, bytes);

        Captured verified = Captured.run("store", "verify", directory);
        assertEquals(1, verified.status(), verified.toString());
        assertTrue(verified.out().contains("DAMAGED"), verified.out());
        assertTrue(verified.out().contains("A salvage would keep"), verified.out());

        Captured salvaged = Captured.run("store", "salvage", directory, other);
        assertEquals(0, salvaged.status(), salvaged.toString());
        assertEquals(0, Captured.run("store", "verify", other).status());
        try (Store store = open(other)) {
            assertTrue(store.state().get(NAMES).contains("name 0"));
        }
    }

    @Test
    void whatASalvageWouldLeaveOutIsWrittenAgainAndTheCommandSaysWhatThatMeans() throws IOException {
        Path file = Path.of(directory, "crdt.db");
        byte[] bytes = Files.readAllBytes(file);
        int middle = bytes.length / 4096 / 2 * 4096;
        Arrays.fill(bytes, middle, middle + 4096, (byte) 0x5a);
        Files.write(file, bytes);

        Captured salvaged = Captured.run("store", "salvage", "--rewrite", directory, other);

        assertEquals(0, salvaged.status(), salvaged.toString());
        assertTrue(salvaged.out().contains("new operations of a fresh incarnation"), salvaged.out());
        assertEquals(0, Captured.run("store", "verify", other).status());
        try (Store store = open(other)) {
            assertTrue(store.state().get(NAMES).contains("name 0"));
            assertTrue(store.state().get(NAMES).contains("name 1999"));
        }
    }

    @Test
    void aDirectoryInUseIsCopied() {
        try (Store store = open(directory)) {
            Captured copied = Captured.run("store", "backup", directory, other);
            assertEquals(0, copied.status(), copied.toString());
            try (Store copy = open(other)) {
                assertEquals(store.state(), copy.state());
            }
        }
    }

    @Test
    void whatIsNoStoreIsNamedInOneLine() throws IOException {
        Files.writeString(Path.of(directory, "crdt.db"), "what is this? ".repeat(20));
        for (String command : new String[] {"verify", "salvage", "backup"}) {
            Captured refused = command.equals("verify")
                    ? Captured.run("store", command, directory)
                    : Captured.run("store", command, directory, other);
            assertEquals(1, refused.status(), refused.toString());
            assertEquals(1, refused.err().lines().count(), refused.err());
            assertTrue(refused.err().contains("crdt.db is damaged"), refused.err());
        }
    }

    private static Store open(String directory) {
        return SqliteStore.open(Path.of(directory), Codec.standard(), "tests", "test", 1_000, false);
    }
}
