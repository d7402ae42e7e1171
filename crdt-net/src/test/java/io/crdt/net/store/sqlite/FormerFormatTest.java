package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.StoreReport;
import io.crdt.net.store.format.Checksum;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories of formats that older builds wrote, as those builds left them, see {@link RecordedDirectory}. */
class FormerFormatTest {

    private static final int LOG_HEADER = 32;
    private static final int FRAME = 24 + 4096;

    @TempDir
    private Path directories;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDirectoryIsOpenedWrittenAndOpenedAgain(int format) throws Exception {
        Path directory = recorded(format);
        ReplicaState written;
        try (Store store = open(directory)) {
            assertEquals(recordedLines(), RecordedDirectory.lines(store.state()));
            assertEquals(
                    new RecordedDirectory.Bid("first", 5),
                    store.state().get(RecordedDirectory.BID).get().orElseThrow());
            written = advanced(store.state());
            store.save(written);
        }
        assertEquals(Tables.FORMAT, formatOf(directory));
        assertTrue(StoreFiles.verify(directory, RecordedDirectory.CODEC).isSound());
        try (Store store = open(directory)) {
            assertEquals(written, store.state());
            assertEquals(written.context(), store.state().context());
        }
    }

    /** The value of a class that is not registered here is kept as its bytes, also while the tables are rewritten. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDirectoryWithValuesOfAClassThatIsNotKnownIsRewrittenWithThem(int format) throws Exception {
        Path directory = recorded(format);
        try (Store store = open(directory, Codec.standard())) {
            assertEquals(recordedLines(), RecordedDirectory.lines(store.state()));
            assertThrows(UnreadableException.class, () -> store.state().requireReadable(RecordedDirectory.BID));
            store.save(advanced(store.state()));
        }
        try (Store store = open(directory)) {
            assertEquals(
                    new RecordedDirectory.Bid("first", 5),
                    store.state().get(RecordedDirectory.BID).get().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatOnlyReadsADirectoryLeavesItAsItIs(int format) throws Exception {
        Path directory = recorded(format);
        byte[] before = Files.readAllBytes(directory.resolve(Database.FILE));

        StoreReport report = StoreFiles.verify(directory, RecordedDirectory.CODEC);
        StoreFiles.backup(directory, directories.resolve("backup"));
        var unused = StoreFiles.salvage(directory, directories.resolve("salvaged"), RecordedDirectory.CODEC);

        assertArrayEquals(before, Files.readAllBytes(directory.resolve(Database.FILE)));
        assertTrue(report.isSound(), report.toString());
        assertEquals(format, formatOf(directories.resolve("backup")));
        assertEquals(Tables.FORMAT, formatOf(directories.resolve("salvaged")));
        for (String copy : List.of("backup", "salvaged")) {
            try (Store store = open(directories.resolve(copy))) {
                assertEquals(
                        recordedLines().stream()
                                .filter(FormerFormatTest::isEntry)
                                .toList(),
                        RecordedDirectory.lines(store.state()).stream()
                                .filter(FormerFormatTest::isEntry)
                                .toList(),
                        copy);
            }
        }
    }

    private static boolean isEntry(String line) {
        return line.startsWith("entry");
    }

    /** The process ends while the tables are rewritten, when much of that is in the log, but not the end of the transaction. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasNotRewrittenToTheEndIsOfTheFormerFormat(int format) throws Exception {
        Path directory = recorded(format);
        Path killed = Files.createDirectory(directories.resolve("killed"));
        Database database = Database.open(directory, true);
        try {
            try (var cache = database.prepare("PRAGMA cache_size = 1")) {
                cache.execute();
            }
            database.rewriteIfOlder();
            for (String name : List.of(Database.FILE, Database.FILE + "-wal")) {
                Files.copy(directory.resolve(name), killed.resolve(name));
            }
        } finally {
            database.abandon();
        }
        assertTrue(Files.size(killed.resolve(Database.FILE + "-wal")) > 3 * FRAME, "nothing of it was in the log yet");
        for (Path each : List.of(directory, killed)) {
            assertEquals(format, formatOf(each));
            try (Store store = open(each)) {
                assertEquals(recordedLines(), RecordedDirectory.lines(store.state()));
            }
        }
    }

    /** The power fails while the log is written: of any beginning of it the directory is of one format or of the other. */
    @Test
    void aLogThatWasCutWhileTheTablesWereRewrittenLeavesOneFormatOrTheOther() throws Exception {
        Path directory = recorded(2);
        byte[] log;
        Database database = Database.open(directory, true);
        try {
            database.rewriteIfOlder();
            database.commit();
            log = Files.readAllBytes(database.log());
        } finally {
            database.abandon();
        }
        int frames = (log.length - LOG_HEADER) / FRAME;
        assertTrue(frames > 3, frames + " frames");
        for (int kept = 0; kept <= frames; kept++) {
            Path cut = recorded(2, "cut" + kept);
            Files.write(cut.resolve(Database.FILE + "-wal"), Arrays.copyOf(log, LOG_HEADER + kept * FRAME));
            assertEquals(kept < frames ? 2 : Tables.FORMAT, formatOf(cut), kept + " of " + frames);
            assertTrue(StoreFiles.verify(cut, RecordedDirectory.CODEC).isSound(), kept + " of " + frames);
            try (Store store = open(cut)) {
                assertEquals(recordedLines(), RecordedDirectory.lines(store.state()));
            }
        }
    }

