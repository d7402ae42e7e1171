package io.crdt.net.store.sqlite;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
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
import java.util.List;

/**
 * Writes what one state has beyond another, in one transaction: what died is deleted, what is new is inserted, and the head
 * says what the whole is then. It begins by comparing the head with what this connection has left there, while nobody else
 * may write: so two processes that write to one file, whatever became of their locks, do not write past each other, and the
 * second one is noticed at its first write. If it fails, the connection is of no use any more, since what the catalog says
 * may be wrong.
 */
final class StateSaver {

    static final String INSERT_ENTRY =
            "INSERT INTO entry (space, origin, seq, dots, object, content, crc) VALUES (0, ?, ?, 1, ?, ?, ?)";
    private static final int BATCH = 1_000;

    /**
     * Names of empty objects are forgotten when there are this many more than of others: all at once, so that it seldom
     * costs.
     */
    private static final int SPARE_OBJECTS = 1_000;

    private final Database database;
    private final Catalog catalog;
    private final EntryBytes bytes;
    private final Codec codec;
    private final PreparedStatement claimHead;
    private final PreparedStatement updateHead;
    private final PreparedStatement putOrigin;
    private final PreparedStatement insertObject;
    private final PreparedStatement insertEntry;
    private final PreparedStatement deleteEntry;
    private final PreparedStatement insertRemoval;
    private final PreparedStatement selectRemovals;
    private final PreparedStatement deleteRemovals;

    private Census entries = Census.NONE;
    private Census removals = Census.NONE;
    private Census origins = Census.NONE;

    StateSaver(Database database, Catalog catalog, Codec codec) throws SQLException {
        this.database = database;
        this.catalog = catalog;
        this.codec = codec;
        bytes = new EntryBytes(codec);
        claimHead = database.prepare(Head.CLAIM);
        updateHead = database.prepare(Head.UPDATE);
        putOrigin = database.prepare(Catalog.PUT_ORIGIN);
        insertObject = database.prepare(Catalog.INSERT_OBJECT);
        insertEntry = database.prepare(INSERT_ENTRY);
        deleteEntry = database.prepare("DELETE FROM entry" + Tables.OF_SPACE + " AND origin = ? AND seq = ?");
        insertRemoval = database.prepare(
                "INSERT INTO removal (space, by_origin, by_seq, origin, seq, dots, crc) VALUES (0, ?, ?, ?, ?, 1, ?)");
        selectRemovals = database.prepare(
                "SELECT by_seq, origin, seq FROM removal" + Tables.OF_SPACE + " AND by_origin = ? AND by_seq <= ?");
        deleteRemovals =
                database.prepare("DELETE FROM removal" + Tables.OF_SPACE + " AND by_origin = ? AND by_seq <= ?");
    }

    void save(ReplicaState before, ReplicaState after) throws SQLException {
        if (!catalog.written.claim(claimHead)) {
            throw new StoreException(
                    StoreException.Kind.REPLACED,
                    "another process has written to " + database.file()
                            + ", which this store has open; nothing was saved",
                    null);
        }
        entries = catalog.head.entries();
        removals = catalog.head.removals();
        origins = catalog.head.origins();
        StateDelta delta = after.deltaSince(before.context());
        advance(after, delta.from());
        delete(dead(delta));
        insertEntries(delta.objects());
        if (isRepaired(before, delta, after)) {
            rewriteEntries(after);
            advance(after, VersionVector.EMPTY);
        }
        insertRemovals(delta.removals(), after.floor());
        raiseFloor(after.floor(), before.floor());
        if (catalog.objects.size() > 2 * after.objects().size() + SPARE_OBJECTS) {
            catalog.forgetEmptyObjects(database, after.objects());
        }
        Head head = new Head(catalog.head.replica(), catalog.head.cluster(), entries, removals, origins);
        head.write(updateHead);
        database.commit();
        catalog.head = head;
        catalog.written = head;
    }

    /**
     * Tells whether something has changed that no operation did: a state that was found to be damaged was repaired, by
     * itself or between operations. Then the delta does not say all that is new. To be sure of that the delta is applied to
     * what was saved before, which costs less than writing it.
     */
    private boolean isRepaired(ReplicaState before, StateDelta delta, ReplicaState after) {
        return entries.count() != after.size() || before.apply(delta).fingerprint() != after.fingerprint();
    }

    private void rewriteEntries(ReplicaState state) throws SQLException {
        try (PreparedStatement deleteAll = database.prepare("DELETE FROM entry" + Tables.OF_SPACE)) {
            deleteAll.executeUpdate();
        }
        entries = Census.NONE;
        insertEntries(state.deltaSince(VersionVector.EMPTY).objects());
    }

    private void advance(ReplicaState to, VersionVector from) throws SQLException {
        List<Catalog.Origin> changed = new ArrayList<>();
        to.context().aheadOf(from).forEach((incarnation, seq) -> {
            Catalog.Origin known = catalog.origins.get(incarnation);
            changed.add(
                    known == null
                            ? new Catalog.Origin(
                                    catalog.lastOrigin() + changed.size() + 1,
                                    incarnation,
                                    seq,
                                    0,
                                    to.chain(incarnation))
                            : new Catalog.Origin(known.id(), incarnation, seq, known.floor(), to.chain(incarnation)));
        });
        put(changed);
    }

