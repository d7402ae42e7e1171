package io.crdt.laws;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;

/**
 * {@link Crdt#reset}, of any type: draw it among the operations of a {@link CrdtSpec} and let its oracle leave out what a
 * reset has seen. A type whose operations do the same whatever they find is checked without it, as value of a map, by an
 * {@link io.crdt.laws.spec.ORMapSpec}.
 *
 * @param <S> the type it resets
 */
public record Reset<S extends Crdt<S, ?>>() implements Mutator<S> {

    @Override
    public Delta<S> apply(S value, ReplicaContext me) {
        return value.reset(me);
    }

    @Override
    public String toString() {
        return "reset()";
    }
}
