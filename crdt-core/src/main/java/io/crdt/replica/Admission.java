package io.crdt.replica;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;

/**
 * Decides about one update of a replica while it is made. Both methods refuse it by throwing: the update throws the same, and
 * nothing has changed.
 */
@FunctionalInterface
public interface Admission<S extends Crdt<S, ?>> {

    /** Takes the state whose value the mutator is about to get, which may be older than the replica's newest one. */
    default void beginsAt(ReplicaState state) {}

    /**
     * Takes the delta before it has an effect, with the bytes of values of the application in their place. It is not asked about
     * a delta that changes nothing.
     */
    void admit(Delta<S> delta);
}
