package io.crdt.net.store.sqlite;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.StoreException;
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
 *
 * <h2>What is on the disk</h2>
 *
 * A sync that fails does not only leave the disk without what was written: Linux then takes the pages for clean, so that
 * they can be read as if they were there, the next sync succeeds without writing them, and they are gone after a loss of
 * power. So does another process that opens the file afterwards. For what is in the log that is fatal: whatever is appended
 * behind a frame that the disk does not have is cut off with it, however well it was synced itself. And SQLite carries over
 * what it reads in the log when the last connection closes, at which the power may fail as well.
 *
 * <p>So {@link #proveLog} has to succeed before anything is appended or carried over after a sync has failed, and when a
 * database is opened, since the former process may have met with a failure: it reads the whole log, writes the same bytes to
 * the same place, which makes the pages dirty whatever they were taken for, and syncs them. It does that while it holds the
 * right to write, so that nobody appends to the log meanwhile. If the disk has anything of it or all, what is there is what
 * was there before, so at no moment less is safe than was. If the pages were dropped from memory and read back from the
 * disk, the frames are not there or their checksums are wrong, and the log ends before them for everybody: then they were
 * not acknowledged, and the store sees by the head that the save has to be done again.
 *
 * <p>The file itself needs no such thing. SQLite begins the log again only when the sync of the file has succeeded; before
 * that a page of the file is read in the log, and carried over again as a whole.
 *
 * <p>Until the log is proven nothing must be carried over, so the connection is closed by {@link #abandon}. Another one that
 * can only read is open as long as it, and is closed after it: only the last one carries anything over, and not if it can
 * only read. The same is done if the files were replaced, since the last one would also delete the log of the process that
 * has the name now.
 */
final class Database implements AutoCloseable {

    static final String FILE = "crdt.db";

    /** Tells our files from those of other programs that use SQLite: "CRDT". */
    private static final int APPLICATION = 0x43524454;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int FORMAT_AT = 60;
    private static final int APPLICATION_AT = 68;

    private static final int READ_ONLY = 0x01 | 0x40; // SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
    private static final int BUSY_MILLIS = 1_000;
    private static final int CHUNK = 1 << 16;
    private static final int INPUT_OUTPUT = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int NOT_A_DATABASE = 26;

    private final Path file;
    private final Connection connection;

    /** What is closed last if nothing is to be carried over; none if the connection itself can only read. */
    private final @Nullable Connection guard;

    Database(Path file, Connection connection, @Nullable Connection guard) {
        this.file = file;
        this.connection = connection;
        this.guard = guard;
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
                Tables.create(statement);
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
                false,
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
        return open(file, true, List.of());
    }

    private static Database open(Path file, boolean onlyRead, List<String> pragmas) {
        Connection connection = null;
        Connection guard = null;
        try {
            connection = connect(file, onlyRead ? readOnly() : new Properties());
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
                statement.execute("PRAGMA cell_size_check = TRUE");
                for (String pragma : pragmas) {
                    statement.execute(pragma);
                }
            }
            connection.setAutoCommit(false);
            if (onlyRead) {
                int format = format(file, connection);
                if (format != Tables.FORMAT) {
                    Tables.view(connection, format);
                }
            } else {
                guard = connect(file, readOnly());
                try (Statement statement = guard.createStatement()) {
                    number(statement, "PRAGMA user_version"); // only now the file is open
                }
            }
            return new Database(file, connection, guard);
        } catch (SQLException e) {
            closeQuietly(connection);
            closeQuietly(guard);
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
        boolean isPlain = application == APPLICATION && format == Tables.FORMAT;
        if (!isPlain && Files.exists(file.resolveSibling(FILE + "-wal"))) {
            int[] throughLog = throughLog(file);
            if (throughLog[0] == APPLICATION) {
                application = throughLog[0];
                format = throughLog[1];
            }
        }
        if (application != APPLICATION) {
            throw new DamagedStoreException(
                    file, "its first bytes are not those of a store; is it of another program?", null);
        }
        requireKnown(file, format);
    }

    private static void requireKnown(Path file, int format) {
        if (format < Tables.FIRST_FORMAT || format > Tables.FORMAT) {
            throw new StoreException(
                    StoreException.Kind.OTHER_VERSION,
                    file + " has format " + format + ", and this version reads formats " + Tables.FIRST_FORMAT + " to "
                            + Tables.FORMAT + (format > Tables.FORMAT ? ": it was written by a newer version" : "")
                            + "; nothing was changed",
                    null);
        }
    }

    /**
     * Returns what the header says with the log: if the power failed while the first page was carried over, the page in the
     * file may be rubbish, and is whole in the log. And a database that was rewritten from an earlier format says so in the
     * log first.
     */
    private static int[] throughLog(Path file) {
        try (Connection connection = connect(file, readOnly());
                Statement statement = connection.createStatement()) {
            return new int[] {number(statement, "PRAGMA application_id"), number(statement, "PRAGMA user_version")};
        } catch (SQLException e) {
            return new int[2]; // no database either way
        }
    }

    /** Within the present transaction, in which nobody else can change it. */
    private static int format(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int format = number(statement, "PRAGMA user_version");
            requireKnown(file, format);
            return format;
        }
    }

    /**
     * Rewrites the tables if they are of an earlier format. It is part of the present transaction: until that is committed
     * the file is of the earlier format, and stays so if the process ends, or what is in the tables turns out to be damaged.
     */
    void rewriteIfOlder() throws SQLException {
        int format = format(file, connection);
        if (format != Tables.FORMAT) {
            Tables.rewrite(connection, format);
        }
    }

    private static Properties readOnly() {
        Properties properties = new Properties();
        properties.setProperty("open_mode", String.valueOf(READ_ONLY));
        return properties;
    }

    @CanIgnoreReturnValue
    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** Forces a file, or the names in a directory, to the disk. Some systems cannot do the latter, and need not. */
    static void force(Path path) throws IOException {
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

    /** Writes the log once more and forces it to the disk, see above. What was not committed is lost. */
    void proveLog() throws SQLException, IOException {
        Path log = log();
        if (!Files.exists(log) || Files.size(log) == 0) {
            return;
        }
        endTransaction();
        try (PreparedStatement none = prepare("UPDATE head SET crc = crc WHERE FALSE")) {
            none.executeUpdate(); // takes the right to write
            writeAgain(log);
        } finally {
            connection.rollback();
        }
    }

    /**
     * Gives up what the present transaction has changed, if there is one. After some I/O errors SQLite has ended it by
     * itself, which the driver does not know: it would fail to roll back, and leave each statement to be a transaction of
     * its own.
     */
    private void endTransaction() throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN");
            } catch (SQLException stillFailing) {
                e.addSuppressed(stillFailing);
                throw e;
            }
            connection.rollback();
        }
    }

    private static void writeAgain(Path log) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = 0;
            while (channel.read(buffer, at) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    at += channel.write(buffer, at);
                }
                buffer.clear();
            }
            channel.force(true);
        }
    }

    Path log() {
        return file.resolveSibling(FILE + "-wal");
    }

    /** Tells whether a failure may have left the log such that it has to be proven. */
    static boolean leavesDoubt(Throwable failure) {
        return failure instanceof SQLException sql && sql.getErrorCode() == INPUT_OUTPUT;
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
            endTransaction();
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
                cause instanceof SQLException sql && sql.getErrorCode() == FULL
                        ? StoreException.Kind.FULL
                        : StoreException.Kind.FAILED,
                "cannot " + doing + " " + file + ": " + (cause instanceof Error ? cause : cause.getMessage())
                        + "; what was saved before is still there",
                cause);
    }

    private static void closeQuietly(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // what went wrong before is what is reported
            }
        }
    }

    /** Closes the connection as it is: nothing is carried over from the log, and nothing is deleted. */
    void abandon() {
        closeQuietly(connection);
        closeQuietly(guard);
    }

    /** Closes the connection; what was not committed is lost. */
    @Override
    public void close() {
        closeQuietly(guard);
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