    /** Rewriting must not seal damage with fresh checksums. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE entry SET content = x'00' WHERE seq = 40",
                "DELETE FROM removal WHERE by_seq = 42",
                "UPDATE origin SET floor = 0",
                "UPDATE object SET shape = 'MMS' WHERE id = 1",
                "UPDATE head SET entries = 3"
            })
    void aDamagedDirectoryIsNotRewritten(String damage) throws Exception {
        Path directory = recorded(2);
        execute(directory, damage);
        assertThrows(DamagedStoreException.class, () -> open(directory));
        assertEquals(2, formatOf(directory));
        assertFalse(StoreFiles.verify(directory, RecordedDirectory.CODEC).isSound());
        var unused = StoreFiles.salvage(directory, directories.resolve("salvaged"), RecordedDirectory.CODEC);
        open(directories.resolve("salvaged")).close();
    }

    /** A format is changed for all; what a directory uses beyond that, it says by itself. */
    @Test
    void aDirectoryThatUsesWhatIsNotKnownIsRefusedByAll() throws Exception {
        Path directory = directories.resolve("of features");
        RecordedDirectory.write(directory);
        long checksum;
        try (Database database = Database.openToRead(directory)) {
            Head head = Catalog.read(database, RecordedDirectory.CODEC).head;
            byte[] cluster = RecordedDirectory.CLUSTER.getBytes(StandardCharsets.UTF_16BE);
            checksum = Checksum.ofHead(
                    5,
                    cluster,
                    head.replica(),
                    head.entries().count(),
                    head.entries().sum(),
                    head.removals().count(),
                    head.removals().sum(),
                    head.origins().count(),
                    head.origins().sum());
        }
        execute(directory, "UPDATE head SET features = 5");
        assertThrows(DamagedStoreException.class, () -> open(directory), "what does not have its checksum is damage");
        execute(directory, "UPDATE head SET crc = " + checksum);
        Path to = directories.resolve("to");
        for (Executable use : List.<Executable>of(
                () -> open(directory),
                () -> StoreFiles.verify(directory),
                () -> StoreFiles.salvage(directory, to, RecordedDirectory.CODEC))) {
            StoreException refused = assertThrows(StoreException.class, use);
            assertEquals(StoreException.Kind.OTHER_VERSION, refused.kind());
            assertTrue(refused.getMessage().contains("uses the features 5 "), refused.getMessage());
        }
    }

