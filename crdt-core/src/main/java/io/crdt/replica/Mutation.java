package io.crdt.replica;

import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.HybridLogicalClock;
import io.crdt.clock.Timestamp;
import java.util.BitSet;

/** The context that one call of a mutator gets: it counts the dots out and checks that they all come back. */
final class Mutation implements ReplicaContext {

    private final Incarnation origin;
    private final long base;
    private final long nowMillis;
    private long last;
    private HybridLogicalClock clock;
    private boolean over;

    Mutation(Incarnation origin, long base, HybridLogicalClock clock, long nowMillis) {
        this.origin = origin;
        this.base = base;
        this.last = base;
        this.clock = clock;
        this.nowMillis = nowMillis;
    }

    @Override
    public Incarnation origin() {
        return origin;
    }

    @Override
    public Dot nextDot() {
        requireOpen();
        return new Dot(origin, ++last);
    }

    @Override
    public Timestamp now() {
        requireOpen();
        clock = clock.tick(nowMillis);
        return clock.last();
    }

    /** Returns the context of another mutator, whose dots and times follow. */
    Mutation next() {
        return new Mutation(origin, last, clock, nowMillis);
    }

    HybridLogicalClock clock() {
        return clock;
    }

    /** Ends the mutation and checks its delta: it has to bring back the dots handed out, each of them and no other. */
    void finish(ObjectId id, Delta<?> delta) {
        over = true;
        BitSet missing = new BitSet();
        missing.set(0, handedOut());
        for (Dot dot : delta.taken()) {
            if (!isHandedOut(dot) || !missing.get(indexOf(dot))) {
                throw new IllegalStateException("the update of " + id + " returned the dot " + dot
                        + ", which it was not handed out; nothing was changed");
            }
            missing.clear(indexOf(dot));
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "the update of " + id + " took " + missing.cardinality()
                            + " dots, the first " + new Dot(origin, base + 1 + missing.nextSetBit(0))
                            + ", but did not return them: a delta was dropped instead of joined to the result; nothing was changed");
        }
        for (Entry entry : delta.added()) {
            if (!id.shape().hasPlaceFor(entry)) {
                throw new IllegalArgumentException("the update of " + id + ", which is a " + id.shape()
                        + ", adds " + entry + ", for which that has no place: was the delta made for another type?"
                        + " Nothing was changed");
            }
            if (!isHandedOut(entry.dot())) {
                throw new IllegalStateException("the update of " + id + " adds " + entry
                        + " under a dot that it was not handed out; nothing was changed");
            }
        }
    }

    private int handedOut() {
        return Math.toIntExact(last - base);
    }

    private boolean isHandedOut(Dot dot) {
        return dot.seq() > base && dot.seq() <= last && dot.origin().equals(origin);
    }

    private int indexOf(Dot dot) {
        return (int) (dot.seq() - base - 1);
    }

    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("this context was for one update, which is over");
        }
    }
}
