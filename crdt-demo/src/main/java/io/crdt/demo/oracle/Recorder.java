package io.crdt.demo.oracle;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import org.jspecify.annotations.Nullable;

/** Passes everything on and notes what was handed out last. */
public final class Recorder implements ReplicaContext {

    private final ReplicaContext me;
    private @Nullable Dot dot;
    private Timestamp time = Timestamp.ZERO;

    /** Creates a recorder of what a replica hands out. */
    public Recorder(ReplicaContext me) {
        this.me = me;
    }

    @Override
    public Incarnation origin() {
        return me.origin();
    }

    @Override
    public Dot nextDot() {
        Dot next = me.nextDot();
        dot = next;
        return next;
    }

    @Override
    public Timestamp now() {
        time = me.now();
        return time;
    }

    /**
     * Returns what was handed out last.
     *
     * @throws IllegalStateException if that is nothing
     */
    public Stamp last() {
        if (dot == null) {
            throw new IllegalStateException("the operation took no dot, but every operation of a workload takes one");
        }
        return new Stamp(dot, time);
    }
}
