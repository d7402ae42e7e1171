package io.crdt.net.store;

import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;

/**
 * Where a replica keeps its name and what it knows, from one life to the next.
 *
 * <p>A store holds one state, and {@link #save} replaces it by a later one, all at once: whatever goes wrong, and wherever
 * in between, what is read back is a state that was saved. States are values that share what they have in common, so a
 * store finds out by itself what is new, {@code state.deltaSince(state().context())}, and writes no more than that. Many
 * updates between two saves are one write, however many they were.
 *
 * <p>When to save is the matter of who uses it. A store may be used by any thread; saves happen one after the other.
 */
public interface Store extends AutoCloseable {

    /**
     * Returns the id of the replica: its upper half is what was kept, the lower half is of this life alone, see
     * {@link ReplicaId}.
     */
    ReplicaId replica();

    /** Returns the state that was saved last; it never waits. */
    ReplicaState state();

    /**
     * Replaces the state by a later one, and returns when it is safe. It costs what the two states differ in.
     *
     * @throws IllegalArgumentException if the state does not cover all that the present one does; nothing was changed
     * @throws StoreException if it cannot be written or the store is closed; the former state is still there, and saving
     *     may be tried again
     */
    void save(ReplicaState state);

    /**
     * Requires that a state covers all that another one does, as {@link #save} has to.
     *
     * @throws IllegalArgumentException if it does not
     */
    static void requireSuccessor(ReplicaState before, ReplicaState after) {
        if (!before.context().leq(after.context())) {
            throw new IllegalArgumentException("a store at " + before.context() + " must not go back to "
                    + after.context() + "; nothing was saved");
        }
    }

    /**
     * Gives back what the store holds, files and locks. What was saved stays.
     *
     * @throws StoreException if it does not, since somebody has deleted it; all is given back then, too
     */
    @Override
    void close();
}
