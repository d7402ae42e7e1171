package io.crdt.bench;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import java.util.SplittableRandom;

/** A replica reduced to what a mutator asks of it. */
final class Writer implements ReplicaContext {

    private final Incarnation origin;
    private long seq;
    private long time;

    Writer(long number) {
        this(Incarnation.random(new SplittableRandom(number)), 0, 0);
    }

    private Writer(Incarnation origin, long seq, long time) {
        this.origin = origin;
        this.seq = seq;
        this.time = time;
    }

    /** Returns a writer that goes on from where this one is now. */
    Writer copy() {
        return new Writer(origin, seq, time);
    }

    @Override
    public Incarnation origin() {
        return origin;
    }

    @Override
    public Dot nextDot() {
        return new Dot(origin, ++seq);
    }

    @Override
    public Timestamp now() {
        return new Timestamp(++time);
    }
}
