package io.crdt.net.node;

import io.crdt.net.status.Problem;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Where a replica's changes are persisted. All methods may be called from any thread. */
public interface Persistence {

    /**
     * Reports that an update is about to be made, and takes note of its bytes; {@link #changed} or {@link #release} follows.
     *
     * @throws io.crdt.net.status.TooFastException if too much is unsaved already
     */
    void reserve(long bytes);

    /** Reports that an update was not made. */
    void release(long bytes);

    /**
     * Reports that the replica has changed; returns what completes when the change is durable.
     *
     * @param bytes what was reserved for it
     */
    Future<Void> changed(long bytes);

    /** Returns the newest state that may be told to others. */
    ReplicaState durable();

    /** Returns how many operations would be lost if the process ended now. */
    long unsaved();

    /** Returns how many bytes of updates are reserved and not saved yet. */
    long unsavedBytes();

    /** Returns why nothing can be saved at present; null if nothing is wrong. */
    @Nullable
    Problem problem();

    /** From now on what is written is saved at once, not gathered. */
    void hurry();

    /** Saves what there is to save, gives back what is held, and takes nothing more. */
    Future<Void> close();

    /**
     * Returns the persistence of a replica that lives in memory only. All it knows may be told: what is lost with the
     * process was either told, and comes back from the others, or was never told.
     */
    static Persistence none(Replica replica) {
        return new Persistence() {
            @Override
            public void reserve(long bytes) {}

            @Override
            public void release(long bytes) {}

            @Override
            public Future<Void> changed(long bytes) {
                return Future.succeededFuture();
            }

            @Override
            public ReplicaState durable() {
                return replica.state();
            }

            @Override
            public long unsaved() {
                return 0;
            }

            @Override
            public long unsavedBytes() {
                return 0;
            }

            @Override
            public @Nullable Problem problem() {
                return null;
            }

            @Override
            public void hurry() {}

            @Override
            public Future<Void> close() {
                return Future.succeededFuture();
            }
        };
    }
}