    private void put(List<Catalog.Origin> changed) throws SQLException {
        for (Catalog.Origin origin : changed) {
            Catalog.Origin known = catalog.originsById.get(origin.id());
            if (known != null) {
                origins = origins.without(known.keyHash());
            }
            origins = origins.with(origin.keyHash());
            catalog.put(origin);
            Catalog.put(putOrigin, origin);
        }
    }

    /** Returns what the database has and the new state does not. What came and went since the last save it never had. */
    private List<Dot> dead(StateDelta delta) throws SQLException {
        List<Dot> dead = new ArrayList<>();
        StateDelta.Survivors survivors = delta.survivors();
        if (survivors != null) {
            addAllBut(survivors.alive(), dead);
        } else {
            for (Removal removal : delta.removals()) {
                if (delta.from().covers(removal.removed())) {
                    dead.add(removal.removed());
                }
            }
        }
        return dead;
    }

    private void addAllBut(DotRanges alive, List<Dot> dead) throws SQLException {
        try (PreparedStatement select = database.prepare("SELECT origin, seq FROM entry" + Tables.OF_SPACE);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Catalog.Origin origin = catalog.originsById.get(rows.getLong(1));
                if (origin == null) {
                    throw new SQLException("there is no incarnation " + rows.getLong(1));
                }
                Dot dot = new Dot(origin.incarnation(), rows.getLong(2));
                if (!alive.contains(dot)) {
                    dead.add(dot);
                }
            }
        }
    }

    private void delete(List<Dot> dead) throws SQLException {
        for (int start = 0; start < dead.size(); start += BATCH) {
            List<Dot> some = dead.subList(start, Math.min(dead.size(), start + BATCH));
            for (Dot dot : some) {
                deleteEntry.setLong(1, id(dot.origin()));
                deleteEntry.setLong(2, dot.seq());
                deleteEntry.addBatch();
            }
            int[] deleted = deleteEntry.executeBatch();
            for (int i = 0; i < deleted.length; i++) {
                if (deleted[i] == 1) {
                    Dot dot = some.get(i);
                    entries = entries.without(Checksum.ofKey(id(dot.origin()), dot.seq()));
                }
            }
        }
    }

    private void insertEntries(List<StateDelta.ObjectEntries> objects) throws SQLException {
        int batched = 0;
        for (StateDelta.ObjectEntries object : objects) {
            long objectId = id(object.id());
            for (Entry entry : object.entries()) {
                long origin = id(entry.dot().origin());
                long seq = entry.dot().seq();
                byte[] content = bytes.encode(entry, object.id().shape());
                insertEntry.setLong(1, origin);
                insertEntry.setLong(2, seq);
                insertEntry.setLong(3, objectId);
                insertEntry.setBytes(4, content);
                insertEntry.setLong(5, Checksum.ofEntry(origin, seq, objectId, content));
                batched = add(insertEntry, batched);
                entries = entries.with(Checksum.ofKey(origin, seq));
            }
        }
        insertEntry.executeBatch();
    }

    private void insertRemovals(List<Removal> records, VersionVector floor) throws SQLException {
        int batched = 0;
        for (Removal record : records) {
            if (!floor.covers(record.by())) {
                long[] key = {
                    id(record.by().origin()),
                    record.by().seq(),
                    id(record.removed().origin()),
                    record.removed().seq()
                };
                for (int i = 0; i < key.length; i++) {
                    insertRemoval.setLong(i + 1, key[i]);
                }
                insertRemoval.setLong(key.length + 1, Checksum.ofKeyRow(key));
                batched = add(insertRemoval, batched);
                removals = removals.with(Checksum.ofKey(key));
            }
        }
        insertRemoval.executeBatch();
    }

    private static int add(PreparedStatement statement, int batched) throws SQLException {
        statement.addBatch();
        if (batched + 1 < BATCH) {
            return batched + 1;
        }
        statement.executeBatch();
        return 0;
    }

    private void raiseFloor(VersionVector to, VersionVector from) throws SQLException {
        if (to == from) {
            return;
        }
        List<Catalog.Origin> raised = new ArrayList<>();
        to.aheadOf(from).forEach((incarnation, floor) -> {
            Catalog.Origin known = origin(incarnation);
            raised.add(new Catalog.Origin(known.id(), incarnation, known.seq(), floor, known.chain()));
        });
        put(raised);
        for (Catalog.Origin origin : raised) {
            selectRemovals.setLong(1, origin.id());
            selectRemovals.setLong(2, origin.floor());
            try (ResultSet rows = selectRemovals.executeQuery()) {
                while (rows.next()) {
                    removals = removals.without(
                            Checksum.ofKey(origin.id(), rows.getLong(1), rows.getLong(2), rows.getLong(3)));
                }
            }
            deleteRemovals.setLong(1, origin.id());
            deleteRemovals.setLong(2, origin.floor());
            deleteRemovals.executeUpdate();
        }
    }

    private long id(Incarnation incarnation) {
        return origin(incarnation).id();
    }

    private Catalog.Origin origin(Incarnation incarnation) {
        Catalog.Origin origin = catalog.origins.get(incarnation);
        if (origin == null) {
            throw new IllegalStateException("a delta names " + incarnation + ", which it does not cover");
        }
        return origin;
    }

    private long id(ObjectId object) throws SQLException {
        Long known = catalog.objects.get(object);
        if (known != null) {
            return known;
        }
        long id = catalog.lastObject() + 1;
        Catalog.put(insertObject, id, object, codec);
        catalog.put(id, object);
        return id;
    }
}
