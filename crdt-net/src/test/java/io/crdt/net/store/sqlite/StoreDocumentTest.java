package io.crdt.net.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.net.store.format.Checksum;
import io.crdt.net.store.format.EntryBytes;
import io.crdt.net.store.format.ShapeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STORE.md says what a store writes. */
class StoreDocumentTest {

    private static final Path DOCUMENT = Path.of("STORE.md");

    @TempDir
    private Path directory;

    @Test
    void theTablesAreThoseOfTheDocument() throws IOException, SQLException {
        RecordedDirectory.write(directory);
        List<String> tables = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sql FROM sqlite_master WHERE sql NOT NULL")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        assertEquals(
                String.join(" ", tables), only("(?s)```sql\n(.*?)```").strip().replaceAll("\\s+", " "));
    }

    @Test
    void theFormatIsThatOfTheDocument() throws IOException {
        assertEquals(String.valueOf(Tables.FORMAT), only("This is\\s+\\*\\*format (\\d+)\\*\\*"));
    }

    @Test
    void theExampleIsWhatIsWritten() throws Exception {
        byte[] content =
                HexFormat.of().parseHex(only("\ncontent ([0-9a-f ]+)\n").replace(" ", ""));
        Entry entry = new EntryBytes(RecordedDirectory.CODEC)
                .decode(content, ShapeText.parse("MF"), new Dot(new Incarnation(1, 1), 5));
        assertEquals("/milk", entry.path().toString());
        assertEquals("2 l", entry.payload());
        assertEquals(only("\ncrc ([0-9a-f]+)\n"), Long.toHexString(Checksum.ofEntry(1, 5, 2, content)));
        assertEquals(only("\nkey hash ([0-9a-f]+)\n"), Long.toHexString(Checksum.ofKey(1, 5)));
    }

    /** A reader that was written from the document alone, with nothing of the library in it. */
    @Test
    void checksumsAndCensusAreThoseOfTheDocument() throws SQLException {
        RecordedDirectory.write(directory);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            long[] sums = new long[3];
            requireChecksums(statement, "SELECT crc, content, origin, seq, object FROM entry");
            requireChecksums(statement, "SELECT crc, x'', by_origin, by_seq, origin, seq FROM removal");
            requireChecksums(statement, "SELECT crc, x'', id, high, low, seq, floor, chain FROM origin");
            requireChecksums(
                    statement,
                    "SELECT crc, cluster, replica, entries, entry_sum, removals, removal_sum, origins, origin_sum FROM head");
            sums[0] = sumOfHashes(statement, "SELECT origin, seq FROM entry");
            sums[1] = sumOfHashes(statement, "SELECT by_origin, by_seq, origin, seq FROM removal");
            sums[2] = sumOfHashes(statement, "SELECT id, high, low, seq, floor, chain FROM origin");
            try (ResultSet head = statement.executeQuery("SELECT entry_sum, removal_sum, origin_sum FROM head")) {
                for (int i = 0; i < sums.length; i++) {
                    assertEquals(head.getLong(i + 1), sums[i]);
                }
            }
        }
    }

    private static void requireChecksums(Statement statement, String sql) throws SQLException {
        int found = 0;
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            for (; rows.next(); found++) {
                byte[] content = rows.getBytes(2);
                byte[] all = new byte[8 * (columns - 2) + content.length];
                for (int i = 0; i < columns - 2; i++) {
                    for (int at = 0; at < 8; at++) {
                        all[8 * i + at] = (byte) (rows.getLong(i + 3) >>> 56 - 8 * at);
                    }
                }
                System.arraycopy(content, 0, all, 8 * (columns - 2), content.length);
                assertEquals(rows.getLong(1), crc(all), sql);
            }
        }
        assertTrue(found > 0, sql);
    }

    private static long crc(byte[] bytes) {
        int crc = -1;
        for (byte each : bytes) {
            crc ^= each & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        return ~crc & 0xffffffffL;
    }

    private static long sumOfHashes(Statement statement, String sql) throws SQLException {
        long sum = 0;
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                long hash = columns;
                for (int i = 1; i <= columns; i++) {
                    long x = hash + 0x9e3779b97f4a7c15L + rows.getLong(i);
                    x = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
                    x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
                    hash = x ^ x >>> 31;
                }
                sum += hash;
            }
        }
        return sum;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + directory.resolve(Database.FILE).toUri());
    }

    private static String only(String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(DOCUMENT));
        assertTrue(found.find(), pattern);
        return found.group(1);
    }
}
