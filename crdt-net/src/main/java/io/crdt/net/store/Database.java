package io.crdt.net.store;

import io.crdt.replica.ReplicaId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the SQLite file of a store. What is special about SQLite is here; the rest of the SQL is plain.
 *
 * <p>The file is in write-ahead mode: what a transaction changes is appended to {@value #FILE}{@code -wal} and forced to
 * the disk, and from time to time carried over into the file itself, page by page, only those that have changed. A
 * transaction that was cut off is not there when the file is opened again.
 */
final class Database implements AutoCloseable {

    static final String FILE = "crdt.db";

    /** The version of the tables, and of what is in their columns. */
    static final int FORMAT = 2;

    /** Tells our files from those of other programs that use SQLite: "CRDT". */
    private static final int APPLICATION = 0x43524454;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int FORMAT_AT = 60;
    private static final int APPLICATION_AT = 68;

    private static final int READ_ONLY = 0x01 | 0x40; // SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
    private static final int BUSY_MILLIS = 1_000;
    private static final int CORRUPT = 11;
    private static final int NOT_A_DATABASE = 26;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE head (replica INTEGER NOT NULL, entries INTEGER NOT NULL,"
                    + " entry_sum INTEGER NOT NULL, removals INTEGER NOT NULL, removal_sum INTEGER NOT NULL,"
                    + " origins INTEGER NOT NULL, origin_sum INTEGER NOT NULL, cluster BLOB NOT NULL,"
                    + " crc INTEGER NOT NULL)",
            "CREATE TABLE origin (id INTEGER PRIMARY KEY, high INTEGER NOT NULL, low INTEGER NOT NULL,"
                    + " seq INTEGER NOT NULL, floor INTEGER NOT NULL, chain INTEGER NOT NULL, crc INTEGER NOT NULL)",
            "CREATE TABLE object (id INTEGER PRIMARY KEY, name BLOB NOT NULL, type BLOB NOT NULL, shape TEXT NOT NULL,"
                    + " crc INTEGER NOT NULL)",
            "CREATE TABLE entry (origin INTEGER NOT NULL, seq INTEGER NOT NULL, object INTEGER NOT NULL,"
                    + " content BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (origin, seq)) WITHOUT ROWID",
            "CREATE TABLE removal (by_origin INTEGER NOT NULL, by_seq INTEGER NOT NULL, origin INTEGER NOT NULL,"
                    + " seq INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (by_origin, by_seq, origin, seq))"
                    + " WITHOUT ROWID");

    private final Path file;
    private final Connection connection;

    Database(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Makes a database in which nothing has happened yet. It comes into being whole or not at all. */
    static void create(Path directory, ReplicaId replica, String cluster) {
        Path file = directory.resolve(FILE);
        Path unfinished = directory.resolve(FILE + ".new");
        try {
            for (String left : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(directory.resolve(unfinished.getFileName() + left));
            }
            try (Connection connection = connect(unfinished, new Properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA application_id = " + APPLICATION);
                statement.execute("PRAGMA user_version = " + FORMAT);
                for (String table : TABLES) {
                    statement.execute(table);
                }
                try (PreparedStatement insert = connection.prepareStatement(Head.INSERT)) {
                    Head.of(replica, cluster).write(insert);
                }
                // not while the file is in use; and last, so that no log is left behind if the disk is full
                statement.execute("PRAGMA journal_mode = WAL");
            }
            if (Files.exists(directory.resolve(unfinished.getFileName() + "-wal"))) {
                throw new IOException("there is no room for it");
            }
            force(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } catch (IOException | SQLException e) {
            throw new StoreException("cannot create " + file + ": " + e.getMessage() + "; there is no store yet", e);
        }
    }

    /**
     * Opens the database of a directory to write to it.
     *
     * @param forced whether a transaction ends only when the disk has it, so that it survives a loss of power
     */
    static Database open(Path directory, boolean forced) {
        Path file = directory.resolve(FILE);
        requireOurs(file);
        return open(
                file,
                new Properties(),
                List.of(
                        "PRAGMA journal_mode = WAL",
                        "PRAGMA synchronous = " + (forced ? "FULL" : "NORMAL"),
                        "PRAGMA fullfsync = TRUE",
                        "PRAGMA checkpoint_fullfsync = TRUE"));
    }

    /** Opens the database of a directory to read it; its store may be in use meanwhile. */
    static Database openToRead(Path directory) {
        Path file = directory.resolve(FILE);
        requireOurs(file);
        Properties properties = new Properties();
        properties.setProperty("open_mode", String.valueOf(READ_ONLY));
        return open(file, properties, List.of());
    }

    private static Database open(Path file, Properties properties, List<String> pragmas) {
        Connection connection = null;
        try {
            connection = connect(file, properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
                statement.execute("PRAGMA cell_size_check = TRUE");
                for (String pragma : pragmas) {
                    statement.execute(pragma);
                }
            }
            connection.setAutoCommit(false);
            return new Database(file, connection);
        } catch (SQLException e) {
            closeQuietly(connection);
            throw failure(file, "open", e);
        }
    }

    /** As an URI, since in a plain name a question mark would begin what is not part of it. */
    private static Connection connect(Path file, Properties properties) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + file.toAbsolutePath().toUri(), properties);
    }

    /** SQLite would take an empty file for an empty database, and does not know whose tables are whose. */
    private static void requireOurs(Path file) {
        ByteBuffer header;
        try (var in = Files.newInputStream(file)) {
            header = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES));
        } catch (IOException e) {
            throw new StoreException("cannot read " + file + ": " + e + "; nothing was changed", e);
        }
        if (header.remaining() < HEADER_BYTES) {
            throw new DamagedStoreException(file, "it has only " + header.remaining() + " bytes", null);
        }
        boolean isDatabase = Arrays.equals(header.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length);
        int application = isDatabase ? header.getInt(APPLICATION_AT) : 0;
        int format = header.getInt(FORMAT_AT);
        if (application != APPLICATION && Files.exists(file.resolveSibling(FILE + "-wal"))) {
            int[] throughLog = throughLog(file);
            application = throughLog[0];
            format = throughLog[1];
        }
        if (application != APPLICATION) {
            throw new DamagedStoreException(
                    file, "its first bytes are not those of a store; is it of another program?", null);
        }
        if (format != FORMAT) {
            throw new StoreException(
                    file + " has format " + format + ", and this version reads format " + FORMAT
                            + " only: it was written by another version; nothing was changed",
                    null);
        }
    }

    /**
     * Returns what the header says with the log: if the power failed while the first page was carried over, the page in the
     * file may be rubbish, and is whole in the log.
     */
    private static int[] throughLog(Path file) {
        Properties properties = new Properties();
        properties.setProperty("open_mode", String.valueOf(READ_ONLY));
        try (Connection connection = connect(file, properties);
                Statement statement = connection.createStatement()) {
            return new int[] {number(statement, "PRAGMA application_id"), number(statement, "PRAGMA user_version")};
        } catch (SQLException e) {
            return new int[2]; // no database either way
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** Forces a file, or the names in a directory, to the disk. Some systems cannot do the latter, and need not. */
    private static void force(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } else if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    Path file() {
        return file;
    }

    PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Copies the database of this moment into a directory that has none. */
    void copyTo(Path directory) {
        Path target = directory.resolve(FILE);
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
                copy.setString(1, target.toAbsolutePath().toString());
                copy.execute();
            }
            connection.setAutoCommit(false);
            force(target);
            force(directory);
        } catch (SQLException | IOException e) {
            throw failure("copy", e);
        }
    }

    /** Returns the exception for what went wrong while doing something with the file. */
    StoreException failure(String doing, Throwable cause) {
        return failure(file, doing, cause);
    }

    private static StoreException failure(Path file, String doing, Throwable cause) {
        if (cause instanceof StoreException told) {
            return told;
        }
        if (cause instanceof SQLException sql
                && (sql.getErrorCode() == CORRUPT || sql.getErrorCode() == NOT_A_DATABASE)) {
            return new DamagedStoreException(file, String.valueOf(sql.getMessage()), sql);
        }
        return new StoreException(
                "cannot " + doing + " " + file + ": " + (cause instanceof Error ? cause : cause.getMessage())
                        + "; what was saved before is still there",
                cause);
    }

    private static void closeQuietly(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // it could not be opened, which is what is reported
            }
        }
    }

    /** Closes the connection; what was not committed is lost. */
    @Override
    public void close() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // closing it ends the transaction as well
        }
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure("close", e);
        }
    }
}
