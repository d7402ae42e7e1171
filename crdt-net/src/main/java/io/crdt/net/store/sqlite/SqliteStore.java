package io.crdt.net.store.sqlite;

import io.crdt.codec.Codec;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.protocol.GossipOptions;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * <p>After a save has failed, the next one reconnects. So a disk that was full or gone for a while needs no restart. If
 * the disk has failed, the log is {@linkplain Database#proveLog proven} first.
 *
 * <p>What others do to the directory meanwhile is noticed at the next save ({@link OpenedFiles}, {@link Head#claim}), which
 * then fails and says what it found. A save after that connects to what has the names now, and goes on if it is the state
 * that was saved last: so nothing is wrong any more if the files were moved back, if only the log was deleted, which is
 * carried over from the open file, or if only the lock file was, and nobody else has taken the lock. If there is neither a
 * database nor a log any more, all that was saved is written there again, see {@link #renew}. If there is anything else, it
 * may be somebody's, and is left alone: every save fails until it is moved away.
 */
public final class SqliteStore implements Store {

    private static final String ADVICE = "Put back what was there, or move away what is there now (" + Database.FILE
            + " and what begins with that): then everything is written there again, without a restart. Do not close the"
            + " node before that: what is not saved is in memory only";

    private final DirectoryLock lock;
    private final Path directory;
    private final Codec codec;
    private final String cluster;
    private final int removalLimit;
    private final boolean forced;
    private final ReplicaId replica;
    private volatile ReplicaState state;

    /** A state of which it is not known whether it was saved. */
    private @Nullable ReplicaState doubtful;

    private @Nullable Database database;
    private @Nullable StateSaver saver;
    private OpenedFiles files;

    /** Whether the disk has failed, so that it may lack what can be read in the log; the database is open then. */
    private boolean unproven;

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
        this.removalLimit = removalLimit;
        this.forced = forced;
        Database opened = Database.open(directory, forced);
        try {
            opened.proveLog();
            opened.rewriteIfOlder();
            Catalog catalog = Catalog.read(opened, codec);
            catalog.requireCluster(directory, cluster);
            replica = new ReplicaId(catalog.head.replica(), new SecureRandom().nextLong(), label);
            state = new StateLoader(opened, catalog, codec).load(removalLimit);
            catalog.forgetEmptyObjects(opened, state.objects());
            opened.commit();
            saver = new StateSaver(opened, catalog, codec);
            files = OpenedFiles.of(directory, lock, opened);
            database = opened;
        } catch (SQLException | IOException | RuntimeException | Error e) {
            opened.abandon();
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
            Database.force(directory); // the process that made the file may have ended before
            return new SqliteStore(lock, directory, codec, cluster, label, removalLimit, forced);
        } catch (IOException e) {
            lock.close();
            throw new StoreException("cannot force the directory " + directory + " to the disk: " + e, e);
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
        Store.requireSuccessor(state, newState);
        if (closed) {
            throw new StoreException(
                    StoreException.Kind.CLOSED, "the store in " + directory + " is closed; nothing was saved", null);
        }
        StateSaver present = connected();
        requireSameFiles();
        if (newState == state) {
            return;
        }
        try {
            doubtful = newState;
            present.save(state, newState);
        } catch (SQLException | RuntimeException | Error e) {
            throw disconnected("write", e); // whatever it was, the transaction is half done
        }
        requireSameFiles();
        state = newState;
        doubtful = null;
    }

    private void requireSameFiles() {
        try {
            OpenedFiles.Finding finding = files.find();
            if (finding == OpenedFiles.Finding.SAME) {
                return;
            }
            String difference = files.difference();
            Database opened = database;
            if (opened != null) {
                disconnect(opened, finding.keepsWhatWasSaved());
            }
            throw new StoreException(
                    StoreException.Kind.REPLACED,
                    changed(difference)
                            + (finding.keepsWhatWasSaved()
                                    ? "; this was not saved, and is tried again"
                                    : "; nothing was saved, and what was saved before may not be there any more. "
                                            + ADVICE),
                    null);
        } catch (IOException e) {
            throw new StoreException("cannot look at the files in " + directory + ": " + e + "; nothing was saved", e);
        }
    }

    private String changed(String difference) {
        return "the directory " + directory + " is not what it was when it was opened: " + difference;
    }

    private void disconnect(Database opened, boolean carryOver) {
        saver = null;
        database = null;
        if (carryOver) {
            opened.close();
        } else {
            opened.abandon();
        }
    }

    /** Waits for nothing and takes over nothing before the disk has what can be read. */
    private void resolveFailedSync() {
        Database failed = database;
        if (failed == null) {
            return;
        }
        try {
            failed.proveLog();
            unproven = false;
            disconnect(failed, true);
        } catch (SQLException | IOException e) {
            throw failed.failure("force to the disk", e);
        }
    }

    private StateSaver connected() {
        if (saver != null) {
            return saver;
        }
        resolveFailedSync();
        Path file = directory.resolve(Database.FILE);
        boolean fileExists = Files.exists(file);
        if (!fileExists && !Files.exists(directory.resolve(Database.FILE + "-wal"))) {
            renew();
        } else if (!fileExists) {
            throw new StoreException(
                    StoreException.Kind.REPLACED,
                    file + " is missing, but its log is there; nothing was saved. " + ADVICE,
                    null);
        }
        lock.retake();
        Database opened = Database.open(directory, forced);
        database = opened;
        try {
            opened.proveLog();
            opened.rewriteIfOlder();
            Catalog catalog = Catalog.read(opened, codec);
            catalog.requireCluster(directory, cluster);
            resolveDoubt(catalog);
            opened.commit();
            files = OpenedFiles.of(directory, lock, opened);
            StateSaver connected = new StateSaver(opened, catalog, codec);
            saver = connected;
            return connected;
        } catch (SQLException | IOException | RuntimeException e) {
            StoreException failure = opened.failure("read", e);
            disconnect(opened, false);
            throw failure;
        }
    }

    /**
     * Writes all that was saved into a directory from which it was deleted. The directory is still this store's: it has the
     * lock, and the state in memory is what the database had. Somebody who has moved the files elsewhere has a copy, as of a
     * backup, and a node that opens it begins a fresh incarnation. What must not happen is that it is written to another
     * disk than the one that was used, because that is not mounted any more: what is acknowledged then would be out of sight
     * when it is. The database gets its name when it is complete, so that at any moment all of it is there or nothing.
     */
    private void renew() {
        Path unfinished = directory.resolve("unfinished");
        try {
            if (!files.isOnSameDisk()) {
                throw new StoreException(
                        StoreException.Kind.REPLACED,
                        directory + " is not on the disk any more on which it was opened; nothing was written there."
                                + " All is well again when that disk is back",
                        null);
            }
            Files.createDirectories(unfinished);
            lock.retake();
            Database.create(unfinished, replica, cluster);
            Database made = Database.open(unfinished, true);
            try (made) {
                Catalog catalog = Catalog.read(made, codec);
                made.commit();
                new StateSaver(made, catalog, codec).save(ReplicaState.empty(removalLimit), state);
            }
            if (Files.exists(made.log())) {
                throw new IOException("its log could not be carried over");
            }
            Database.force(made.file());
            Files.move(made.file(), directory.resolve(Database.FILE), StandardCopyOption.ATOMIC_MOVE);
            Database.force(directory);
            Files.deleteIfExists(unfinished);
        } catch (IOException | SQLException e) {
            throw new StoreException(
                    "cannot write everything to " + directory + " again: " + e.getMessage() + "; there is no store yet",
                    e);
        }
        doubtful = null;
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
                    "it is not what was left there, " + replica + " at " + state.context()
                            + "; was it replaced, or did another process write to it? " + ADVICE,
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
        if (failed == null) {
            return new StoreException("the store in " + directory + " has no connection", cause);
        }
        StoreException failure = failed.failure(doing, cause);
        unproven = Database.leavesDoubt(cause);
        if (unproven) {
            return failure; // it stays open until the log is proven
        }
        try {
            disconnect(failed, true);
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
            Database opened = database;
            if (opened != null && unproven) {
                disconnect(opened, false); // the next to open it proves the log first
            } else if (opened != null) {
                boolean keeps = files.find().keepsWhatWasSaved();
                String difference = keeps ? "" : files.difference();
                disconnect(opened, keeps);
                if (!keeps) {
                    throw new StoreException(
                            StoreException.Kind.REPLACED,
                            changed(difference) + "; it is closed, and what was saved may not be there any more",
                            null);
                }
            }
        } catch (IOException e) {
            throw new StoreException("cannot look at the files in " + directory + ": " + e, e);
        } finally {
            lock.close();
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
