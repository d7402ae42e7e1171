package io.crdt.causal;

import io.crdt.clock.Timestamp;

/** What a mutator may know of the replica it runs on: who it is, its next dot, and the time. */
public interface ReplicaContext {

    /** Returns the incarnation that the dots of this mutation come from. */
    Incarnation origin();

    /** Hands out the next dot. Each is given once and has to appear in the delta that the mutator returns. */
    Dot nextDot();

    /** Returns a hybrid logical timestamp after every one that this replica gave out or adopted before. */
    Timestamp now();
}
