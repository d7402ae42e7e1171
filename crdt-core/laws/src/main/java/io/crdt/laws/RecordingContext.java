package io.crdt.laws;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import java.util.ArrayList;
import java.util.List;

/** Passes everything on and remembers what it was. */
final class RecordingContext implements ReplicaContext {

    private final ReplicaContext me;
    private final List<Dot> taken = new ArrayList<>();
    private Timestamp time = Timestamp.ZERO;

    RecordingContext(ReplicaContext me) {
        this.me = me;
    }

    @Override
    public Incarnation origin() {
        return me.origin();
    }

    @Override
    public Dot nextDot() {
        Dot dot = me.nextDot();
        taken.add(dot);
        return dot;
    }

    @Override
    public Timestamp now() {
        time = me.now();
        return time;
    }

    List<Dot> taken() {
        return taken;
    }

    Timestamp time() {
        return time;
    }
}
