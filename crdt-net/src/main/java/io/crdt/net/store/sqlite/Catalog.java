package io.crdt.net.store.sqlite;

import static java.util.Objects.requireNonNull;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.DecodeException;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.format.Census;
import io.crdt.net.store.format.Checksum;
import io.crdt.net.store.format.ShapeText;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In-memory copy of the lookup tables: the numbers by which rows name incarnations and objects, how far each incarnation is
 * covered, and the head.
 */
final class Catalog {

    static final String SELECT_ORIGINS = "SELECT id, high, low, seq, floor, chain, crc FROM origin" + Tables.OF_SPACE;
    static final String SELECT_OBJECTS = "SELECT id, name, type, shape, crc FROM object" + Tables.OF_SPACE;
    static final String PUT_ORIGIN =
            "INSERT INTO origin (space, id, high, low, seq, floor, chain, crc) VALUES (0, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (space, id) DO UPDATE SET seq = excluded.seq, floor = excluded.floor, chain = excluded.chain, crc = excluded.crc";
    static final String INSERT_OBJECT =
            "INSERT INTO object (space, id, name, type, shape, crc) VALUES (0, ?, ?, ?, ?, ?)";

    /**
     * An incarnation of the database.
     *
     * @param id its number
     * @param incarnation the incarnation
     * @param seq up to where it is covered
     * @param floor up to where removals by it are not on record
     * @param chain the hash chained along its operations up to {@code seq}; 0 if it is not known
     */
    record Origin(long id, Incarnation incarnation, long seq, long floor, long chain) {

        long rowChecksum() {
            return Checksum.ofKeyRow(numbers());
        }

        long keyHash() {
            return Checksum.ofKey(numbers());
        }

        private long[] numbers() {
            return new long[] {id, incarnation.high(), incarnation.low(), seq, floor, chain};
        }
    }

    final Map<Incarnation, Origin> origins = new HashMap<>();
    final Map<Long, Origin> originsById = new HashMap<>();
    final Map<ObjectId, Long> objects = new HashMap<>();
    final Map<Long, ObjectId> objectsById = new HashMap<>();
    Head head;

    /** The head as the database has it. */
    Head written;

    private long lastOrigin;
    private long lastObject;

    private Catalog(Head head) {
        this.head = head;
        written = head;
    }

    /** Reads the catalog. Whatever does not have its checksum is damage. */
    static Catalog read(Database database, Codec codec) throws SQLException {
        Catalog catalog;
        try (PreparedStatement select = database.prepare(Head.SELECT);
                ResultSet rows = select.executeQuery()) {
            catalog = new Catalog(Head.read(database.file(), rows));
        }
        catalog.readOrigins(database);
        catalog.readObjects(database, codec);
        return catalog;
    }

    private void readOrigins(Database database) throws SQLException {
        Census found = Census.NONE;
        try (PreparedStatement select = database.prepare(SELECT_ORIGINS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Origin origin = origin(rows);
                if (rows.getLong(7) != origin.rowChecksum()) {
                    throw damaged(database, "the row of incarnation " + origin.id() + " does not have its checksum");
                }
                put(origin);
                found = found.with(origin.keyHash());
            }
        }
        if (!found.equals(head.origins())) {
            throw damaged(database, "of the incarnations there are " + found + ", not " + head.origins());
        }
    }

    static Origin origin(ResultSet row) throws SQLException {
        Incarnation incarnation = new Incarnation(row.getLong(2), row.getLong(3));
        return new Origin(row.getLong(1), incarnation, row.getLong(4), row.getLong(5), row.getLong(6));
    }

    private void readObjects(Database database, Codec codec) throws SQLException {
        try (PreparedStatement select = database.prepare(SELECT_OBJECTS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ObjectId object;
                try {
                    object = object(rows, codec);
                } catch (DecodeException | IllegalArgumentException e) {
                    throw new DamagedStoreException(
                            database.file(), "the row of object " + rows.getLong(1) + ": " + e.getMessage(), e);
                }
                put(rows.getLong(1), object);
            }
        }
    }

