package io.crdt.replica;

import io.crdt.causal.Delta;
import java.util.List;

/**
 * Decides about one update of a replica while it is made. Both methods refuse it by throwing: the update throws the same,
 * and nothing has changed.
 */
@FunctionalInterface
public interface Admission {

    /** Takes the state whose value the mutator is about to get, which may be older than the replica's newest one. */
    default void beginsAt(ReplicaState state) {}

    /**
     * Takes all that the update writes before it has an effect: to its own object, and to that which {@linkplain
     * Replica#accompany accompanies} it, if that is due. It is not asked about an update that changes nothing.
     */
    void admit(List<ObjectDelta> written);

    /**
     * What an update writes to one object.
     *
     * @param object the object
     * @param delta what was made for it, with the bytes of values of the application in their place
     */
    record ObjectDelta(ObjectId object, Delta<?> delta) {}
}
