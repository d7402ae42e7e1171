package io.crdt.net.store;

import io.crdt.replica.ReplicaState;

/** The rule that every store keeps: what replaces a state covers all of it. */
final class Successor {

    private Successor() {}

    static void require(ReplicaState before, ReplicaState after) {
        if (!before.context().leq(after.context())) {
            throw new IllegalArgumentException("a store at " + before.context() + " must not go back to "
                    + after.context() + "; nothing was saved");
        }
    }
}
