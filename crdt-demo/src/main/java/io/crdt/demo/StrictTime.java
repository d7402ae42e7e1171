package io.crdt.demo;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import java.util.function.LongSupplier;

/**
 * Makes writes that go to several nodes one after the other get timestamps in that order, so that "the last write wins" has
 * one right result even where the nodes do not hear of each other.
 *
 * <p>A hybrid clock gives out at least the wall-clock time, so once the millisecond of the latest timestamp
 * {@link #hasPassed} the next one is greater wherever it is taken. Until then only the node that gave out the latest one
 * goes on in order. And since a wall clock may jump, every timestamp is checked: one that is not greater than all before
 * fails the update it was for, which then changes nothing and can be made again.
 */
final class StrictTime {

    private final LongSupplier wallClockMillis;
    private Timestamp latest = Timestamp.ZERO;

    StrictTime(LongSupplier wallClockMillis) {
        this.wallClockMillis = wallClockMillis;
    }

    /** A timestamp was not after all earlier ones; the update it was for did not happen. */
    static final class TooEarlyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooEarlyException(Timestamp time, Timestamp latest) {
            super(time + " is not after " + latest);
        }
    }

    /** Tells whether any node may write next. */
    boolean hasPassed() {
        return wallClockMillis.getAsLong() > latest.millis();
    }

    /** Returns a context that hands out what the given one does, and throws when the time is not after all earlier ones. */
    ReplicaContext checked(ReplicaContext me) {
        return new ReplicaContext() {
            @Override
            public Incarnation origin() {
                return me.origin();
            }

            @Override
            public Dot nextDot() {
                return me.nextDot();
            }

            @Override
            public Timestamp now() {
                Timestamp time = me.now();
                if (time.compareTo(latest) <= 0) {
                    throw new TooEarlyException(time, latest);
                }
                latest = time;
                return time;
            }
        };
    }
}
