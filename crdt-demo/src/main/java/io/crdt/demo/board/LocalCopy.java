package io.crdt.demo.board;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.net.CrdtNode;
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

    /** Returns the copy that a node has. */
    static LocalCopy of(CrdtNode node) {
        return new LocalCopy() {
            @Override
            public ReplicaState state() {
                return node.state();
            }

            @Override
            public <S extends Crdt<S, ?>> Future<?> update(
                    Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator) {
                return node.update(key, mutator);
            }
        };
    }
}
