package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.net.contract.RandomReplica;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.replica.ReplicaId;
import io.crdt.type.ORSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is acknowledged after a sync has failed survives a loss of power. The process runs on a disk that forgets what it was
 * writing when a sync failed, while its memory shows it as written; that takes a C compiler and a preloaded library, without
 * which the test is skipped.
 *
 * <p>{@code -Dstore.failedSyncs=…} says how many processes run one after the other, {@code -Dstore.seed=…} repeats them.
 */
@Tag("long")
class FailedSyncTest {

    private static final int LIVES = Integer.getInteger("store.failedSyncs", 4);
    private static final long SEED = Long.getLong("store.seed", new SplittableRandom().nextLong());
    private static final int SAVES = 60;

    @TempDir
    private Path directories;

    /** SQLite does so after some I/O errors, and the driver goes on as if the transaction were still there. */
    @Test
    void theLogIsProvenAlsoAfterSqliteHasEndedTheTransactionByItself() throws Exception {
        Database.create(directories, new ReplicaId(1, 2, "a"), "test");
        try (Database database = Database.open(directories, true)) {
            write(database);
            database.commit();
            assertTrue(Files.size(directories.resolve("crdt.db-wal")) > 0, "there is a log to prove");
            write(database);
            try (PreparedStatement byItself = database.prepare("ROLLBACK")) {
                byItself.execute();
            }

            database.proveLog();

            write(database);
            database.commit();
        }
    }

    private static void write(Database database) throws SQLException {
        try (PreparedStatement touch = database.prepare("UPDATE head SET entries = entries + 1")) {
            assertEquals(1, touch.executeUpdate());
        }
    }

    @Test
    void whatIsAcknowledgedAfterAFailedSyncSurvivesALossOfPower() throws Exception {
        Path library = compile();
        Path open = directories.toRealPath().resolve("open");
        Path has = Files.createDirectory(directories.resolve("has"));
        SqliteStore.open(open, RandomReplica.CODEC, "tests", "failing", 1_000, true)
                .close();
        copy(open, has);
        Random random = new Random(SEED);
        StringBuilder all = new StringBuilder();
        long failed = 0;
        for (int life = 0; life < LIVES; life++) {
            List<String> lines = run(library, open, has, random.nextLong(), life);
            all.append("life ").append(life).append(lines).append('\n');
            String told = all + "-Dstore.seed=" + SEED;
            assertTrue(lines.get(lines.size() - 1).equals("done"), told);
            failed += lines.stream().filter(line -> line.startsWith("failed")).count();
            requireAcknowledged(has, lines, life, told);
        }
        assertTrue(failed > 0, all + "-Dstore.seed=" + SEED);
    }

    /** Opens what the disk has, as after a loss of power; the process may go on from there later. */
    private void requireAcknowledged(Path has, List<String> lines, int life, String told) throws IOException {
        Path left = Files.createDirectory(directories.resolve("left " + life));
        copy(has, left);
        try (Store store = SqliteStore.open(left, RandomReplica.CODEC, "tests", "left", 1_000, false)) {
            ORSet<String> names = store.state().get(FailedSyncs.NAMES);
            int acknowledged = 0;
            for (String line : lines) {
                if (line.startsWith("acknowledged ")) {
                    acknowledged = Integer.parseInt(line.substring("acknowledged ".length()));
                }
            }
            for (int save = 0; save <= acknowledged; save++) {
                String name = life + " " + save;
                assertTrue(names.contains(name), () -> name + " is lost, " + told);
            }
        } catch (StoreException e) {
            throw new AssertionError(e.getMessage() + ", " + told, e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String name : List.of(Database.FILE, Database.FILE + "-wal")) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private List<String> run(Path library, Path open, Path has, long seed, int life) throws Exception {
        return run(
                Map.of(
                        "LD_PRELOAD",
                        library.toString(),
                        "DISK_OPEN",
                        open.toString(),
                        "DISK_HAS",
                        has.toString(),
                        "DISK_FAILS",
                        directories.resolve("fails").toString()),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FailedSyncs.class.getName(),
                        open.toString(),
                        directories.resolve("fails").toString(),
                        String.valueOf(seed),
                        String.valueOf(SAVES),
                        String.valueOf(life)));
    }

    private Path compile() throws Exception {
        Path source = directories.resolve("forgetful-disk.c");
        Path library = directories.resolve("forgetful-disk.so");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("forgetful-disk.c"))) {
            Files.copy(in, source);
        }
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no Linux");
        run(
                Map.of(),
                List.of(
                        "cc",
                        "-shared",
                        "-fPIC",
                        "-O1",
                        "-o",
                        library.toString(),
                        source.toString(),
                        "-ldl",
                        "-lpthread"));
        assumeTrue(Files.exists(library), "no C compiler");
        return library;
    }

    @CanIgnoreReturnValue
    private List<String> run(Map<String, String> environment, List<String> command) throws Exception {
        Path log = directories.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return List.of("there is no such command here");
        }
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("not done within a minute: " + Files.readString(log));
        }
        return Files.readAllLines(log);
    }
}
