package io.crdt.net.sim;

import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import java.util.List;

/**
 * An operation that a node made.
 *
 * @param object the object it changed
 * @param what what was done, for people
 * @param taken the dots it took
 * @param removed the dots it removed
 * @param seen the context of its replica before
 * @param time the timestamp it was given; zero if it did not ask for one
 */
record Operation(
        ObjectHistory<?> object, String what, List<Dot> taken, List<Dot> removed, VersionVector seen, Timestamp time) {

    /** Returns the dot that covers the whole operation. */
    Dot last() {
        return taken.get(taken.size() - 1);
    }

    @Override
    public String toString() {
        return what + " on " + object + " as " + last();
    }
}
