package io.crdt.net.store;

import io.crdt.replica.ReplicaId;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The one row that speaks of the whole database. Every save changes it in the transaction that changes the rest.
 *
 * @param replica what stays of the replica's id
 * @param entries the live entries
 * @param removals the removal records
 * @param origins the incarnations, with how far each is covered
 */
record Head(long replica, Census entries, Census removals, Census origins) {

    static final String SELECT =
            "SELECT replica, entries, entry_sum, removals, removal_sum, origins," + " origin_sum, crc FROM head";
    static final String UPDATE = "UPDATE head SET replica = ?, entries = ?, entry_sum = ?,"
            + " removals = ?, removal_sum = ?, origins = ?, origin_sum = ?, crc = ?";
    static final String INSERT = "INSERT INTO head VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    private static final byte[] NO_BYTES = {};

    static Head of(ReplicaId replica) {
        return new Head(replica.high(), Census.NONE, Census.NONE, Census.NONE);
    }

    /** Reads the one row. */
    static Head read(Path file, ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new DamagedStoreException(file, "the row that speaks of the whole is missing", null);
        }
        Head head = new Head(
                rows.getLong(1),
                new Census(rows.getLong(2), rows.getLong(3)),
                new Census(rows.getLong(4), rows.getLong(5)),
                new Census(rows.getLong(6), rows.getLong(7)));
        if (rows.getLong(8) != head.checksum() || rows.next()) {
            throw new DamagedStoreException(file, "the row that speaks of the whole does not have its checksum", null);
        }
        return head;
    }

    /** Runs {@link #INSERT} or {@link #UPDATE}. */
    void write(PreparedStatement statement) throws SQLException {
        long[] numbers = numbers();
        for (int i = 0; i < numbers.length; i++) {
            statement.setLong(i + 1, numbers[i]);
        }
        statement.setLong(numbers.length + 1, checksum());
        statement.executeUpdate();
    }

    private long checksum() {
        return Checksum.ofRow(NO_BYTES, numbers());
    }

    private long[] numbers() {
        return new long[] {
            replica, entries.count(), entries.sum(), removals.count(), removals.sum(), origins.count(), origins.sum()
        };
    }
}
