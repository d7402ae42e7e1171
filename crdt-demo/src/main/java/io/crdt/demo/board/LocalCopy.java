package io.crdt.demo.board;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Future;
import java.util.function.BiFunction;

/** This process's own copy of all that is shared: a node in the app, a bare replica in tests. */
interface LocalCopy {

    /** Returns all that is known here, as of one moment. */
    ReplicaState state();

    /** Changes an object here, at once; the future completes when the change is durable. */
    <S extends Crdt<S, ?>> Future<?> update(Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator);
}
