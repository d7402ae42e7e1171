package io.crdt.type;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Causal;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;
import java.util.function.BiFunction;

/** A replica of one value, for tests that read as a story. */
final class Sandbox<S extends Crdt<S, ?>> implements ReplicaContext {

    private final Incarnation origin;
    private long millis = 1_700_000_000_000L;
    private long seq;
    private Causal<S> state;

    Sandbox(int number, S empty) {
        origin = new Incarnation(number * 0x1111_1111_1111_1111L, 0);
        state = Causal.bottom(empty);
    }

    S value() {
        return state.value();
    }

    @CanIgnoreReturnValue
    Delta<S> update(BiFunction<S, ReplicaContext, Delta<S>> mutator) {
        Delta<S> delta = mutator.apply(value(), this);
        state = delta.applyTo(state);
        return delta;
    }

    void merge(Sandbox<S> other) {
        state = state.join(other.state);
    }

    void setClock(long newMillis) {
        millis = newMillis;
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
        return Timestamp.ofMillis(++millis);
    }
}
