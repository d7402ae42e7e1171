package io.crdt.net.store;

import io.crdt.net.codec.Codec;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

/**
 * A new database in the making, of the rows of another one that lie within the sound cut. Rows keep their numbers and
 * bytes. Records of removals are left out, which the floor says.
 */
final class Salvage implements AutoCloseable {

    private final Survey survey;
    private final Map<Long, Long> cut;
    private final Database to;
    private final PreparedStatement insert;
    private final Map<Long, Set<Long>> seen = new HashMap<>();
    private Census entries = Census.NONE;

    Salvage(Survey survey, Path directory) throws SQLException {
        this.survey = survey;
        cut = SoundCut.of(survey);
        SecureRandom random = new SecureRandom();
        Head head = survey.head;
        long name = head == null ? random.nextLong() : head.replica();
        Database.create(directory, new ReplicaId(name, random.nextLong(), ""), head == null ? "" : head.cluster());
        to = Database.open(directory, true);
        insert = to.prepare(StateSaver.INSERT_ENTRY);
    }

    /** Tells whether this entry was not looked at before, from the other end of the table. */
    boolean isNew(ResultSet row) throws SQLException {
        return seen.computeIfAbsent(row.getLong(1), each -> new HashSet<>()).add(row.getLong(2));
    }

    /** Takes an entry over if it is sound and within the cut; returns whether it was. */
    boolean take(ResultSet row) throws SQLException {
        long origin = row.getLong(1);
        long seq = row.getLong(2);
        NavigableSet<Long> sound = survey.alive.get(origin);
        if (seq > cut.getOrDefault(origin, 0L) || sound == null || !sound.contains(seq)) {
            return false;
        }
        insert.setLong(1, origin);
        insert.setLong(2, seq);
        insert.setLong(3, row.getLong(3));
        insert.setBytes(4, row.getBytes(4));
        insert.setLong(5, row.getLong(5));
        insert.executeUpdate();
        entries = entries.with(Checksum.ofKey(origin, seq));
        return true;
    }

    void finish() throws SQLException {
        Census origins = Census.NONE;
        try (PreparedStatement put = to.prepare(Catalog.PUT_ORIGIN)) {
            for (Catalog.Origin known : survey.origins.values()) {
                long last = cut.getOrDefault(known.id(), 0L);
                if (last > 0) {
                    Catalog.Origin origin = new Catalog.Origin(
                            known.id(), known.incarnation(), last, last, last == known.seq() ? known.chain() : 0);
                    Catalog.put(put, origin);
                    origins = origins.with(origin.keyHash());
                }
            }
        }
        try (PreparedStatement object = to.prepare(Catalog.INSERT_OBJECT)) {
            for (Map.Entry<Long, ObjectId> known : survey.objects.entrySet()) {
                Catalog.put(object, known.getKey(), known.getValue(), Codec.standard());
            }
        }
        try (PreparedStatement select = to.prepare(Head.SELECT);
                ResultSet row = select.executeQuery();
                PreparedStatement update = to.prepare(Head.UPDATE)) {
            Head empty = Head.read(to.file(), row);
            new Head(empty.replica(), empty.cluster(), entries, Census.NONE, origins).write(update);
        }
        to.commit();
    }

    @Override
    public void close() {
        to.close();
    }
}
