package io.crdt.net.store.sqlite;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.StoreReport;
import io.crdt.net.store.format.Census;
import io.crdt.net.store.format.Checksum;
import io.crdt.net.store.format.EntryBytes;
import io.crdt.payload.Encoded;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Payloads;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that can be read of a database, whatever its condition, and what is wrong with it. Rows are told by the numbers of
 * their origins and objects.
 */
final class Survey {

    static final String LAST_ENTRIES = "SELECT origin, seq, object, content, crc, dots FROM entry" + Tables.OF_SPACE
            + " ORDER BY origin DESC, seq DESC";

    /** What is wrong, as text for people; empty if nothing is. */
    final List<String> problems = new ArrayList<>();

    @Nullable
    Head head;

    final Map<Long, Catalog.Origin> origins = new HashMap<>();
    final Map<Long, ObjectId> objects = new HashMap<>();

    /** The sequence numbers of sound entries of known objects, by origin. */
    final Map<Long, NavigableSet<Long>> alive = new TreeMap<>();

    /** The dots of entries that are there and not sound: origin and sequence number. */
    final List<long[]> unsound = new ArrayList<>();

    /** Sound records of removals: the operation that removed, and what. */
    final List<long[]> removals = new ArrayList<>();

    /** Origin and sequence number of entries whose bytes are what was written, and which no store could be opened with. */
    private final Set<List<Long>> unreadable = new HashSet<>();

    /** How many sound entries have values of classes that the codec does not know. */
    long unread;

    /** Whether it is known exactly which dots were alive, and all removals on record are there. */
    private boolean exact = true;

    private Census entriesFound = Census.NONE;

    private Survey() {}

    /** Looks at everything; what is damaged is told in the survey and is no exception. */
    static Survey of(Database database, Codec codec) {
        Survey survey = new Survey();
        EntryBytes bytes = new EntryBytes(codec);
        survey.part("head", () -> survey.readHead(database));
        survey.part("incarnations", () -> survey.readOrigins(database));
        survey.part("objects", () -> survey.readObjects(database, codec));
        if (!survey.part("entries", () -> survey.readEntries(database, StateLoader.SELECT_ENTRIES, bytes, codec))) {
            survey.part("entries, from the last on", () -> survey.readEntries(database, LAST_ENTRIES, bytes, codec));
        }
        survey.part("removals", () -> survey.readRemovals(database));
        survey.compareEntries();
        return survey;
    }

    StoreReport report() {
        long usable = entries();
        if (!problems.isEmpty()) {
            Map<Long, Long> cut = SoundCut.of(this);
            usable = alive.entrySet().stream()
                    .mapToLong(each -> each.getValue()
                            .headSet(cut.getOrDefault(each.getKey(), 0L), true)
                            .size())
                    .sum();
        }
        return new StoreReport(origins.size(), objects.size(), entries(), removals.size(), unread, usable, problems);
    }

    boolean isExact() {
        return exact;
    }

    long entries() {
        return alive.values().stream().mapToLong(NavigableSet::size).sum();
    }

    private interface Reading {
        void run() throws SQLException;
    }

    @CanIgnoreReturnValue
    private boolean part(String what, Reading reading) {
        try {
            reading.run();
            return true;
        } catch (SQLException | DamagedStoreException e) {
            inexact("the " + what + " cannot be read to the end: " + e.getMessage());
            return false;
        }
    }

    private void inexact(String problem) {
        problems.add(problem);
        exact = false;
    }

    private void readHead(Database database) throws SQLException {
        try (PreparedStatement select = database.prepare(Head.SELECT);
                ResultSet rows = select.executeQuery()) {
            head = Head.read(database.file(), rows);
        }
    }

    private void readOrigins(Database database) throws SQLException {
        Census found = Census.NONE;
        try (PreparedStatement select = database.prepare(Catalog.SELECT_ORIGINS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Catalog.Origin origin = Catalog.origin(rows);
                if (rows.getLong(7) == origin.rowChecksum()) {
                    origins.put(origin.id(), origin);
                    found = found.with(origin.keyHash());
                } else {
                    inexact("the row of incarnation " + origin.id() + " does not have its checksum");
                }
            }
        }
        if (head != null && !found.equals(head.origins())) {
            inexact("of the incarnations there are " + found + ", not " + head.origins());
        }
    }