    /**
     * Returns the object of a row.
     *
     * @throws IllegalArgumentException if the row does not have its checksum
     */
    static ObjectId object(ResultSet row, Codec codec) throws SQLException, DecodeException {
        byte[] name = row.getBytes(2);
        byte[] type = row.getBytes(3);
        String shape = row.getString(4);
        boolean whole = name != null && type != null && shape != null; // else damaged, whatever the columns declare
        if (!whole || row.getLong(5) != Checksum.ofObject(row.getLong(1), name, type, shape)) {
            throw new IllegalArgumentException("it does not have its checksum");
        }
        if (codec.decode(name) instanceof String called && codec.decode(type) instanceof String kind) {
            return new ObjectId(called, kind, ShapeText.parse(shape));
        }
        throw new IllegalArgumentException("its name and its type are not texts");
    }

    /** Runs {@link #PUT_ORIGIN}. */
    static void put(PreparedStatement statement, Origin origin) throws SQLException {
        statement.setLong(1, origin.id());
        statement.setLong(2, origin.incarnation().high());
        statement.setLong(3, origin.incarnation().low());
        statement.setLong(4, origin.seq());
        statement.setLong(5, origin.floor());
        statement.setLong(6, origin.chain());
        statement.setLong(7, origin.rowChecksum());
        statement.executeUpdate();
    }

    /** Runs {@link #INSERT_OBJECT}. Names are bytes, since any string is allowed, also one that is no valid Unicode. */
    static void put(PreparedStatement statement, long id, ObjectId object, Codec codec) throws SQLException {
        byte[] name = codec.encode(object.name());
        byte[] type = codec.encode(object.type());
        String shape = ShapeText.of(object.shape());
        statement.setLong(1, id);
        statement.setBytes(2, name);
        statement.setBytes(3, type);
        statement.setString(4, shape);
        statement.setLong(5, Checksum.ofObject(id, name, type, shape));
        statement.executeUpdate();
    }

    void put(Origin origin) {
        origins.put(origin.incarnation(), origin);
        originsById.put(origin.id(), origin);
        lastOrigin = Math.max(lastOrigin, origin.id());
    }

    long lastOrigin() {
        return lastOrigin;
    }

    void put(long id, ObjectId object) {
        objects.put(object, id);
        objectsById.put(id, object);
        lastObject = Math.max(lastObject, id);
    }

    long lastObject() {
        return lastObject;
    }

    /** Deletes the rows of objects that have nothing in them any more. */
    void forgetEmptyObjects(Database database, Set<ObjectId> inUse) throws SQLException {
        try (PreparedStatement delete = database.prepare("DELETE FROM object" + Tables.OF_SPACE + " AND id = ?")) {
            for (ObjectId empty : List.copyOf(objects.keySet())) {
                if (!inUse.contains(empty)) {
                    long id = requireNonNull(objects.remove(empty));
                    objectsById.remove(id);
                    delete.setLong(1, id);
                    delete.executeUpdate();
                }
            }
        }
    }

    VersionVector context() {
        Map<Incarnation, Long> seqs = new HashMap<>();
        origins.values().forEach(origin -> seqs.merge(origin.incarnation(), origin.seq(), Math::max));
        return VersionVector.EMPTY.withSeqs(seqs);
    }

    Map<Incarnation, Long> chains() {
        Map<Incarnation, Long> chains = new HashMap<>();
        origins.values().forEach(origin -> chains.put(origin.incarnation(), origin.chain()));
        return chains;
    }

    /** If the name of the cluster was lost, it is the given one from the next save on. */
    void requireCluster(Path directory, String cluster) {
        if (head.cluster().isEmpty()) {
            head = new Head(head.replica(), cluster, head.entries(), head.removals(), head.origins());
        } else if (!head.cluster().equals(cluster)) {
            throw new StoreException(
                    StoreException.Kind.OTHER_CLUSTER,
                    "the directory " + directory + " is of the cluster \"" + head.cluster()
                            + "\", but it was opened for \"" + cluster + "\"; nothing was changed",
                    null);
        }
    }

    /** Tells whether the database matches this replica and state: of the same name, operations and histories. */
    boolean isOf(ReplicaId replica, ReplicaState state) {
        return head.replica() == replica.high()
                && context().equals(state.context())
                && origins.values().stream().allMatch(origin -> origin.chain() == state.chain(origin.incarnation()));
    }

    VersionVector floor() {
        Map<Incarnation, Long> seqs = new HashMap<>();
        origins.values().forEach(origin -> seqs.merge(origin.incarnation(), origin.floor(), Math::max));
        return VersionVector.EMPTY.withSeqs(seqs);
    }

    private static DamagedStoreException damaged(Database database, String what) {
        return new DamagedStoreException(database.file(), what, null);
    }
}
