package io.crdt.demo.engine;

import io.crdt.net.store.MemoryStore;
import io.crdt.net.store.Store;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What outlives the process of a node: the last saved state, and a backup of it. It lasts as long as the engine. */
public final class NodeDisk {

    private final SecureRandom random = new SecureRandom();
    private final long high = random.nextLong();
    private final String label;
    private volatile MemoryStore store;
    private @Nullable Backup backup;

    private record Backup(ReplicaState state, long takenNanos) {}

    NodeDisk(String label) {
        this.label = label;
        store = storeOf(ReplicaState.empty());
    }

    private MemoryStore storeOf(ReplicaState state) {
        return new MemoryStore(new ReplicaId(high, random.nextLong(), label), state);
    }

    public ReplicaState state() {
        return store.state();
    }

    /** Returns the store of the next life of the node, which calls back after each save. */
    Session open(Runnable onSaved) {
        store = storeOf(store.state());
        return new Session(store, onSaved);
    }

    public void takeBackup() {
        backup = new Backup(store.state(), System.nanoTime());
    }

    /** Returns the state in the backup; null if there is none. */
    public @Nullable ReplicaState backup() {
        return backup == null ? null : backup.state();
    }

    /** Returns how old the backup is; zero if there is none. */
    public Duration backupAge() {
        return backup == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - backup.takenNanos());
    }

    /** Goes back to the backup, with everything else lost. To be called between two lives. */
    public void restore() {
        if (backup == null) {
            throw new IllegalStateException(label + " has no backup; nothing was changed");
        }
        store = storeOf(backup.state());
    }

    /** The store as one life of the node sees it. After a kill nothing more is written, as by a process that is gone. */
    static final class Session implements Store {

        private final MemoryStore store;
        private final Runnable onSaved;
        private boolean killed;

        Session(MemoryStore store, Runnable onSaved) {
            this.store = store;
            this.onSaved = onSaved;
        }

        /** When this returns the disk has what it will have, whatever is being saved meanwhile. */
        synchronized void kill() {
            killed = true;
        }

        @Override
        public ReplicaId replica() {
            return store.replica();
        }

        @Override
        public ReplicaState state() {
            return store.state();
        }

        @Override
        public void save(ReplicaState state) {
            if (saves(state)) {
                onSaved.run();
            }
        }

        private synchronized boolean saves(ReplicaState state) {
            if (!killed) {
                store.save(state);
            }
            return !killed;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
