package io.crdt.demo.board;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.net.CrdtNode;
import io.crdt.net.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BiFunction;

/**
 * A node with an offline switch. A node reads, writes and saves before it is started; so to be offline is to have one that
 * is not: nothing listens, nothing dials. Going offline closes the node and takes up its data directory with another one.
 */
final class SwitchedNode implements LocalCopy {

    private final Vertx vertx;
    private final CrdtOptions options;
    private CrdtNode node;
    private boolean online;

    private SwitchedNode(Vertx vertx, CrdtOptions options, CrdtNode node) {
        this.vertx = vertx;
        this.options = options;
        this.node = node;
    }

    /**
     * Reads the data directory, which the options have to name.
     *
     * @return the node, offline
     */
    static Future<SwitchedNode> open(Vertx vertx, CrdtOptions options) {
        return create(vertx, options).map(node -> new SwitchedNode(vertx, options, node));
    }

    private static Future<CrdtNode> create(Vertx vertx, CrdtOptions options) {
        return vertx.executeBlocking(() -> CrdtNode.create(vertx, options));
    }

    /** Returns the node of now; after going offline it is another one. */
    CrdtNode node() {
        return node;
    }

    boolean isOnline() {
        return online;
    }

    /** Goes online or offline. Until that is done nothing may be written: it could go to a node that has been closed. */
    Future<Void> setOnline(boolean on) {
        if (on == online) {
            return Future.succeededFuture();
        }
        return on ? goOnline() : goOffline();
    }

    private Future<Void> goOnline() {
        return node.start().map(started -> {
            online = true;
            options.setPort(started.address().port()); // the same one next time
            return null;
        });
    }

    private Future<Void> goOffline() {
        online = false;
        return node.close().transform(closed -> create(vertx, options)).map(next -> {
            node = next;
            return null;
        });
    }

    Future<Void> close() {
        return node.close();
    }

    @Override
    public ReplicaState state() {
        return node.state();
    }

    @Override
    public <S extends Crdt<S, ?>> Future<?> update(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator) {
        return node.update(key, mutator);
    }
}
