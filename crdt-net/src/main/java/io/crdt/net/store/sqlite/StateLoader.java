package io.crdt.net.store.sqlite;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.format.Census;
import io.crdt.net.store.format.Checksum;
import io.crdt.net.store.format.EntryBytes;
import io.crdt.replica.DotRanges;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Removal;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a whole state: it is one delta from nothing. Every row is held against its checksum and every set of rows against
 * its census; if any does not agree, nothing is returned.
 */
final class StateLoader {

    static final String SELECT_ENTRIES =
            "SELECT origin, seq, object, content, crc, dots FROM entry" + Tables.OF_SPACE + " ORDER BY origin, seq";
    static final String SELECT_REMOVALS = "SELECT by_origin, by_seq, origin, seq, crc, dots FROM removal"
            + Tables.OF_SPACE + " ORDER BY by_origin, by_seq, origin, seq";

    private final Database database;
    private final Catalog catalog;
    private final EntryBytes bytes;

    StateLoader(Database database, Catalog catalog, Codec codec) {
        this.database = database;
        this.catalog = catalog;
        bytes = new EntryBytes(codec);
    }

    ReplicaState load(int removalLimit) throws SQLException {
        List<StateDelta.ObjectEntries> objects = entries();
        List<Removal> removals = removals();
        VersionVector floor = catalog.floor();
        StateDelta.Survivors survivors =
                floor.isEmpty() ? null : new StateDelta.Survivors(new DotRanges(Map.of()), floor);
        return ReplicaState.empty(removalLimit)
                .apply(new StateDelta(
                        VersionVector.EMPTY, catalog.context(), objects, removals, catalog.chains(), survivors));
    }

    private List<StateDelta.ObjectEntries> entries() throws SQLException {
        Map<ObjectId, List<Entry>> entries = new LinkedHashMap<>();
        Census found = Census.NONE;
        try (PreparedStatement select = database.prepare(SELECT_ENTRIES);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long origin = rows.getLong(1);
                long seq = rows.getLong(2);
                long object = rows.getLong(3);
                byte[] content = rows.getBytes(4);
                if (content == null || !isWhole(rows, Checksum.ofEntry(origin, seq, object, content))) {
                    throw damaged("the row of entry " + origin + "/" + seq + " does not have its checksum");
                }
                found = found.with(Checksum.ofKey(origin, seq));
                ObjectId id = object(object);
                entries.computeIfAbsent(id, each -> new ArrayList<>()).add(entry(content, id, dot(origin, seq)));
            }
        }
        require("entries", found, catalog.head.entries());
        List<StateDelta.ObjectEntries> objects = new ArrayList<>(entries.size());
        entries.forEach((id, list) -> objects.add(new StateDelta.ObjectEntries(id, list)));
        return objects;
    }

    /** Tells whether the row of an entry or a removal has its checksum; all so far stand for one dot. */
    static boolean isWhole(ResultSet row, long checksum) throws SQLException {
        return row.getLong(5) == checksum && row.getLong(6) == 1;
    }

    private Entry entry(byte[] content, ObjectId object, Dot dot) {
        try {
            return bytes.decode(content, object.shape(), dot);
        } catch (DecodeException | IllegalArgumentException e) {
            throw new StoreException(
                    StoreException.Kind.UNREADABLE,
                    "cannot read an entry of " + object + " from " + database.file() + ": " + e.getMessage()
                            + "; it is what was written, so is a class not registered that was then? Nothing was changed",
                    e);
        }
    }

    private List<Removal> removals() throws SQLException {
        List<Removal> removals = new ArrayList<>();
        Census found = Census.NONE;
        try (PreparedStatement select = database.prepare(SELECT_REMOVALS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long[] key = {rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)};
                if (!isWhole(rows, Checksum.ofKeyRow(key))) {
                    throw damaged(
                            "the record of the removals by " + key[0] + "/" + key[1] + " does not have its checksum");
                }
                found = found.with(Checksum.ofKey(key));
                removals.add(new Removal(dot(key[2], key[3]), dot(key[0], key[1])));
            }
        }
        require("removals", found, catalog.head.removals());
        return removals;
    }

    private Dot dot(long origin, long seq) {
        Catalog.Origin known = catalog.originsById.get(origin);
        if (known == null || seq < 1 || seq > known.seq()) {
            throw damaged("it has a row of the operation " + origin + "/" + seq + ", which it does not cover");
        }
        return new Dot(known.incarnation(), seq);
    }

    private ObjectId object(long id) {
        ObjectId object = catalog.objectsById.get(id);
        if (object == null) {
            throw damaged("it has entries of the object " + id + ", but no row of that object");
        }
        return object;
    }

    private void require(String what, Census found, Census expected) {
        if (!found.equals(expected)) {
            throw damaged("of the " + what + " there are " + found + ", not " + expected);
        }
    }

    private DamagedStoreException damaged(String what) {
        return new DamagedStoreException(database.file(), what, null);
    }
}
