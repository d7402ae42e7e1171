package io.crdt.net;

import io.crdt.codec.Codec;
import io.crdt.net.options.CrdtOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;

/**
 * A node as a verticle, configured by the JSON of {@link CrdtOptions}: deployed it is open and started, and undeployed it is
 * closed. It runs on an event loop as well as on a worker. A deployment fails, with the cause, if there is an option that
 * does not exist, a value out of range, or a node that cannot start.
 */
public final class CrdtVerticle extends VerticleBase {

    private final Codec codec;
    private final Promise<CrdtNode> started = Promise.promise();

    /** Creates a verticle whose values are of the types that {@link Codec#standard} knows. */
    public CrdtVerticle() {
        this(Codec.standard());
    }

    /** Creates a verticle. */
    public CrdtVerticle(Codec codec) {
        this.codec = codec;
    }

    @Override
    public Future<?> start() {
        Future<CrdtNode> node;
        try {
            node = CrdtNode.open(vertx, new CrdtOptions(config()), codec).compose(CrdtNode::start);
        } catch (RuntimeException e) {
            node = Future.failedFuture(e);
        }
        return node.onComplete(started::tryComplete, started::tryFail);
    }

    /** Returns the node as soon as it is started; fails as the deployment does. */
    public Future<CrdtNode> node() {
        return started.future();
    }
}
