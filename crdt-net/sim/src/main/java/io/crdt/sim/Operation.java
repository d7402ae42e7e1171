package io.crdt.sim;

import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.laws.HistoryEvent;
import io.crdt.laws.ObjectHistory;
import java.util.List;

/** An operation that a node made, and how far it has got. */
final class Operation {

    private final ObjectHistory<?> object;
    private final int objectIndex;
    private final HistoryEvent<?> event;
    private final long madeAt;
    private int nodes;

    /**
     * Creates an operation that nobody knows yet.
     *
     * @param object the object it changed
     * @param objectIndex its number among the objects
     * @param event what was done, and what its replica had seen
     * @param madeAt when
     */
    Operation(ObjectHistory<?> object, int objectIndex, HistoryEvent<?> event, long madeAt) {
        this.object = object;
        this.objectIndex = objectIndex;
        this.event = event;
        this.madeAt = madeAt;
    }

    ObjectHistory<?> object() {
        return object;
    }

    int objectIndex() {
        return objectIndex;
    }

    HistoryEvent<?> event() {
        return event;
    }

    long madeAt() {
        return madeAt;
    }

    /** One node more has it; returns how many that are. */
    int reached() {
        return ++nodes;
    }

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

    /** Returns what was done, for people. */
    String what() {
        return event.operation() + " on " + object;
    }

    @Override
    public String toString() {
        return what() + " as " + last();
    }
}
