package io.crdt.net;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.membership.Authors;
import io.crdt.membership.Members;
import io.crdt.net.node.GossipDriver;
import io.crdt.net.node.GossipThread;
import io.crdt.net.node.UpdateSize;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.net.store.sqlite.SqliteStore;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpTransport;
import io.crdt.net.transport.Transport;
import io.crdt.net.transport.TransportException;
import io.crdt.replica.Admission;
import io.crdt.replica.Admission.ObjectDelta;
import io.crdt.replica.Change;
import io.crdt.replica.Clash;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.UnreadableException;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica together with its gossip: it can be read and written at any moment, linked to others or not, and becomes equal
 * to every node it is linked to, directly or through others.
 *
 * <p>Reading and writing work from any thread, before {@link #start} and after {@link #close} as well, and never wait for
 * the network or a disk. A node has a thread and a Vert.x context of its own, for gossip and for its links; futures complete
 * on the context from which the call was made, if it was made from one. Watchers run on the context on which the node was
 * created.
 */
public final class CrdtNode {

    private static final Logger LOG = LoggerFactory.getLogger(CrdtNode.class);

    /** What a message has at most beside the values of one update: vectors, a type, a hash; and that for each entry. */
    private static final int UPDATE_BYTES = 128;

    private static final int ENTRY_BYTES = 12;

    private final Vertx vertx;
    private final Context context;
    private final Replica replica;
    private final Codec codec;
    private final int maxMessageBytes;
    private final GossipDriver driver;
    private final AtomicBoolean closing = new AtomicBoolean();

    /** Completes when links and store are closed. */
    private final Promise<Void> closed = Promise.promise();

    /** Completes when Vert.x, too, has nothing of this node any more. */
    private final Promise<Void> released = Promise.promise();

    /** The deployment that ends this node, once it is opened or started. */
    private volatile Future<@Nullable String> owner = Future.succeededFuture(null);

    private volatile boolean owned;

    private CrdtNode(
            Vertx vertx,
            Context context,
            CrdtOptions options,
            Codec codec,
            Transport transport,
            @Nullable Store store) {
        SecureRandom random = new SecureRandom();
        this.vertx = vertx;
        this.context = context;
        replica = new Replica(
                store == null ? ReplicaId.random(random, options.name()) : store.replica(),
                store == null ? ReplicaState.empty(options.limits().removalLimit()) : store.state(),
                random,
                options.clock(),
                codec);
        this.codec = codec;
        maxMessageBytes = options.limits().maxMessageBytes();
        driver = new GossipDriver(vertx, context, replica, options, codec, transport, random, store);
    }

    /**
     * Opens a node that talks TCP and whose values are of the types that {@link Codec#standard} knows: reads its
     * {@linkplain CrdtOptions#setDataDir data directory}, if it has one, on a thread of its own. A million entries take some
     * seconds, which no event loop should be kept waiting for.
     *
     * <p>From then on the node is closed with what it was opened by: when its verticle is undeployed, if this is called in
     * one, and when its Vert.x is closed.
     *
     * @return a node that has read everything and is not {@linkplain #start started} yet, so that it can be watched before
     *     anything changes; on the context from which this is called. Fails with a {@link StoreException} as
     *     {@link #create(Vertx, CrdtOptions) create} does, and with an {@link IllegalStateException} if its verticle or its
     *     Vert.x has ended meanwhile; then the directory has been given back
     */
    public static Future<CrdtNode> open(Vertx vertx, CrdtOptions options) {
        return open(vertx, options, Codec.standard());
    }

    /** Opens a node that talks TCP, see {@link #open(Vertx, CrdtOptions)}. */
    public static Future<CrdtNode> open(Vertx vertx, CrdtOptions options, Codec codec) {
        CrdtOptions own = new CrdtOptions(options);
        return open(vertx, own, codec, new TcpTransport(vertx, own.tcp()));
    }

    /**
     * Opens a node that talks over a transport of the caller's choice; it is closed with the node. See {@link #open(Vertx,
     * CrdtOptions)}.
     */
    public static Future<CrdtNode> open(Vertx vertx, CrdtOptions options, Codec codec, Transport transport) {
        CrdtOptions own = new CrdtOptions(options);
        Context context = vertx.getOrCreateContext();
        Promise<CrdtNode> opened = Promise.promise();
        Owner owner = new Owner(); // first, so that nothing is read for a verticle that ends meanwhile
        Future<String> deployed = vertx.deployVerticle(owner);
        deployed.onFailure(failure -> complete(context, opened, Future.failedFuture(ended(failure))));
        deployed.onSuccess(id -> {
            // A worker of Vert.x would be interrupted when that is closed, and with it what it reads.
            Thread reader = new Thread(
                    () -> {
                        try {
                            CrdtNode node = read(vertx, context, own, codec, transport);
                            node.ownedBy(Future.succeededFuture(id));
                            owner.owns(node);
                            complete(context, opened, Future.succeededFuture(node));
                        } catch (RuntimeException | Error e) {
                            owner.owns(null);
                            vertx.undeploy(id).onComplete(gone -> complete(context, opened, Future.failedFuture(e)));
                        }
                    },
                    "crdt-open-" + own.name());
            reader.setDaemon(true);
            reader.start();
        });
        return opened.future()
                .compose(node -> owner.hasEnded
                        ? node.close().transform(closed -> Future.failedFuture(ended(null)))
                        : Future.succeededFuture(node));
    }

    private static IllegalStateException ended(@Nullable Throwable cause) {
        return new IllegalStateException(
                "the verticle or the Vert.x of this node has ended; the node is closed", cause);
    }

    private static <T> void complete(Context context, Promise<T> promise, Future<T> result) {
        try {
            context.runOnContext(ready -> promise.handle(result));
        } catch (RejectedExecutionException e) { // its Vert.x is closed; nobody is left to be told elsewhere
            promise.handle(result);
        }
    }

    /**
     * Creates a node that talks TCP and whose values are of the types that {@link Codec#standard} knows.
     *
     * <p>If the options name a {@linkplain CrdtOptions#setDataDir data directory}, this reads it, so that everything is
     * there when it returns. That takes a second for some hundred thousand entries; on an event loop {@link #open(Vertx,
     * CrdtOptions) open} is to be used.
     *
     * @throws StoreException if the data directory is in use, of another cluster, damaged, or cannot be read or made;
     *     nothing was changed
     * @throws IllegalStateException if there is a data directory and this is called on an event loop; nothing was changed
     */
    public static CrdtNode create(Vertx vertx, CrdtOptions options) {
        return create(vertx, options, Codec.standard());
    }

    /** Creates a node that talks TCP, see {@link #create(Vertx, CrdtOptions)}. */
    public static CrdtNode create(Vertx vertx, CrdtOptions options, Codec codec) {
        CrdtOptions own = new CrdtOptions(options);
        return create(vertx, own, codec, new TcpTransport(vertx, own.tcp()));
    }

    /** Creates a node that talks over a transport of the caller's choice; it is closed with the node. */
    public static CrdtNode create(Vertx vertx, CrdtOptions options, Codec codec, Transport transport) {
        CrdtOptions own = new CrdtOptions(options);
        if (own.dataDir() != null && Context.isOnEventLoopThread()) {
            throw new IllegalStateException("create reads the data directory " + own.dataDir()
                    + ", and an event loop must not wait for that: use CrdtNode.open; nothing was changed");
        }
        return read(vertx, vertx.getOrCreateContext(), own, codec, transport);
    }

    /** Reads the data directory, if there is one. */
    private static CrdtNode read(Vertx vertx, Context context, CrdtOptions own, Codec codec, Transport transport) {
        var directory = own.dataDir();
        if (directory == null) {
            return new CrdtNode(vertx, context, own, codec, transport, null);
        }
        Store store = SqliteStore.open(
                directory,
                codec,
                own.cluster(),
                own.name(),
                own.limits().removalLimit(),
                own.durability().isWaitedFor());
        try {
            return new CrdtNode(vertx, context, own, codec, transport, store);
        } catch (RuntimeException | Error e) {
            store.close(); // nobody else could give the directory back
            throw e;
        }
    }

    /**
     * Creates a node that talks over a transport and keeps its state in a store of the caller's choice; both are closed
     * with the node.
     *
     * @throws IllegalArgumentException if the options name a data directory as well
     */
    public static CrdtNode create(Vertx vertx, CrdtOptions options, Codec codec, Transport transport, Store store) {
        CrdtOptions own = new CrdtOptions(options);
        if (own.dataDir() != null) {
            throw new IllegalArgumentException(
                    "a node has either a store or a data directory, but here is " + own.dataDir() + " as well");
        }
        return new CrdtNode(vertx, vertx.getOrCreateContext(), own, codec, transport, store);
    }

    /**
     * Begins to listen, to dial the seeds and to gossip. From then on a node that was created is closed with what it was
     * started by: when its verticle is undeployed, if this is called in one, and when its Vert.x is closed; one that was
     * {@linkplain #open opened} ends with what it was opened by.
     *
     * @return this node as soon as it listens; seeds that cannot be reached are tried again and again. Fails with a
     *     {@link TransportException} if it cannot listen: the address is in use or not this machine's, the certificates
     *     cannot be read, messages would be readable to others, or its Vert.x is closed; then it can be started again. Fails
     *     with an {@link IllegalStateException} if it was started or closed before, or is closed meanwhile
     */
    public Future<CrdtNode> start() {
        return driver.call(driver::start)
                .compose(started -> owned ? Future.<Void>succeededFuture() : own())
                .map(this);
    }

    private Future<Void> own() {
        Owner end = new Owner();
        end.owns(this);
        Promise<@Nullable String> deployment = Promise.promise(); // of no context, or the close would wait for that one
        ownedBy(deployment.future());
        Future<String> deployed = vertx.deployVerticle(end);
        deployed.onComplete(result -> deployment.handle(result.map(id -> id)));
        if (closing.get()) {
            closed.future().onComplete(done -> release());
        }
        return deployed.onFailure(failure -> close()).mapEmpty();
    }

    private void ownedBy(Future<@Nullable String> deployment) {
        owner = deployment;
        owned = true;
    }

    /** A verticle of its own is what Vert.x ends with the one that it was deployed by, or at last with itself. */
    private static final class Owner implements Deployable {

        /** The node, or null if it could not be read. */
        private final Promise<@Nullable CrdtNode> node = Promise.promise();

        private volatile boolean hasEnded;

        void owns(@Nullable CrdtNode read) {
            node.complete(read);
        }

        @Override
        public Future<?> deploy(Context context) {
            return Future.succeededFuture();
        }

        @Override
        public Future<?> undeploy(Context context) {
            hasEnded = true;
            return node.future().compose(read -> {
                if (read == null) {
                    return Future.<Void>succeededFuture();
                }
                // How a close ends that the application has asked for is told to the application.
                Future<Void> ended = read.closing.get() ? read.closed.future().otherwiseEmpty() : read.closed.future();
                read.end();
                return ended;
            });
        }
    }

    /** Takes back the deployment, which fails if Vert.x is the one that ends it. */
    private Future<Void> release() {
        return owner.compose(id -> id == null ? Future.<Void>succeededFuture() : vertx.undeploy(id))
                .otherwiseEmpty();
    }

    /**
     * Takes this node offline: closes its links, dials nobody, and refuses those who dial it, until {@link #connect}. It is
     * read, written and saved as ever; that {@link #update} completes is not a matter of links. What is written meanwhile,
     * here and elsewhere, is exchanged when it is back, as after any absence.
     *
     * <p>It stays listed among the {@link #members}, and keeps its address: others are told that it is offline, and try
     * again after pauses that grow to the longest that they have been {@linkplain CrdtOptions#setReconnectMillis given}.
     * {@link #health} does not complain of having no links then, since that is what was asked for.
     *
     * <p>Before {@link #start} this makes it start offline; after {@link #close}, and if it is offline already, nothing is
     * left to do. Of calls of this and of {@link #connect}, from whatever threads, the last one decides.
     *
     * @return completes when there is no link any more: what others have written and had not arrived by then will not
     */
    public Future<Void> disconnect() {
        return driver.call(driver::disconnect);
    }

    /**
     * Takes this node online again after {@link #disconnect}: it takes links, and dials at once all that it should be linked
     * to, whatever pauses were due. Nodes are online from the start, so that without {@link #disconnect} this does nothing,
     * and before {@link #start} no more than to take that back.
     *
     * @return completes when it dials; peers that cannot be reached are tried again and again. Fails with an
     *     {@link IllegalStateException} if it is closed
     */
    public Future<Void> connect() {
        return driver.call(driver::connect);
    }

    /**
     * Reads the certificates again; links that are opened from then on use them. Changed files are noticed within a minute
     * without this, too.
     *
     * @return a failure that names the file if they cannot be read; those that were read last stay in use
     */
    public Future<Void> reloadCertificates() {
        return driver.call(driver::reloadCertificates);
    }

    /**
     * Lets one linked peer get all that this node has, for at most {@linkplain CrdtOptions#setDrainMillis some seconds}, and then
     * closes all links, saves the last changes and gives back the data directory. What no peer was known to have by then is named
     * among the {@link NodeStatus#problems}; the close does not fail for it. What is written after this is called may stay in
     * memory only. The node can still be read and written,
     * but in memory only, and meets nobody any more. A second call returns how the first one ends. If its Vert.x is closed,
     * which has closed the links, this saves and gives back the directory all the same.
     */
    public Future<Void> close() {
        end();
        return GossipThread.onCallersContext(released.future());
    }

    /** None of it runs on the caller's context: somebody may hold that, and wait. */
    private void end() {
        if (closing.compareAndSet(false, true)) {
            driver.end().onComplete(closed);
            closed.future().onComplete(ended -> release().onComplete(done -> released.handle(ended)));
        }
    }

    /**
     * Returns this node as something to be closed at the end of a block, for programs without Vert.x around them, and tests.
     * Its {@code close()} does what {@link #close} does and waits for the end of it, which is all that bounds how long; it
     * throws what that would have failed with. On an event loop it throws an {@link IllegalStateException} at once and
     * closes nothing; if its thread is interrupted, it throws one, and the node goes on to close.
     */
    public AutoCloseable asCloseable() {
        return () -> {
            if (Context.isOnEventLoopThread()) {
                throw new IllegalStateException(
                        "this close() waits for links and a disk, and an event loop must not: use the"
                                + " close() of the node, which returns a future; nothing was closed");
            }
            end();
            try {
                released.future().toCompletionStage().toCompletableFuture().get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + this + " closes; it goes on to close", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        };
    }

    /**
     * Returns the value of an object as this node knows it now.
     *
     * @throws UnreadableException if a peer has written a value there of a class, or a form of a class, that is not
     *     registered here; such values are kept and sent on, and other keys are not affected
     */
    public <S extends Crdt<S, ?>> S get(Key<S> key) {
        requireFree(key);
        noteUse(key);
        ReplicaState present = replica.state();
        present.requireReadable(key);
        return present.get(key);
    }

    /**
     * Changes an object here, at once, and soon at all others: the mutator gets its value and returns the delta to apply,
     * several of them joined. When this method returns the change is made, in memory; it throws if it is not.
     *
     * @return the value after the change, as soon as it is durable: with a data directory, when the disk has it, see
     *     {@link io.crdt.net.options.Durability}; without one, at once. If it could not be saved the future fails with a
     *     {@link StoreException}; then the change is in memory only, saving it is retried, and it is not replicated before
     *     that succeeds
     * @throws IllegalArgumentException if an element, key or value is of a class that the codec cannot send, or is not read
     *     back as it was, see {@link Codec#requireEncodable}; if what is written does not fit into a message, see
     *     {@link io.crdt.net.options.LimitOptions#setMaxMessageBytes}; or the name of the key begins with {@code crdt:}, as
     *     those of the library's own objects do; nothing was changed
     * @throws io.crdt.net.status.TooFastException if earlier updates were not saved yet and would be more than
     *     {@link io.crdt.net.options.LimitOptions#setMaxUnsavedBytes} together with this one; nothing was changed, and
     *     reading goes on
     * @throws UnreadableException if there is a value that cannot be read here, see {@link #get}; nothing was changed
     * @throws IllegalStateException if the mutator drops a delta it has made, returns one that is not its own or was made
     *     from another value than the present one, writes to one place twice, or calls this method of the same node; nothing
     *     was changed
     * @throws NullPointerException if the mutator returns null; nothing was changed
     */
    public <S extends Crdt<S, ?>> Future<S> update(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator) {
        return GossipThread.onCallersContext(make(key, mutator).durable());
    }

    /**
     * Changes an object as {@link #update(Key, BiFunction)} does, with a future that completes later: when others have the change, too.
     * It takes a message to each linked peer and back, for all updates that wait together. It is no vote: others read the
     * change before it is assured, it is never taken back, and two nodes that are not linked both go on.
     *
     * @return the value after the change. Fails as that of {@link #update(Key, BiFunction)} does; and with an {@link
     *     Assurance.UnmetException}, which says who has it, if time is up or this node is closed: the change stays all the same
     */
    public <S extends Crdt<S, ?>> Future<S> update(
            Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator, Assurance assurance) {
        Made<S> made = make(key, mutator);
        Promise<S> assured = Promise.promise();
        made.durable().onFailure(assured::tryFail);
        driver.holders(
                        made.dots(),
                        assurance.timeoutMillis,
                        assurance::isMetBy,
                        made.durable().mapEmpty())
                .onSuccess(holders -> {
                    if (assurance.isMetBy(holders)) {
                        assured.tryComplete(made.after());
                    } else {
                        assured.tryFail(new Assurance.UnmetException(assurance, holders));
                    }
                });
        return GossipThread.onCallersContext(assured.future());
    }

    /**
     * An update that was made.
     *
     * @param after the value after it
     * @param dots up to where its operations go
     * @param durable completes when this node has it as safe as it is to be
     */
    private record Made<S>(S after, VersionVector dots, Future<S> durable) {}

    private <S extends Crdt<S, ?>> Made<S> make(Key<S> key, BiFunction<? super S, ReplicaContext, Delta<S>> mutator) {
        requireFree(key);
        noteUse(key);
        Reservation reservation = new Reservation(key);
        S after;
        try {
            after = replica.update(key, mutator, reservation);
        } catch (RuntimeException | Error e) {
            driver.persistence().release(reservation.bytes);
            throw e;
        }
        return new Made<>(
                after, reservation.dots, driver.changed(reservation.bytes).map(after));
    }

    /**
     * Who is to have an update before its future completes, and how long that may take: 10 s unless {@link #withinMillis} says
     * something else. Each replica counts once, however many links lead to it or lives it had, the one that writes included. There
     * is no "majority", since nobody knows of how many.
     */
    public static final class Assurance {

        private static final long DEFAULT_MILLIS = 10_000;

        private final int replicas;
        private final boolean durable;
        private final Map<Long, ReplicaId> members;
        private final long timeoutMillis;

        private Assurance(int replicas, boolean durable, Map<Long, ReplicaId> members, long timeoutMillis) {
            this.replicas = replicas;
            this.durable = durable;
            this.members = Map.copyOf(members);
            this.timeoutMillis = timeoutMillis;
        }

        /**
         * As many replicas have it, in memory or on a disk: what each may tell others. There may be fewer than that; then time runs out.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public static Assurance replicas(int count) {
            return new Assurance(requireSome(count), false, Map.of(), DEFAULT_MILLIS);
        }

        /**
         * As many replicas have it on a disk: those with a store and another {@link io.crdt.net.options.Durability} than NONE.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public static Assurance durableAt(int count) {
            return new Assurance(requireSome(count), true, Map.of(), DEFAULT_MILLIS);
        }

        /**
         * All these replicas have it, in memory or on a disk.
         *
         * @param members as the {@link MemberView#replica} of {@link CrdtNode#members}; a later life of one counts as well
         * @throws IllegalArgumentException if it is none
         */
        public static Assurance members(Set<ReplicaId> members) {
            if (members.isEmpty()) {
                throw new IllegalArgumentException(
                        "members are one or more replicas, but here is none; nothing was changed");
            }
            Map<Long, ReplicaId> named = new HashMap<>();
            members.forEach(member -> named.put(member.high(), member));
            return new Assurance(0, false, named, DEFAULT_MILLIS);
        }

        /**
         * Returns the same with another time-out, in milliseconds from the update on.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Assurance withinMillis(long millis) {
            if (millis < 1) {
                throw new IllegalArgumentException(
                        "withinMillis must be at least 1, but is " + millis + "; nothing was changed");
            }
            return new Assurance(replicas, durable, members, millis);
        }

        private static int requireSome(int count) {
            if (count < 1) {
                throw new IllegalArgumentException(
                        "an update is assured at 1 or more replicas, this one included, but here is " + count
                                + "; nothing was changed");
            }
            return count;
        }

        private boolean isMetBy(Map<ReplicaId, Boolean> holders) {
            Set<Long> have = new HashSet<>();
            holders.forEach((replica, onDisk) -> {
                if (onDisk || !durable) {
                    have.add(replica.high());
                }
            });
            return have.size() >= replicas && have.containsAll(members.keySet());
        }

        @Override
        public String toString() {
            return members.isEmpty()
                    ? (durable ? "durable at " : "at ") + replicas + " replicas"
                    : "at the members " + members.values();
        }

        /** Not all that were to have an update were known to have it in time. The update stays, and goes on to spread. */
        public static final class UnmetException extends RuntimeException {

            private static final long serialVersionUID = 1;

            private final transient Set<ReplicaId> replicas;
            private final transient Set<ReplicaId> durable;

            private UnmetException(Assurance wanted, Map<ReplicaId, Boolean> holders) {
                super("wanted " + wanted + " within " + wanted.timeoutMillis + " ms, but " + holders.size()
                        + " had it: " + holders.keySet() + ", on a disk " + onDisk(holders) + "; the change stays");
                replicas = Set.copyOf(holders.keySet());
                durable = onDisk(holders);
            }

            private static Set<ReplicaId> onDisk(Map<ReplicaId, Boolean> holders) {
                return holders.entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
            }

            /** Returns the replicas that were known to have it, this one included if it has. */
            public Set<ReplicaId> replicas() {
                return replicas;
            }

            /** Returns those of them that were known to have it on a disk. */
            public Set<ReplicaId> durable() {
                return durable;
            }
        }
    }

    /** Refuses what cannot be read, sent or kept, and reserves room for the rest. */
    private final class Reservation implements Admission {

        private final Key<?> key;
        private long bytes;
        private VersionVector dots = VersionVector.EMPTY;

        Reservation(Key<?> key) {
            this.key = key;
        }

        @Override
        public void beginsAt(ReplicaState state) {
            state.requireReadable(key);
        }

        @Override
        public void admit(List<ObjectDelta> written) {
            long needed = UpdateSize.of(written, requireSendable(key, written));
            driver.persistence().reserve(needed);
            bytes = needed;
            for (ObjectDelta each : written) {
                for (Dot dot : each.delta().taken()) {
                    dots = dots.advancedTo(dot.origin(), dot.seq());
                }
            }
        }
    }

    /**
     * Calls the watcher with every later change of the object, local or not, on the Vert.x context on which this node was
     * created. It is not called with what is there already: {@link #get} after this reads it. What it throws goes to the
     * exception handler of that context, and is named with the key among the {@link NodeStatus#problems}; other watchers are
     * called all the same, and this one at the next change. Of a change after which there is a value that cannot be read
     * here, see {@link #get}, that is named among the problems instead, and the watcher is not called.
     *
     * @return what ends the watching when it is run
     */
    public <S extends Crdt<S, ?>> Runnable watch(Key<S> key, Consumer<? super Change<S>> watcher) {
        requireFree(key);
        noteUse(key);
        return replica.watch(key, change -> onContext(() -> tell(watcher, change)));
    }

    /** A Vert.x that is closed calls nobody any more, which is not the fault of the one who writes. */
    private void onContext(Runnable call) {
        try {
            context.runOnContext(ready -> call.run());
        } catch (RejectedExecutionException e) {
            LOG.debug("a watcher was not called: the Vert.x of this node is closed");
        }
    }

    /** What a watcher throws goes on to the handler of the context; but that does not say which key it is about. */
    private <S extends Crdt<S, ?>> void tell(Consumer<? super Change<S>> watcher, Change<S> change) {
        try {
            change.requireReadable();
        } catch (UnreadableException e) {
            driver.watcherFailed(String.valueOf(e.getMessage()));
            return;
        }
        try {
            watcher.accept(change);
        } catch (ClassCastException e) {
            IllegalStateException explained = change.explained(e);
            driver.watcherFailed(String.valueOf(explained.getMessage()));
            throw explained;
        } catch (RuntimeException | Error e) {
            // What it says may have values in it, which belong neither into the log nor into the status of a node.
            driver.watcherFailed("a watcher of the key " + change.key() + " failed: "
                    + e.getClass().getName() + "; the change stands");
            throw e;
        }
    }

    /** A name that is used for two things is reported here and not refused, or nobody could repair the object. */
    private void noteUse(Key<?> key) {
        List<Clash> clashes = replica.use(key);
        if (!clashes.isEmpty()) {
            driver.clashed(clashes);
        }
    }

    /**
     * Links this node to another, {@code host:port}, and keeps it linked; from its start on if it has not been started.
     *
     * @throws IllegalArgumentException if that is no address that can be dialed; nothing was changed
     */
    public Future<Void> addSeed(String address) {
        Address parsed = new CrdtOptions().addSeed(address).seeds().get(0); // one place says what a seed is
        return driver.call(() -> {
            driver.addSeed(parsed);
            return Future.succeededFuture();
        });
    }

    /**
     * Dials a seed no more, unless a member is listed there; a link that is open stays.
     *
     * @return fails with an {@link IllegalArgumentException} if it is none of the seeds; seeds of the options are known from
     *     the start of the node on
     * @throws IllegalArgumentException if that is no address that can be dialed
     */
    public Future<Void> removeSeed(String address) {
        Address parsed = new CrdtOptions().addSeed(address).seeds().get(0);
        return driver.call(() -> driver.removeSeed(parsed)
                ? Future.succeededFuture()
                : Future.failedFuture(new IllegalArgumentException(parsed + " is none of the seeds of this node")));
    }

    /** Returns the nodes that exist, reachable at present or not, by address. */
    public Future<List<MemberView>> members() {
        return driver.call(() -> Future.succeededFuture(driver.membership().list()));
    }

    /**
     * Calls the watcher with the {@link #members} each time one comes or goes, or a link to somebody is opened or lost, on
     * the Vert.x context on which this node was created. Of several such events at once only the last may be told.
     *
     * @return what ends the watching when it is run
     */
    public Runnable watchMembers(Consumer<? super List<MemberView>> watcher) {
        return driver.membership().watch(watcher);
    }

    /**
     * Retires a member that has departed for good: nobody dials it any more, and all that was kept about it goes but the
     * numbers of what it has written, 24 bytes for each of its lives that wrote. What it wrote stays.
     *
     * <p>It can do no harm to retire the wrong one. A node that is still there, or comes back after years, finds out, enters
     * itself again, and goes on as a fresh origin; nothing that it has ever written is lost, and nothing that was removed
     * meanwhile comes back.
     *
     * @return completes when it is retired here, and soon at all others; fails with an {@link IllegalArgumentException} if
     *     it is this node or no member, and nothing has changed
     */
    public Future<Void> retire(ReplicaId member) {
        return driver.call(() -> {
            driver.membership().retire(member);
            return Future.succeededFuture();
        });
    }

    /**
     * Retires all members that the application chooses, but never this node, in one change; as {@link #retire} does each.
     * So a list that somebody has filled with addresses of nobody is emptied.
     *
     * @param choice called where futures of this node complete
     * @return how many were retired
     */
    public Future<Integer> retireAll(Predicate<? super MemberView> choice) {
        return members().compose(all -> {
            List<ReplicaId> chosen = all.stream()
                    .filter(member -> !member.self() && choice.test(member))
                    .map(MemberView::replica)
                    .toList();
            return driver.call(() -> {
                driver.membership().retireAll(chosen);
                return Future.succeededFuture(chosen.size());
            });
        });
    }

    /**
     * Removes the entries in the list of members that are not well-formed, for good and at all nodes. Any peer may have
     * written them, or a newer version of this library that knows what they mean; they are ignored, and reported among the
     * {@link NodeStatus#problems} as long as they are there.
     *
     * @return how many were removed
     */
    public Future<Integer> removeMalformedMembers() {
        return driver.call(() -> Future.succeededFuture(driver.membership().removeMalformed()));
    }

    /**
     * Returns the replica that wrote under an incarnation, which each dot has, with the label that it had then. That is
     * known as long as anything is alive that was written under it, unless its node was told
     * {@linkplain CrdtOptions#setAuthors not to note it}, or was restored from a backup. A node that does not keep to the
     * protocol can pretend to be another one.
     *
     * @return empty if it is not known
     */
    public Optional<ReplicaId> authorOf(Incarnation incarnation) {
        return Authors.authorOf(replica.state(), incarnation);
    }

    /** Returns everything this node knows, as a value that never changes. */
    public ReplicaState state() {
        return replica.state();
    }

    /** Returns who and where this node is and what it has been doing. */
    public Future<NodeStatus> status() {
        return driver.status();
    }

    /**
     * Tells whether this node does what it should. It does not if its store cannot be written; if it knows of others and has
     * exchanged nothing with any for {@linkplain CrdtOptions#setHealthGraceMillis long}, though links may come and go; if it
     * lacks as long what a peer has; if it differs as long from a peer with the same operations, and that is not repaired;
     * or if its process was copied while it ran. It can be read and written all the while. Being {@linkplain #disconnect
     * offline} is not a failure.
     */
    public Future<NodeHealth> health() {
        return driver.health();
    }

    /**
     * Tells whether this node may serve, which is another question than {@link #health}: a fresh node is well and shows nothing yet. A
     * node that was started is ready as soon as it has all that its first peer had when they linked; at once if its store had
     * something; or when no peer has answered for {@linkplain CrdtOptions#setReadyAfterMillis a while}, since it may be the first.
     * From then on it stays ready until it is closed; peers that are lost make no node unready. Before its start it is not.
     *
     * @return ok if it is ready, else what it waits for
     */
    public Future<NodeHealth> readiness() {
        return driver.readiness();
    }

    /**
     * Returns where this node listens.
     *
     * @throws IllegalStateException if it has not been started
     */
    public Address address() {
        return driver.address();
    }

    private static void requireFree(Key<?> key) {
        if (Members.isReserved(key.name())) {
            throw new IllegalArgumentException("names that begin with \"" + Members.RESERVED
                    + "\" are the library's own, but this is \"" + key.name() + "\"; nothing was changed");
        }
    }

    /**
     * What cannot be sent would stop this node's gossip for good, so it is refused where it comes in: values that the codec
     * does not write, and updates that do not fit into a message. An update is sent whole or not at all, so it is its values
     * together that count, and what accompanies them.
     *
     * @return how many bytes the update has in a message, about
     */
    private long requireSendable(Key<?> key, List<ObjectDelta> written) {
        long bytes = 0;
        for (ObjectDelta each : written) {
            bytes += UPDATE_BYTES + codec.requireEncodable(each.object().name());
            for (Entry entry : each.delta().added()) {
                bytes += ENTRY_BYTES + codec.requireEncodable(entry.payload());
                for (Path path = entry.path(); path instanceof Path.Step step; path = step.rest()) {
                    bytes += codec.requireEncodable(step.key());
                }
            }
        }
        if (bytes > maxMessageBytes) {
            throw new IllegalArgumentException("the update of " + key + " makes a message of " + bytes
                    + " bytes, and a node takes at most maxMessageBytes = " + maxMessageBytes
                    + " of its limits, this one as well as its peers by default; nothing was changed");
        }
        return bytes;
    }

    @Override
    public String toString() {
        return replica.id().toString();
    }
}
