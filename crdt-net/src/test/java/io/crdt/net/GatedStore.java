package io.crdt.net;

import io.crdt.net.store.MemoryStore;
import io.crdt.net.store.Store;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A store that can be made to wait and to fail. */
public final class GatedStore implements Store {

    private final MemoryStore store =
            new MemoryStore(ReplicaId.random(new Random(1), "gated"), ReplicaState.empty(100));
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile @Nullable Runnable failure;
    private volatile boolean waiting;
    private volatile int saves;
    private volatile @Nullable Error closing;

    public void shut() {
        gate = new CountDownLatch(1);
    }

    public void open() {
        gate.countDown();
    }

    /** Tells whether a save waits for the store to be opened. */
    public boolean isWaiting() {
        return waiting;
    }

    /** Each save fails from now on, with what this throws. */
    public void fail(Runnable throwing) {
        failure = throwing;
    }

    /** Saves succeed again. */
    public void work() {
        failure = null;
    }

    /** The store is closed, but not without this. */
    public void failToClose(Error error) {
        closing = error;
    }

    public int saves() {
        return saves;
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
    @SuppressWarnings("NonAtomicVolatileUpdate") // saves come one after the other
    public void save(ReplicaState state) {
        waiting = true;
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        waiting = false;
        Runnable failing = failure;
        if (failing != null) {
            failing.run();
        }
        if (state != store.state()) {
            saves++;
        }
        store.save(state);
    }

    @Override
    public void close() {
        store.close();
        Error error = closing;
        if (error != null) {
            throw error;
        }
    }
}
