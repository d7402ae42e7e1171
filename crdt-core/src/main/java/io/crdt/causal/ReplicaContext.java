package io.crdt.causal;

import io.crdt.clock.Timestamp;

/** What a mutator may know of the replica it runs on: who it is, its next dot, and the time. */
public interface ReplicaContext {

    /** Returns the incarnation that the dots of this mutation come from. */
    Incarnation origin();

    /** Hands out the next dot. Each is given once and has to appear in the delta that the mutator returns. */
    Dot nextDot();

    /**
     * Returns a hybrid logical timestamp after every one that this replica gave out or adopted before.
     *
     * <p>A replica adopts the times of what it gets from others only where an entry's payload is a
     * {@code io.crdt.type.Stamped}: it cannot find them in values of any other class. A type that orders by time has to
     * write its values in one, or else a write may get an earlier time than one that it has seen.
     */
    Timestamp now();
}
