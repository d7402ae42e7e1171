package io.crdt.net.store;

import io.crdt.net.codec.Codec;
import io.crdt.net.protocol.GossipOptions;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A store in a directory: the SQLite database {@code crdt.db} and a lock.
 *
 * <p>The database <em>is</em> the state: one row for each live entry, by its dot; one for each removal on record; one for
 * each incarnation, with how far it is covered. A save is one transaction that inserts and deletes what the two states
 * differ in. There is no log of our own to replay or to fold: SQLite's write-ahead log is one, and carries over only pages
 * that have changed.
 *
 * <p>Each row has a checksum, and the head row has a sum over the keys of all others, so a row that was damaged, lost or
 * added is noticed when the store is opened; a transaction that was cut off by a crash is not there at all.
 *
 * <p>After a save has failed, the next one connects anew. So a disk that was full or gone for a while needs no restart.
 */
public final class SqliteStore implements Store {

    private final DirectoryLock lock;
    private final Path directory;
    private final Codec codec;
    private final String cluster;
    private final boolean forced;
    private final ReplicaId replica;
    private volatile ReplicaState state;

    /** A state of which it is not known whether it was saved. */
    private @Nullable ReplicaState doubtful;

    private @Nullable Database database;
    private @Nullable StateSaver saver;
    private boolean closed;

    private SqliteStore(
            DirectoryLock lock,
            Path directory,
            Codec codec,
            String cluster,
            String label,
            int removalLimit,
            boolean forced) {
        this.lock = lock;
        this.directory = directory;
        this.codec = codec;
        this.cluster = cluster;
        this.forced = forced;
        Database opened = Database.open(directory, forced);
        try {
            Catalog catalog = Catalog.read(opened, codec);
            catalog.requireCluster(directory, cluster);
            replica = new ReplicaId(catalog.head.replica(), new SecureRandom().nextLong(), label);
            state = new StateLoader(opened, catalog, codec).load(removalLimit);
            catalog.forgetEmptyObjects(opened, state.objects());
            opened.commit();
            saver = new StateSaver(opened, catalog, codec);
            database = opened;
        } catch (SQLException | RuntimeException | Error e) {
            opened.close();
            throw opened.failure("read", e);
        }
    }

    /**
     * Opens the store of a directory, and makes both if they do not exist. It reads all of it: a second for some hundred
     * thousand entries.
     *
     * @param directory of this store alone
     * @param codec how values become bytes, in this life and in all others
     * @param cluster the name of the cluster that the replica is of
     * @param label what people call the replica
     * @param removalLimit how many removals the state keeps on record
     * @param forced whether a save ends only when the disk has it, so that it survives a loss of power and not just a crash
     *     of the process
     * @throws IllegalArgumentException if the cluster has no name, or one that is too long; nothing was made
     * @throws DamagedStoreException if its file is damaged or not a store's
     * @throws StoreException if it cannot be opened, is in use, is of another cluster, or was written by another version
     */
    public static SqliteStore open(
            Path directory, Codec codec, String cluster, String label, int removalLimit, boolean forced) {
        GossipOptions.requireCluster(cluster);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StoreException(
                    "cannot make the directory " + directory + ": " + e + "; there is no store yet", e);
        }
        DirectoryLock lock = DirectoryLock.acquire(directory);
        try {
            if (!Files.exists(directory.resolve(Database.FILE))) {
                requireNoLeftovers(directory);
                Database.create(directory, ReplicaId.random(new SecureRandom(), label), cluster);
            }
            return new SqliteStore(lock, directory, codec, cluster, label, removalLimit, forced);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** A write-ahead log without its file is what is left of a store, and not an empty directory. */
    private static void requireNoLeftovers(Path directory) {
        Path log = directory.resolve(Database.FILE + "-wal");
        if (Files.exists(log)) {
            throw new DamagedStoreException(
                    directory.resolve(Database.FILE), "it is missing, but " + log.getFileName() + " is there", null);
        }
    }

    @Override
    public ReplicaId replica() {
        return replica;
    }

    @Override
    public ReplicaState state() {
        return state;
    }

    @Override
    public synchronized void save(ReplicaState newState) {
        Successor.require(state, newState);
        if (closed) {
            throw new StoreException("the store in " + directory + " is closed; nothing was saved", null);
        }
        StateSaver present = connected();
        if (newState == state) {
            return;
        }
        try {
            doubtful = newState;
            present.save(state, newState);
            state = newState;
            doubtful = null;
        } catch (SQLException | RuntimeException | Error e) {
            throw disconnected("write", e); // whatever it was, the transaction is half done
        }
    }

    private StateSaver connected() {
        if (saver != null) {
            return saver;
        }
        Database opened = Database.open(directory, forced);
        database = opened;
        try {
            Catalog catalog = Catalog.read(opened, codec);
            catalog.requireCluster(directory, cluster);
            resolveDoubt(catalog);
            opened.commit();
            saver = new StateSaver(opened, catalog, codec);
            return saver;
        } catch (SQLException | RuntimeException e) {
            throw disconnected("read", e);
        }
    }

    /**
     * A transaction that was said to have failed may have got through after all. If it has only repaired something, there is
     * no telling, and the next one does it again.
     */
    private void resolveDoubt(Catalog catalog) {
        boolean isDoubtful = doubtful != null && catalog.isOf(replica, doubtful);
        if (!isDoubtful && !catalog.isOf(replica, state)) {
            throw new DamagedStoreException(
                    directory.resolve(Database.FILE),
                    "it is not what was left there, " + replica + " at " + state.context(),
                    null);
        }
        if (isDoubtful && doubtful != null && !doubtful.context().equals(state.context())) {
            state = doubtful;
        }
        doubtful = null;
    }

    private StoreException disconnected(String doing, Throwable cause) {
        Database failed = database;
        saver = null;
        database = null;
        if (failed == null) {
            return new StoreException("the store in " + directory + " has no connection", cause);
        }
        StoreException failure = failed.failure(doing, cause);
        try {
            failed.close();
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (database != null) {
                database.close();
            }
        } finally {
            saver = null;
            database = null;
            lock.close();
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
