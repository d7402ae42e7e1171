package io.crdt.net.sim;

import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.laws.Event;
import io.crdt.laws.ObjectHistory;
import java.util.List;

/**
 * An operation that a node made.
 *
 * @param object the object it changed
 * @param event what was done, and what its replica had seen
 */
record Operation(ObjectHistory<?> object, Event<?> event) {

    List<Dot> taken() {
        return event.taken();
    }

    /** Returns the timestamp it was given; zero if it did not ask for one. */
    Timestamp time() {
        return event.time();
    }

    /** Returns the context of its replica before. */
    VersionVector seen() {
        return (VersionVector) event.seen();
    }

    /** Returns the dot that covers the whole operation. */
    Dot last() {
        return event.id();
    }

    @Override
    public String toString() {
        return event.operation() + " on " + object + " as " + last();
    }
}
