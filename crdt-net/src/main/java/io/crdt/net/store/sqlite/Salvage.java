package io.crdt.net.store.sqlite;

import io.crdt.causal.Incarnation;
import io.crdt.codec.Codec;
import io.crdt.net.store.format.Census;
import io.crdt.net.store.format.Checksum;
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
import java.util.stream.Stream;

/**
 * A new database in the making, of the rows of another one that lie within the sound cut. Rows keep their numbers and
 * bytes. Records of removals are left out, which the floor says. Others may be rewritten as operations of a fresh
 * incarnation, see {@link Rewriting}; their bytes do not say which operation they are of, and stay as they are.
 */
final class Salvage implements AutoCloseable {

    private final Survey survey;
    private final Map<Long, Long> cut;
    private final Database to;
    private final PreparedStatement insert;
    private final Map<Long, Set<Long>> seen = new HashMap<>();
    private final Catalog.Origin fresh;
    private Census entries = Census.NONE;
    private long rewritten;

    Salvage(Survey survey, Path directory) throws SQLException {
        this.survey = survey;
        cut = SoundCut.of(survey);
        SecureRandom random = new SecureRandom();
        Head head = survey.head;
        long name = head == null ? random.nextLong() : head.replica();
        Database.create(directory, new ReplicaId(name, random.nextLong(), ""), head == null ? "" : head.cluster());
        to = Database.open(directory, true);
        insert = to.prepare(StateSaver.INSERT_ENTRY);
        long last = Stream.concat(survey.origins.keySet().stream(), survey.alive.keySet().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        fresh = new Catalog.Origin(last + 1, Incarnation.random(random), 0, 0, 0);
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
        insert(origin, seq, row);
        return true;
    }

    /** Writes an entry that was not taken as a new operation, if it may be; returns whether it was. */
    boolean rewrite(ResultSet row) throws SQLException {
        ObjectId object = survey.objects.get(row.getLong(3));
        if (object == null || !Rewriting.isAllowed(object) || !survey.isUsable(row)) {
            return false;
        }
        rewritten++;
        insert(fresh.id(), rewritten, row);
        return true;
    }

    long rewritten() {
        return rewritten;
    }

    private void insert(long origin, long seq, ResultSet row) throws SQLException {
        long object = row.getLong(3);
        byte[] content = row.getBytes(4);
        insert.setLong(1, origin);
        insert.setLong(2, seq);
        insert.setLong(3, object);
        insert.setBytes(4, content);
        insert.setLong(5, Checksum.ofEntry(origin, seq, object, content));
        insert.executeUpdate();
        entries = entries.with(Checksum.ofKey(origin, seq));
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
            if (rewritten > 0) {
                Catalog.Origin origin =
                        new Catalog.Origin(fresh.id(), fresh.incarnation(), rewritten, rewritten, fresh.chain());
                Catalog.put(put, origin);
                origins = origins.with(origin.keyHash());
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