    /** Rows of other spaces are of versions that know them. */
    @Test
    void rowsOfAnotherSpaceAreLeftAsTheyAre() throws Exception {
        Path directory = directories.resolve("of two spaces");
        RecordedDirectory.write(directory);
        for (String columns : List.of(
                "head (space, features, replica, entries, entry_sum, removals, removal_sum, origins, origin_sum, cluster, crc)",
                "origin (space, id, high, low, seq, floor, chain, crc)",
                "object (space, id, name, type, shape, crc)",
                "entry (space, origin, seq, dots, object, content, crc)",
                "removal (space, by_origin, by_seq, origin, seq, dots, crc)")) {
            String table = columns.substring(0, columns.indexOf(' '));
            String others = columns.substring(columns.indexOf(',') + 1, columns.length() - 1);
            execute(directory, "INSERT INTO " + columns + " SELECT 7, " + others + " FROM " + table);
        }
        String count =
                "SELECT (SELECT count(*) FROM head WHERE space = 7) + (SELECT count(*) FROM origin WHERE space = 7)"
                        + " + (SELECT count(*) FROM object WHERE space = 7) + (SELECT count(*) FROM entry WHERE space = 7)"
                        + " + (SELECT count(*) FROM removal WHERE space = 7)";
        int before = number(directory, count);
        try (Store store = open(directory)) {
            assertEquals(
                    whatEveryBuildWrites(recordedLines()),
                    whatEveryBuildWrites(RecordedDirectory.lines(store.state())));
            ReplicaState state = store.state();
            for (int i = 0; i < 30; i++) {
                state = advanced(state);
                store.save(state);
            }
        }
        assertTrue(StoreFiles.verify(directory, RecordedDirectory.CODEC).isSound());
        assertEquals(before, number(directory, count));
    }

    /**
     * What is read back from a directory of this build is what older builds have written, but for the chains and for the
     * removals on record. The replicas that wrote it had no codec, and then builds may differ in how they hash a class of the
     * application; and which removals a replica forgets first is a matter of the build that writes.
     */
    @Test
    void thisBuildRecordsTheSame() throws Exception {
        Path directory = directories.resolve("now");
        RecordedDirectory.write(directory);
        try (Store store = open(directory)) {
            assertEquals(
                    whatEveryBuildWrites(recordedLines()),
                    whatEveryBuildWrites(RecordedDirectory.lines(store.state())));
        }
    }

    private static List<String> whatEveryBuildWrites(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("removal "))
                .map(line -> line.replaceAll(" (chain|floor) -?\\d+", ""))
                .toList();
    }

    private static ReplicaState advanced(ReplicaState state) {
        Random random = new Random(state.context().distanceFrom(VersionVector.EMPTY));
        Replica replica = new Replica(ReplicaId.random(random, "later"), state, random, () -> 1_700_000_100_000L);
        replica.update(RecordedDirectory.NAMES, (names, me) -> names.add(me, "later"));
        replica.update(RecordedDirectory.NAMES, (names, me) -> names.remove(me, "second 2"));
        replica.update(RecordedDirectory.VISITS, (visits, me) -> visits.increment(me));
        return replica.state();
    }

    private Path recorded(int format) {
        return recorded(format, "recorded");
    }

    private Path recorded(int format, String name) {
        try (InputStream file = resource("format-" + format + ".db")) {
            Path directory = Files.createDirectory(directories.resolve(name));
            Files.copy(file, directory.resolve(Database.FILE));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> recordedLines() {
        try (InputStream lines = resource("recorded.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(FormerFormatTest.class.getResourceAsStream(name), name);
    }

    private static int formatOf(Path directory) throws SQLException {
        return number(directory, "PRAGMA user_version");
    }

    private static int number(Path directory, String sql) throws SQLException {
        try (Connection connection = connect(directory);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }

    private static void execute(Path directory, String sql) throws SQLException {
        try (Connection connection = connect(directory);
                Statement statement = connection.createStatement()) {
            assertTrue(statement.executeUpdate(sql) > 0, sql);
        }
    }

    private static Connection connect(Path directory) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve(Database.FILE).toUri());
    }

    private static Store open(Path directory) {
        return open(directory, RecordedDirectory.CODEC);
    }

    private static Store open(Path directory, Codec codec) {
        return SqliteStore.open(
                directory, codec, RecordedDirectory.CLUSTER, "later", RecordedDirectory.REMOVAL_LIMIT, true);
    }
}
