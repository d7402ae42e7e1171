package io.crdt.replica;

import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.HybridLogicalClock;
import io.crdt.clock.Timestamp;
import java.util.Set;
import java.util.TreeSet;

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
        Set<Dot> missing = new TreeSet<>();
        for (long seq = base + 1; seq <= last; seq++) {
            missing.add(new Dot(origin, seq));
        }
        for (Dot dot : delta.taken()) {
            if (!missing.remove(dot)) {
                throw new IllegalStateException("the update of " + id + " returned the dot " + dot
                        + ", which it was not handed out; nothing was changed");
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "the update of " + id + " took " + missing.size() + " dots, the first "
                            + missing.iterator().next()
                            + ", but did not return them: a delta was dropped instead of joined to the result; nothing was changed");
        }
        for (Entry entry : delta.added()) {
            if (!id.shape().hasPlaceFor(entry)) {
                throw new IllegalArgumentException("the update of " + id + ", which is a " + id.shape()
                        + ", adds " + entry + ", for which that has no place: was the delta made for another type?"
                        + " Nothing was changed");
            }
            if (!entry.dot().origin().equals(origin)
                    || entry.dot().seq() <= base
                    || entry.dot().seq() > last) {
                throw new IllegalStateException("the update of " + id + " adds " + entry
                        + " under a dot that it was not handed out; nothing was changed");
            }
        }
    }

    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("this context was for one update, which is over");
        }
    }
}