    private void readObjects(Database database, Codec codec) throws SQLException {
        try (PreparedStatement select = database.prepare(Catalog.SELECT_OBJECTS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                try {
                    objects.put(rows.getLong(1), Catalog.object(rows, codec));
                } catch (DecodeException | IllegalArgumentException e) {
                    problems.add("the row of object " + rows.getLong(1) + ": " + e.getMessage());
                }
            }
        }
    }

    private void readEntries(Database database, String sql, EntryBytes bytes, Codec codec) throws SQLException {
        try (PreparedStatement select = database.prepare(sql);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long origin = rows.getLong(1);
                long seq = rows.getLong(2);
                if (isSound(rows) && isReadable(rows, bytes, codec)) {
                    if (!alive.computeIfAbsent(origin, each -> new TreeSet<>()).add(seq)) {
                        return; // read before, from the other end
                    }
                } else {
                    if (!isSound(rows)) {
                        problems.add("the entry " + origin + "/" + seq + " is damaged, or its object is");
                    }
                    unsound.add(new long[] {origin, seq});
                }
                entriesFound = entriesFound.with(Checksum.ofKey(origin, seq));
            }
        }
    }

    /** Tells whether an entry is what was written, of an object that is known. */
    boolean isSound(ResultSet row) throws SQLException {
        byte[] content = row.getBytes(4);
        return content != null
                && objects.containsKey(row.getLong(3))
                && StateLoader.isWhole(row, Checksum.ofEntry(row.getLong(1), row.getLong(2), row.getLong(3), content));
    }

    /** Tells whether a sound entry is one that a store can be opened with; of a class that is not known here it may be. */
    private boolean isReadable(ResultSet row, EntryBytes bytes, Codec codec) throws SQLException {
        ObjectId object = objects.get(row.getLong(3));
        byte[] content = row.getBytes(4);
        if (object == null || content == null) {
            return false;
        }
        try {
            Dot nameless = new Dot(new Incarnation(0, 0), Math.max(1, row.getLong(2)));
            Entry entry = bytes.decode(content, object.shape(), nameless);
            Encoded found = Payloads.unreadable(entry);
            if (found != null && codec.isRegistered(found.kind())) {
                problems.add(unreadable(row, object, String.valueOf(found.problem())) + "; it is kept as its bytes");
            } else if (found != null) {
                unread++;
            }
            return true;
        } catch (DecodeException | IllegalArgumentException e) {
            problems.add(unreadable(row, object, String.valueOf(e.getMessage())));
            unreadable.add(List.of(row.getLong(1), row.getLong(2)));
            return false;
        }
    }

    private static String unreadable(ResultSet row, ObjectId object, String why) throws SQLException {
        return "the entry " + row.getLong(1) + "/" + row.getLong(2) + " of " + object
                + " is what was written, but cannot be read: " + why;
    }

    /** Tells whether an entry may be written to another database: it is sound, and was found readable. */
    boolean isUsable(ResultSet row) throws SQLException {
        return isSound(row) && !unreadable.contains(List.of(row.getLong(1), row.getLong(2)));
    }

    private void compareEntries() {
        if (head == null || !entriesFound.equals(head.entries())) {
            inexact("of the entries there are " + entriesFound + ", not " + (head == null ? "known" : head.entries()));
        }
    }

    private void readRemovals(Database database) throws SQLException {
        Census found = Census.NONE;
        try (PreparedStatement select = database.prepare(StateLoader.SELECT_REMOVALS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long[] key = {rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)};
                if (StateLoader.isWhole(rows, Checksum.ofKeyRow(key))) {
                    removals.add(key);
                    found = found.with(Checksum.ofKey(key));
                } else {
                    inexact("the record of the removals by " + key[0] + "/" + key[1] + " does not have its checksum");
                }
            }
        }
        if (head != null && !found.equals(head.removals())) {
            inexact("of the removals there are " + found + ", not " + head.removals());
        }
    }
}
