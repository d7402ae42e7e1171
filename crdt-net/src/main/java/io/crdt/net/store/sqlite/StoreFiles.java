package io.crdt.net.store.sqlite;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.SalvageReport;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.StoreReport;
import io.crdt.net.store.format.EntryBytes;
import io.crdt.replica.ObjectId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;

/** What can be done with the directory of a {@link SqliteStore} beside opening it. None of it changes the directory. */
public final class StoreFiles {

    /** The file, beside what was salvaged, that tells what was readable and had to be left out. */
    public static final String LEFT_OUT = "left-out.txt";

    private StoreFiles() {}

    /**
     * Looks at everything in a directory; its node may be running. Of values of registered classes only the bytes are
     * checked, see {@link StoreReport#unread}.
     *
     * @throws DamagedStoreException if its file is not a store's, or so damaged that nothing can be read
     * @throws StoreException if it cannot be read, or was written by another version
     */
    public static StoreReport verify(Path directory) {
        return verify(directory, Codec.standard());
    }

    /**
     * Looks at everything in a directory and decodes every value; its node may be running.
     *
     * @param codec that of the application; of values of classes that it does not know only the bytes are checked, and if
     *     there are such, the report says {@linkplain StoreReport#unread how many}
     * @throws DamagedStoreException if its file is not a store's, or so damaged that nothing can be read
     * @throws StoreException if it cannot be read, or was written by another version
     */
    public static StoreReport verify(Path directory, Codec codec) {
        try (Database database = Database.openToRead(directory)) {
            return Survey.of(database, codec).report();
        }
    }

    /**
     * Makes a copy of a directory, whole and of one moment; its node may be running.
     *
     * @throws StoreException if it cannot be read, or the other directory is not empty or cannot be written
     */
    public static void backup(Path directory, Path to) {
        requireEmpty(to);
        try (Database database = Database.openToRead(directory)) {
            database.copyTo(to);
        }
    }

    /**
     * Makes a new directory of what is left in a damaged one.
     *
     * <p>The new one knows a state that is exactly what some operations led to, and claims no others. So a node that starts
     * from it gets back from its peers whatever they have, and converges with them. What no peer has is lost from the first
     * damage on; what of it can still be read is listed in {@value #LEFT_OUT}, for a person to enter again.
     *
     * @param codec only to write that list; values of classes that it does not know are named as such
     * @throws StoreException if the directory cannot be read at all, or the other one is not empty or cannot be written
     */
    public static StoreReport salvage(Path directory, Path to, Codec codec) {
        return salvage(directory, to, codec, false).found();
    }

    /**
     * Makes a new directory of what is left in a damaged one, and writes what would be left out once more, where that can
     * mean nothing else: as operations of a fresh incarnation, which peers take for new. What they have removed or replaced
     * since then may be there again; of a multi-value type they see former values beside the present ones. Entries of
     * counters, of types of the application and of the library's own objects are not written, but left out and listed.
     *
     * @param codec only to write that list; values of classes that it does not know are named as such
     * @throws StoreException if the directory cannot be read at all, or the other one is not empty or cannot be written
     */
    public static SalvageReport salvageAndRewrite(Path directory, Path to, Codec codec) {
        return salvage(directory, to, codec, true);
    }

    private static SalvageReport salvage(Path directory, Path to, Codec codec, boolean rewrites) {
        long[] leftOut = {0};
        long rewritten;
        requireEmpty(to);
        DirectoryLock lock = DirectoryLock.acquire(directory);
        try (Database from = Database.openToRead(directory)) {
            Survey survey = Survey.of(from, codec);
            try (Salvage salvage = new Salvage(survey, to)) {
                try (Writer list = list(to.resolve(LEFT_OUT))) {
                    copyEntries(from, salvage, row -> {
                        if (!rewrites || !salvage.rewrite(row)) {
                            String line = line(row, survey, codec);
                            list.write(line);
                            leftOut[0] += line.isEmpty() ? 0 : 1;
                        }
                    });
                }
                salvage.finish();
                rewritten = salvage.rewritten();
            }
            return new SalvageReport(survey.report(), rewritten, leftOut[0]);
        } catch (SQLException | IOException e) {
            throw new StoreException("cannot salvage " + directory + " to " + to + ": " + e.getMessage(), e);
        } finally {
            lock.close();
        }
    }

    /** Unlike the writers of {@link Files} it takes any string, also one that is no valid Unicode. */
    private static Writer list(Path file) throws IOException {
        return new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.UTF_8));
    }

    private interface LeftOut {
        void tell(ResultSet row) throws SQLException, IOException;
    }

    private static void copyEntries(Database from, Salvage salvage, LeftOut leftOut) throws SQLException, IOException {
        for (String order : new String[] {StateLoader.SELECT_ENTRIES, Survey.LAST_ENTRIES}) {
            try (PreparedStatement select = from.prepare(order);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (salvage.isNew(rows) && !salvage.take(rows)) {
                        leftOut.tell(rows);
                    }
                }
                return;
            } catch (SQLException e) {
                // damaged from here on; the survey has told. What lies behind is reached from the other end
            }
        }
    }

    private static String line(ResultSet row, Survey survey, Codec codec) throws SQLException {
        ObjectId object = survey.objects.get(row.getLong(3));
        if (object == null || !survey.isSound(row)) {
            return "";
        }
        try {
            Dot nameless = new Dot(new Incarnation(0, 0), row.getLong(2));
            Entry entry = new EntryBytes(codec).decode(row.getBytes(4), object.shape(), nameless);
            return object + " " + entry.path() + " " + entry.payload() + System.lineSeparator();
        } catch (DecodeException | IllegalArgumentException e) {
            return object + " a value that cannot be shown here: " + e.getMessage() + System.lineSeparator();
        }
    }

    private static void requireEmpty(Path directory) {
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new StoreException(
                            StoreException.Kind.NOT_EMPTY,
                            "the directory " + directory + " is not empty; nothing was written to it",
                            null);
                }
            }
        } catch (IOException e) {
            throw new StoreException("cannot make the directory " + directory + ": " + e, e);
        }
    }
}
