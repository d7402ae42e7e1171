package io.crdt.net;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.net.codec.Codec;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpTransport;
import io.crdt.net.transport.Transport;
import io.crdt.replica.Change;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A replica together with its gossip: it can be read and written at any moment, linked to others or not, and becomes equal
 * to every node it is linked to, directly or through others.
 *
 * <p>Reading and writing work from any thread, before {@link #start} and after {@link #close} as well, and never wait for
 * the network. Links, gossip and watchers run on one Vert.x context.
 */
public final class CrdtNode {

    private final Context context;
    private final Replica replica;
    private final Codec codec;
    private final GossipDriver driver;

    private CrdtNode(Vertx vertx, CrdtOptions options, Codec codec, Transport transport) {
        SecureRandom random = new SecureRandom();
        context = vertx.getOrCreateContext();
        replica = new Replica(
                ReplicaId.random(random, options.name()),
                ReplicaState.empty(options.removalLimit()),
                random,
                System::currentTimeMillis);
        this.codec = codec;
        driver = new GossipDriver(vertx, context, replica, options, codec, transport, random);
    }

    /** Creates a node that talks TCP and whose values are of the types that {@link Codec#standard} knows. */
    public static CrdtNode create(Vertx vertx, CrdtOptions options) {
        return create(vertx, options, Codec.standard());
    }

    /** Creates a node that talks TCP. */
    public static CrdtNode create(Vertx vertx, CrdtOptions options, Codec codec) {
        CrdtOptions own = new CrdtOptions(options);
        return create(vertx, own, codec, new TcpTransport(vertx, own.tcp()));
    }

    /** Creates a node that talks over a transport of the caller's choice; it is closed with the node. */
    public static CrdtNode create(Vertx vertx, CrdtOptions options, Codec codec, Transport transport) {
        return new CrdtNode(vertx, new CrdtOptions(options), codec, transport);
    }

    /**
     * Begins to listen, to dial the seeds and to gossip.
     *
     * @return this node as soon as it listens; seeds that cannot be reached are tried again and again
     */
    public Future<CrdtNode> start() {
        return onContext(driver::start).map(this);
    }

    /**
     * Reads the certificates again; links that are opened from then on use them. Changed files are noticed within a minute
     * without this, too.
     *
     * @return a failure that names the file if they cannot be read; those that were read last stay in use
     */
    public Future<Void> reloadCertificates() {
        return onContext(driver::reloadCertificates);
    }

    /** Closes all links. The node can still be read and written, but meets nobody any more. */
    public Future<Void> close() {
        return onContext(driver::close);
    }

    /** Returns the value of an object as this node knows it now. */
    public <S extends Crdt<S, ?>> S get(Key<S> key) {
        return replica.get(key);
    }

    /**
     * Changes an object here, at once, and soon at all others: the mutator gets its value and returns the delta to apply,
     * several of them joined.
     *
     * @return the value after the change
     * @throws IllegalArgumentException if an element, key or value is of a class that the codec cannot send; nothing was
     *     changed
     */
    public <S extends Crdt<S, ?>> S update(Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator) {
        S after = replica.update(key, (value, me) -> {
            Delta<S> delta = mutator.apply(value, me);
            delta.added().forEach(this::requireEncodable);
            return delta;
        });
        driver.stateAdvanced();
        return after;
    }

    /**
     * Calls the watcher with every later change of the object, local or not, on this node's Vert.x context.
     *
     * @return what ends the watching when it is run
     */
    public <S extends Crdt<S, ?>> Runnable watch(Key<S> key, Consumer<? super Change<S>> watcher) {
        return replica.watch(key, change -> context.runOnContext(ready -> watcher.accept(change)));
    }

    /** Links this node to another, {@code host:port}, and keeps it linked; from its start on if it has not been started. */
    public Future<Void> addSeed(String address) {
        Address parsed = Address.parse(address);
        return onContext(() -> {
            driver.addSeed(parsed);
            return Future.succeededFuture();
        });
    }

    /** Returns everything this node knows, as a value that never changes. */
    public ReplicaState state() {
        return replica.state();
    }

    /** Returns who and where this node is and what it has been doing. */
    public Future<NodeStatus> status() {
        return onContext(() -> Future.succeededFuture(driver.status()));
    }

    /**
     * Returns where this node listens.
     *
     * @throws IllegalStateException if it has not been started
     */
    public Address address() {
        return driver.address();
    }

    /** A value that cannot be sent would stop this node's gossip for good, so it is refused where it comes in. */
    private void requireEncodable(Entry entry) {
        codec.requireEncodable(entry.payload());
        for (Path path = entry.path(); path instanceof Path.Step step; path = step.rest()) {
            codec.requireEncodable(step.key());
        }
    }

    private <T> Future<T> onContext(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        try {
            context.runOnContext(ready -> {
                try {
                    action.get().onComplete(promise);
                } catch (RuntimeException e) {
                    promise.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(new IllegalStateException("the Vert.x of this node is closed", e));
        }
        return promise.future();
    }

    @Override
    public String toString() {
        return replica.id().toString();
    }
}
