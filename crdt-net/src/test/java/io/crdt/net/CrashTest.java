package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.sqlite.SqliteStore;
import io.crdt.net.transport.MemoryNetwork;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writing process again and again, at random moments. {@code -Dstore.kills=200} says how often,
 * {@code -Dstore.seed=…} repeats the moments, as far as processes can be repeated.
 */
@Tag("long")
class CrashTest {

    private static final int KILLS = Integer.getInteger("store.kills", 10);
    private static final long SEED = Long.getLong("store.seed", new SplittableRandom().nextLong());
    private static final int MOST_ACKNOWLEDGED_A_LIFE = 400;

    @TempDir
    private Path directories;

    @Test
    void nothingAcknowledgedIsLostByAKill() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Path directory = directories.resolve("writer");
        int acknowledged = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            String ballast = random.nextInt(3) == 0 ? "3000" : "0";
            acknowledged =
                    Math.max(acknowledged, writeAndKill(directory, ballast, random.nextInt(MOST_ACKNOWLEDGED_A_LIFE)));
            try (Store store = open(directory)) {
                requireReached(store, acknowledged, "kill " + kill + ", -Dstore.seed=" + SEED);
            }
        }
        System.out.printf("%d kills, %d updates acknowledged, none lost%n", KILLS, acknowledged);
        requireTheSameOnAPeer(directory, acknowledged);
    }

    /** Returns the last number that the process has acknowledged. */
    private static int writeAndKill(Path directory, String ballast, int updates) throws Exception {
        Process writer = startWriter(directory, ballast);
        int acknowledged = 0;
        try (BufferedReader lines = writer.inputReader()) {
            int left = updates;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Math.max(acknowledged, Integer.parseInt(line)); // the last line may be cut off
                if (left-- == 0) {
                    assertTrue(writer.toHandle().destroyForcibly()); // leaves what was printed to be read
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        return acknowledged;
    }

    private static void requireTheSameOnAPeer(Path directory, int acknowledged) {
        Vertx vertx = Vertx.vertx();
        MemoryNetwork network = new MemoryNetwork(vertx);
        CrdtNode writer =
                CrdtNode.create(vertx, new CrdtOptions().setDataDir(directory), Codec.standard(), network.transport());
        CrdtNode peer = CrdtNode.create(vertx, new CrdtOptions(), Codec.standard(), network.transport());
        Await.result(writer.start());
        Await.result(peer.addSeed(writer.address().toString()));
        Await.result(peer.start());
        Await.until(vertx, "the peer has everything", () -> peer.state().equals(writer.state()));
        CrashWriter.requireReached(
                peer.get(CrashWriter.RECENT), peer.get(CrashWriter.UPDATES).value(), acknowledged);
        Await.result(writer.close());
        Await.result(peer.close());
        Await.result(vertx.close());
    }

    @Test
    void aSecondProcessIsRefusedAndToldWhoIsThere() throws Exception {
        Path directory = directories.resolve("writer");
        Process writer = startWriter(directory, "0");
        try (BufferedReader lines = writer.inputReader()) {
            assertEquals("1", lines.readLine());
            StoreException refused = assertThrows(StoreException.class, () -> open(directory));
            assertTrue(refused.getMessage().contains("in use by process " + writer.pid()), refused.getMessage());
        } finally {
            writer.destroyForcibly().waitFor();
        }
        open(directory).close();
    }

    /**
     * A copy made file by file while the process writes is a state that it had reached, or is seen to be torn, when pages
     * were carried over meanwhile; it is never taken for what it is not.
     */
    @Test
    void aCopyOfTheDirectoryOfARunningNodeIsWholeOrRefused() throws Exception {
        Path directory = directories.resolve("writer");
        Process writer = startWriter(directory, "2000");
        int whole = 0;
        int torn = 0;
        try (BufferedReader lines = writer.inputReader()) {
            for (int copy = 1; copy <= 20; copy++) {
                int acknowledged = 0;
                for (int i = 0; i < 40; i++) {
                    acknowledged = Integer.parseInt(lines.readLine());
                }
                Path to = directories.resolve("copy" + copy);
                copy(directory, to);
                try (Store store = open(to)) {
                    requireReached(store, acknowledged, "copy " + copy);
                    whole++;
                } catch (DamagedStoreException e) {
                    torn++;
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        System.out.printf("copies of a running node: %d whole, %d seen to be torn%n", whole, torn);
        assertTrue(whole > 0, "none of the copies was whole");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void requireReached(Store store, int acknowledged, String when) {
        try {
            CrashWriter.requireReached(
                    store.state().get(CrashWriter.RECENT),
                    store.state().get(CrashWriter.UPDATES).value(),
                    acknowledged);
        } catch (AssertionError e) {
            throw new AssertionError(when + ": " + e.getMessage(), e);
        }
    }

    private static Store open(Path directory) {
        return SqliteStore.open(directory, Codec.standard(), "default", "reader", 1_000, true);
    }

    private static Process startWriter(Path directory, String ballast) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashWriter.class.getName(),
                        directory.toString(),
                        ballast))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
