package io.crdt.net.store.sqlite;

import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.format.Census;
import io.crdt.net.store.format.Checksum;
import io.crdt.replica.ReplicaId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The header row of the database. Every save changes it in the transaction that changes the rest.
 *
 * @param replica what stays of the replica's id
 * @param cluster the name of the cluster that the replica is of; empty if that was lost
 * @param entries the live entries
 * @param removals the removal records
 * @param origins the incarnations, with how far each is covered
 */
record Head(long replica, String cluster, Census entries, Census removals, Census origins) {

    static final String SELECT =
            "SELECT replica, entries, entry_sum, removals, removal_sum, origins, origin_sum, cluster, crc, features"
                    + " FROM head" + Tables.OF_SPACE;
    static final String UPDATE = "UPDATE head SET replica = ?, entries = ?, entry_sum = ?,"
            + " removals = ?, removal_sum = ?, origins = ?, origin_sum = ?, cluster = ?, crc = ?" + Tables.OF_SPACE;
    /** Changes nothing, and counts the row only if it is the one that is expected; it takes the right to write. */
    static final String CLAIM = "UPDATE head SET crc = crc" + Tables.OF_SPACE
            + " AND features = 0 AND replica = ? AND entries = ? AND entry_sum = ?"
            + " AND removals = ? AND removal_sum = ? AND origins = ? AND origin_sum = ? AND crc = ?";

    static final String INSERT = "INSERT INTO head VALUES (0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    static Head of(ReplicaId replica, String cluster) {
        return new Head(replica.high(), cluster, Census.NONE, Census.NONE, Census.NONE);
    }

    /**
     * Reads the one row.
     *
     * @throws DamagedStoreException if it is missing or does not have its checksum
     * @throws StoreException if the database uses what this version does not know
     */
    static Head read(Path file, ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new DamagedStoreException(file, "the header row is missing", null);
        }
        Head head = new Head(
                rows.getLong(1),
                name(rows.getBytes(8)),
                new Census(rows.getLong(2), rows.getLong(3)),
                new Census(rows.getLong(4), rows.getLong(5)),
                new Census(rows.getLong(6), rows.getLong(7)));
        long features = rows.getLong(10);
        if (rows.getLong(9) != head.checksum(features) || rows.next()) {
            throw new DamagedStoreException(file, "the header row does not have its checksum", null);
        }
        if (features != 0) {
            throw new StoreException(
                    StoreException.Kind.OTHER_VERSION,
                    file + " uses the features " + Long.toHexString(features) + " (hexadecimal), and this version knows"
                            + " none: it was written by a newer version; nothing was changed",
                    null);
        }
        return head;
    }

    /** Runs {@link #INSERT} or {@link #UPDATE}. */
    void write(PreparedStatement statement) throws SQLException {
        long[] numbers = numbers();
        for (int i = 0; i < numbers.length; i++) {
            statement.setLong(i + 1, numbers[i]);
        }
        statement.setBytes(numbers.length + 1, bytes(cluster));
        statement.setLong(numbers.length + 2, checksum(0));
        statement.executeUpdate();
    }

    /** Runs {@link #CLAIM}; returns whether the row is this one. */
    boolean claim(PreparedStatement statement) throws SQLException {
        long[] numbers = numbers();
        for (int i = 0; i < numbers.length; i++) {
            statement.setLong(i + 1, numbers[i]);
        }
        statement.setLong(numbers.length + 1, checksum(0));
        return statement.executeUpdate() == 1;
    }

    /** As 16-bit units: a name may be any string, also one that is no valid Unicode. */
    private static byte[] bytes(String name) {
        ByteBuffer bytes = ByteBuffer.allocate(Character.BYTES * name.length());
        bytes.asCharBuffer().put(name);
        return bytes.array();
    }

    private static String name(byte @Nullable [] bytes) {
        return bytes == null ? "" : ByteBuffer.wrap(bytes).asCharBuffer().toString();
    }

    private long checksum(long features) {
        return Checksum.ofHead(features, bytes(cluster), numbers());
    }

    private long[] numbers() {
        return new long[] {
            replica, entries.count(), entries.sum(), removals.count(), removals.sum(), origins.count(), origins.sum()
        };
    }
}
