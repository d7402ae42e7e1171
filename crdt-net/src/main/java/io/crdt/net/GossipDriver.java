package io.crdt.net;

import io.crdt.net.codec.Codec;
import io.crdt.net.codec.MessageCodec;
import io.crdt.net.protocol.Effect;
import io.crdt.net.protocol.Event;
import io.crdt.net.protocol.Gossip;
import io.crdt.net.protocol.Message;
import io.crdt.net.store.Store;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.Transport;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Gossip} on a Vert.x context: feeds it events and the time, and does what it says. But for
 * {@link #changed}, {@link #stateAdvanced}, {@link #closeStore} and {@link #address} everything here happens on that context.
 */
final class GossipDriver {

    private static final Logger LOG = LoggerFactory.getLogger(CrdtNode.class);
    private static final int PROBLEMS_KEPT = 16;

    private final Vertx vertx;
    private final Context context;
    private final Replica replica;
    private final CrdtOptions options;
    private final Codec codec;
    private final Transport transport;
    private final Gossip gossip;
    private final Dialer dialer;
    private final Membership membership;
    private final Gatekeeper gatekeeper;
    private final Map<Integer, Connection> connections = new TreeMap<>();
    private final Deque<Event> events = new ArrayDeque<>();
    private final Deque<String> problems = new ArrayDeque<>();
    private final AtomicBoolean advancePending = new AtomicBoolean();
    private final Persistence persistence;
    private ReplicaState noticed;
    private ReplicaState shared;
    private volatile @Nullable Address address;
    private boolean starting;
    private boolean working;
    private boolean closed;
    private int lastLink;
    private long timer = -1;
    private long timerAt = Long.MAX_VALUE;
    private long bytesIn;
    private long bytesOut;

    GossipDriver(
            Vertx vertx,
            Context context,
            Replica replica,
            CrdtOptions options,
            Codec codec,
            Transport transport,
            RandomGenerator random,
            @Nullable Store store) {
        this.vertx = vertx;
        this.context = context;
        this.replica = replica;
        this.options = options;
        this.codec = codec;
        this.transport = transport;
        noticed = replica.state();
        shared = noticed;
        persistence = store == null ? Persistence.none(replica) : writer(store);
        gatekeeper = new Gatekeeper(options);
        gossip = new Gossip(replica, options.gossip(), random, gatekeeper);
        dialer = new Dialer(vertx, transport, options, random, this);
        membership = new Membership(context, replica, options, this, dialer);
    }

    private StoreWriter writer(Store store) {
        StoreWriter writer = new StoreWriter(
                replica, store, options.durability(), this::runOnContext, this::stateAdvanced, this::problem);
        writer.start();
        return writer;
    }

    /** What becomes of a save has to take place even if the Vert.x it was meant for is closed. */
    private void runOnContext(Runnable action) {
        try {
            context.runOnContext(ready -> action.run());
        } catch (RejectedExecutionException e) {
            action.run();
        }
    }

    Future<Void> start() {
        if (starting || closed) {
            return Future.failedFuture(
                    new IllegalStateException("a node is started once and not after it was closed, but this one was"));
        }
        starting = true;
        transport.onProblem(what -> context.runOnContext(ready -> problem(what)));
        return transport
                .listen(link -> open(register(link), false))
                .<Void>map(listening -> {
                    address = listening;
                    LOG.info("{} listens on {}", replica.id(), listening);
                    options.seeds().forEach(dialer::add);
                    membership.start(listening);
                    stateAdvanced();
                    return null;
                })
                .onFailure(failure -> starting = false);
    }

    Future<Void> close() {
        for (int link : List.copyOf(connections.keySet())) {
            submit(new Event.Disconnected(link));
        }
        closed = true;
        membership.close();
        dialer.close();
        cancelTimer();
        return transport.close();
    }

    /** Saves the last changes and closes the store. May be called from any thread, also if the Vert.x is closed. */
    Future<Void> closeStore() {
        return persistence.close();
    }

    Future<Void> reloadCertificates() {
        return transport.reloadCertificates();
    }

    void addSeed(Address seed) {
        dialer.add(seed);
    }

    Membership membership() {
        return membership;
    }

    Address address() {
        Address listening = address;
        if (listening == null) {
            throw new IllegalStateException("the node has not been started, so it listens nowhere");
        }
        return listening;
    }

    NodeStatus status() {
        ReplicaState state = replica.state();
        return new NodeStatus(
                replica.id(),
                address == null ? options.address() : address(),
                state.context(),
                state.fingerprint(),
                persistence.unsaved(),
                gossip.peers(),
                bytesIn,
                bytesOut,
                gossip.counts(),
                List.copyOf(problems));
    }

    /** Reports that the replica was written to, by any thread; returns what completes when that is durable. */
    Future<Void> changed() {
        stateAdvanced();
        return persistence.changed();
    }

    /** Reports that there may be a new state to share. May be called from any thread; many calls cost one event. */
    void stateAdvanced() {
        if (advancePending.compareAndSet(false, true)) {
            try {
                context.runOnContext(ready -> {
                    advancePending.set(false);
                    shareState();
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("{} is written to after its Vert.x was closed", replica.id());
            }
        }
    }

    /** Takes a link in and returns its number; {@link #open} begins to use it. */
    int register(Link link) {
        int id = ++lastLink;
        connections.put(id, new Connection(id, link, MessageCodec.of(codec), options, this));
        return id;
    }

    void open(int id, boolean dialed) {
        Connection connection = connections.get(id);
        if (connection == null) {
            return;
        }
        String refusal = gatekeeper.refusal(connection.link());
        if (refusal != null) {
            connection.open(dialed);
            close(id, "refused " + (dialed ? connection.remote() : "a peer"), refusal);
            return;
        }
        Integer tooLong = gatekeeper.onConnected(id, connection.link(), dialed);
        submit(new Event.Connected(id, dialed));
        connection.open(dialed);
        if (tooLong != null) {
            close(tooLong, "closed a link", "too many links are waiting for a hello");
        }
    }

    void disconnected(int id, String cause) {
        Connection connection = connections.remove(id);
        if (connection != null && !cause.isEmpty() && !closed) {
            problem("lost the link to " + connection.remote() + ": " + cause);
        }
        submit(new Event.Disconnected(id));
        gatekeeper.onDisconnected(id);
        dialer.onClosed(id);
    }

    /** A problem that stays, as a peer that tries again and again, is told once, not each time. */
    void problem(String what) {
        if (problems.contains(what)) {
            LOG.debug("{}: again: {}", replica.id(), what);
            return;
        }
        LOG.warn("{}: {}", replica.id(), what);
        problems.add(what);
        if (problems.size() > PROBLEMS_KEPT) {
            problems.remove();
        }
    }

    void countIn(long bytes) {
        bytesIn += bytes;
    }

    void countOut(long bytes) {
        bytesOut += bytes;
    }

    /** Closes a link for something that its peer has sent; the peer is told why. */
    void fail(int id, String reason) {
        close(id, remote(id) + " sent what cannot be taken", reason);
    }

    private void close(int id, String what, String reason) {
        Connection connection = connections.get(id);
        if (connection != null) {
            problem(what + ": " + reason);
            connection.send(new Message.Bye(reason));
            connection.close();
            submit(new Event.Disconnected(id));
        }
    }

    /** Closes a link that is not needed any more. */
    void drop(int id, String reason) {
        Connection connection = connections.get(id);
        if (connection != null) {
            LOG.debug("{} drops the link to {}: {}", replica.id(), connection.remote(), reason);
            connection.close();
            submit(new Event.Disconnected(id));
        }
    }

    /** A message that cannot be sent, for a value whose serializer fails, costs the link, not the node. */
    void cannotSend(int id, RuntimeException failure) {
        Connection connection = connections.get(id);
        if (connection != null) {
            problem("could not send to " + connection.remote() + ": " + failure);
            connection.close();
            submit(new Event.Disconnected(id));
        }
    }

    /** Tells whether all links together keep no more of incomplete messages than one message may have. */
    boolean hasRoomToStage() {
        long staged = 0;
        for (Connection connection : connections.values()) {
            staged += connection.stagedBytes();
        }
        return staged <= options.limits().maxMessageBytes();
    }

    /** Takes an event; those that come while another one is worked on wait for their turn. */
    void submit(Event event) {
        if (closed) {
            return;
        }
        events.add(event);
        if (working) {
            return;
        }
        working = true;
        try {
            for (Event next = events.poll(); next != null; next = events.poll()) {
                work(next);
            }
        } finally {
            working = false;
            setTimer();
        }
    }

    /** Whatever an event leads to, the next one comes: a failure here must not be the end of all gossip. */
    private void work(Event event) {
        try {
            for (Effect effect : gossip.on(event, nowMillis())) {
                perform(effect);
            }
        } catch (RuntimeException e) {
            LOG.error("{}: an event failed: {}", replica.id(), event.getClass().getSimpleName(), e);
            problem("an event failed: " + e);
        }
        shareState();
    }

    /** A state is shared when it is safe; with a store, that is when the store has it. */
    private void shareState() {
        ReplicaState newest = replica.state();
        if (newest != noticed) {
            noticed = newest;
            persistence.changed();
        }
        ReplicaState state = persistence.shareable();
        if (state != shared) {
            shared = state;
            submit(new Event.StateAdvanced(state));
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            send(send.link(), send.message());
        } else if (effect instanceof Effect.Opened opened) {
            Connection connection = connections.get(opened.link());
            if (connection != null) {
                connection.trust(opened.maxMessageBytes());
            }
            gatekeeper.onOpened(opened.link(), opened.replica());
            LOG.info("{} is linked to {}", replica.id(), opened.replica());
            dialer.onOpened(opened.link(), opened.replica());
        } else if (effect instanceof Effect.Close close) {
            closeLink(close);
        } else if (effect instanceof Effect.Rejected rejected) {
            problem("a delta from " + remote(rejected.link()) + " was rejected: " + rejected.reason());
        } else if (effect instanceof Effect.Refused refused) {
            problem("refused a delta of " + gatekeeper.nameOf(refused.link()) + ", who may not write \""
                    + refused.object().name() + "\"; nothing of it was applied");
        } else if (effect instanceof Effect.Diverged diverged) {
            problem("diverged from " + remote(diverged.link()) + ": equal version vectors, different fingerprints");
        } else if (effect instanceof Effect.Repaired repaired) {
            problem("repaired with what " + remote(repaired.link()) + " has: " + repaired.dots());
        } else if (effect instanceof Effect.Forked forked) {
            problem("two processes write as " + forked.origin() + ": the memory of one was copied while it ran; "
                    + "whoever did goes on under another name");
        }
    }

    /** Every replica holds everything: a peer that may not read something cannot be sent the rest either. */
    private void send(int id, Message message) {
        Connection connection = connections.get(id);
        if (connection == null) {
            return;
        }
        ObjectId forbidden = gatekeeper.forbidden(id, message);
        if (forbidden == null) {
            connection.send(message);
        } else {
            String reason = "you may not read \"" + forbidden.name() + "\", and a replica holds everything";
            close(id, "closed the link to " + gatekeeper.nameOf(id), reason);
        }
    }

    private void closeLink(Effect.Close close) {
        Connection connection = connections.get(close.link());
        if (connection != null) {
            LOG.debug("{} closes the link to {}: {}", replica.id(), connection.remote(), close.reason());
            if (!close.routine()) {
                problem("closed the link to " + connection.remote() + ": " + close.reason());
            }
            connection.close();
        }
    }

    private String remote(int link) {
        Connection connection = connections.get(link);
        return connection == null ? "a peer that is gone" : connection.remote();
    }

    private void setTimer() {
        long wakeAt = gossip.nextWakeMillis();
        if (closed || wakeAt == timerAt) {
            return;
        }
        cancelTimer();
        if (wakeAt != Long.MAX_VALUE) {
            timerAt = wakeAt;
            timer = vertx.setTimer(Math.max(1, wakeAt - nowMillis()), due -> {
                timerAt = Long.MAX_VALUE;
                submit(new Event.Tick());
            });
        }
    }

    private void cancelTimer() {
        if (timerAt != Long.MAX_VALUE) {
            vertx.cancelTimer(timer);
            timerAt = Long.MAX_VALUE;
        }
    }

    static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
