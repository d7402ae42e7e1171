package io.crdt.net.store;

import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;

/** A store that lasts as long as its object: for tests, and for nodes that come and go within one process. */
public final class MemoryStore implements Store {

    private final ReplicaId replica;
    private volatile ReplicaState state;
    private boolean closed;

    /** Creates a store of a replica that has seen nothing. */
    public MemoryStore(ReplicaId replica, ReplicaState state) {
        this.replica = replica;
        this.state = state;
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
                    StoreException.Kind.CLOSED, "the store of " + replica + " is closed; nothing was saved", null);
        }
        state = newState;
    }

    /** Closes the store; {@link #reopened} goes on from what was saved. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    /** Returns a store that goes on from what was saved in this one. */
    public synchronized MemoryStore reopened() {
        return new MemoryStore(replica, state);
    }
}
