package io.crdt.net.node;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.status.Problem;
import io.crdt.net.store.Store;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.Transport;
import io.crdt.protocol.Effect;
import io.crdt.protocol.Event;
import io.crdt.protocol.Gossip;
import io.crdt.protocol.GossipCounts;
import io.crdt.protocol.PeerView;
import io.crdt.replica.Clash;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Gossip} on a {@link GossipThread}: feeds it events and the time, and does what it says. Methods may be
 * called from any thread if they say so, all others on that one.
 */
public final class GossipDriver {

    private static final Logger LOG = LoggerFactory.getLogger(GossipDriver.class);
    private static final long MEASURED_EACH_MILLIS = 1_000;

    /** For how long a question of the application may wait for a message that is being worked on. */
    private static final long PATIENCE_MILLIS = 50;

    private final Vertx vertx;
    private final Context context;
    private final GossipThread thread;
    private final Replica replica;
    private final CrdtOptions options;
    private final Transport transport;
    private final Gossip gossip;
    private final Dialer dialer;
    private final Membership membership;
    private final Connections connections;
    private final EffectHandler effects;
    private final Deque<Event> events = new ArrayDeque<>();
    private final Problems problems;
    private final ClockProblems clocks = new ClockProblems();
    private final Measures measures;
    private final HealthWatch watch;
    private final ReadyWatch readiness;
    private final Alarm alarm;
    private final Alarm measuring;
    private final AtomicBoolean advancePending = new AtomicBoolean();
    private final Persistence persistence;
    private final boolean isStored;
    private final boolean isDurable;
    private final Waits waits;
    private volatile Look latest;
    private ReplicaState noticed;
    private ReplicaState shared;
    private volatile @Nullable Address address;
    private boolean starting;
    private volatile boolean connected = true;
    private boolean working;
    private Waits.@Nullable Wait draining;
    private VersionVector held = VersionVector.EMPTY;
    private volatile boolean closed;

    public GossipDriver(
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
        thread = new GossipThread(vertx, replica.id().toString());
        this.transport = new OffLoopTransport(transport, thread);
        noticed = replica.state();
        shared = noticed;
        problems = new Problems(replica.id());
        measures = Measures.of(options);
        watch = new HealthWatch(options.healthGraceMillis(), Alarm.nowMillis());
        readiness = new ReadyWatch(!replica.context().isEmpty(), options.readyAfterMillis());
        alarm = new Alarm(thread, () -> submit(new Event.Tick()));
        measuring = new Alarm(thread, this::measure);
        persistence = store == null ? Persistence.none(replica) : writer(store);
        Gatekeeper gatekeeper = new Gatekeeper(options, problems);
        isStored = store != null;
        isDurable = store != null && options.durability().isWaitedFor();
        waits = new Waits(thread, this::submit);
        gossip = new Gossip(replica, isDurable ? options.gossip().withDurable() : options.gossip(), random, gatekeeper);
        connections = new Connections(
                replica.id(),
                MessageCodec.of(codec),
                options.limits(),
                gatekeeper,
                problems,
                this::submit,
                this::disconnected,
                thread::execute,
                this::clockMillis);
        dialer = new Dialer(thread, this.transport, options, random, connections, problems);
        membership =
                new Membership(thread, this::runOnContext, replica, options, dialer, problems, this::stateAdvanced);
        effects = new EffectHandler(
                replica,
                connections,
                gatekeeper,
                dialer,
                membership,
                watch,
                waits,
                problems,
                clocks,
                this::clockMillis);
        latest = new Look(List.of(), gossip.counts(), 0, 0, List.of(), List.of(), readiness.reasons());
    }

    /** Returns what the clock shows; it is the application's, and if it fails, the time is not told. */
    private long clockMillis() {
        try {
            return options.clock().getAsLong();
        } catch (RuntimeException e) {
            LOG.debug("{}: the clock failed", replica.id(), e);
            return 0;
        }
    }

    private StoreWriter writer(Store store) {
        StoreWriter writer = new StoreWriter(
                replica,
                store,
                options.durability(),
                options.limits().maxUnsavedBytes(),
                this::runOnContext,
                this::stateAdvanced,
                what -> thread.execute(() -> problems.add(what)),
                measures);
        writer.start();
        return writer;
    }

    /** Runs the application's part on its context; of a Vert.x that is closed, here. May be called from any thread. */
    void runOnContext(Runnable action) {
        try {
            context.runOnContext(ready -> action.run());
        } catch (RejectedExecutionException e) {
            action.run();
        }
    }

    public Future<Void> start() {
        if (starting || closed) {
            return Future.failedFuture(
                    new IllegalStateException("a node is started once and not after it was closed, but this one was"));
        }
        starting = true;
        transport.onProblem(what -> problems.add(new Problem.ReportedByTransport(what.kind(), what.text())));
        return transport
                .listen(link -> connections.open(connections.register(link), false))
                .<Void>map(listening -> {
                    if (closed) {
                        throw new IllegalStateException("the node was closed while it started");
                    }
                    begin(listening);
                    return null;
                })
                .onFailure(failure -> starting = false);
    }

    private void begin(Address listening) {
        address = listening;
        readiness.started(Alarm.nowMillis());
        LOG.info("{} listens on {}", replica.id(), listening);
        options.seeds().forEach(dialer::add);
        membership.start(listening);
        stateAdvanced();
        measure();
    }

    private void measure() {
        if (!closed) {
            if (measures != Measures.NONE) {
                measures.show(sample(), Alarm.nowMillis());
            }
            lookNow();
            measuring.set(Alarm.nowMillis() + MEASURED_EACH_MILLIS);
        }
    }

    public Future<Void> disconnect() {
        if (connected && !closed) {
            connected = false;
            watch.goesOffline();
            dialer.pause();
            connections.refuse("this node is offline");
            LOG.info("{} is offline", replica.id());
        }
        return Future.succeededFuture();
    }

    public Future<Void> connect() {
        if (closed) {
            return Future.failedFuture(new IllegalStateException("a node that is closed links to nobody any more"));
        }
        if (!connected) {
            connected = true;
            connections.admit();
            watch.looksForPeers(Alarm.nowMillis());
            LOG.info("{} is online", replica.id());
            dialer.resume();
        }
        return Future.succeededFuture();
    }

    /**
     * Closes everything: links, and, whatever the transport does, the store, whose directory is given back. May be called
     * from any thread, also if the Vert.x is closed. No context of the application is needed for it, since somebody may hold
     * that and wait for this; the future completes on any thread.
     */
    public Future<Void> end() {
        Promise<Void> drained = Promise.promise();
        thread.execute(() -> {
            try {
                depart();
                drain(drained);
            } catch (RuntimeException | Error e) {
                LOG.error("{} cannot wait for its peers", replica.id(), e);
                drained.tryComplete();
            }
        });
        return drained.future().transform(done -> end(Promise.promise(), Promise.promise()));
    }

    private Future<Void> end(Promise<Void> links, Promise<Void> quiet) {
        thread.execute(() -> {
            try {
                close().onComplete(links);
            } catch (RuntimeException | Error e) {
                links.tryFail(e);
            } finally {
                quiet.complete();
            }
        });
        return quiet.future()
                .compose(done -> persistence.close())
                .eventually(links::future)
                .compose(stored -> links.future());
    }

    /** Before the drain, so that a peer is told. */
    private void depart() {
        Boolean wanted = options.departOnClose();
        if (!closed && (wanted == null ? !isStored : wanted)) {
            membership.depart();
        }
    }

    /** Waits until one peer has all that is here, if there is a peer. */
    private void drain(Promise<Void> drained) {
        persistence.hurry();
        shareState();
        VersionVector all = replica.context();
        boolean hasWhomToTell = !closed && !gossip.peers().isEmpty() && thread.tryOnContext(() -> {});
        if (options.drainMillis() == 0 || all.isEmpty() || !hasWhomToTell) {
            drained.complete();
            return;
        }
        draining = waits.begin(all, options.drainMillis(), have -> !have.isEmpty());
        draining.ended().onComplete(have -> {
            if (have.result().isEmpty()) {
                reportUndrained(all);
            }
            drained.complete();
        });
    }

    private void reportUndrained(VersionVector all) {
        gossip.peers().forEach(peer -> held = held.join(peer.context()));
        long nobodys = all.distanceFrom(held);
        if (nobodys > 0) {
            problems.add(new Problem.NotDrained(nobodys, all.aheadOf(held).toString(), isStored));
        }
    }

    /**
     * Completes with who is known to have all that, and whether on a disk, as soon as they are enough, or when time is up or the node
     * is closed. May be called from any thread.
     *
     * @param here completes when this node has it as safe as it is to be
     */
    public Future<Map<ReplicaId, Boolean>> holders(
            VersionVector context, long timeoutMillis, Predicate<Map<ReplicaId, Boolean>> enough, Future<Void> here) {
        Promise<Map<ReplicaId, Boolean>> holders = Promise.promise();
        thread.execute(() -> {
            Waits.Wait wait = waits.begin(context, timeoutMillis, enough);
            wait.ended().onComplete(holders);
            here.onSuccess(done -> thread.execute(() -> wait.add(replica.id(), isDurable)));
            if (closed) {
                waits.close();
            }
        });
        return holders.future();
    }

    private Future<Void> close() {
        waits.close();
        connections.close();
        closed = true;
        membership.close();
        dialer.close();
        alarm.cancel();
        measuring.cancel();
        measures.close();
        return transport.close();
    }

    public Future<Void> reloadCertificates() {
        return transport.reloadCertificates();
    }

    public void addSeed(Address seed) {
        dialer.add(seed);
    }

    /** Returns whether it was a seed. */
    public boolean removeSeed(Address seed) {
        return dialer.remove(seed);
    }

    public Membership membership() {
        return membership;
    }

    /** Runs an action that the application has asked for. May be called from any thread; see {@link GossipThread#call}. */
    public <T> Future<T> call(Supplier<Future<T>> action) {
        return thread.call(action);
    }

    public Address address() {
        Address listening = address;
        if (listening == null) {
            throw new IllegalStateException("the node has not been started, so it listens nowhere");
        }
        return listening;
    }

    /** Returns what this node does; may be called from any thread, as {@link #health}. */
    public Future<NodeStatus> status() {
        return look().map(seen -> {
            ReplicaState state = replica.state();
            Address listening = address;
            return new NodeStatus(
                    replica.id(),
                    listening == null ? options.address() : listening,
                    listening != null && connected && !closed,
                    state.context(),
                    state.fingerprint(),
                    persistence.unsaved(),
                    seen.peers(),
                    seen.bytesIn(),
                    seen.bytesOut(),
                    seen.counts(),
                    seen.problems());
        });
    }

    public Future<NodeHealth> health() {
        return look().map(seen -> {
            List<Problem> reasons = new ArrayList<>(seen.reasons());
            long busy = thread.busyMillis();
            if (busy > Math.max(PATIENCE_MILLIS, options.healthGraceMillis())) {
                reasons.add(new Problem.Busy(busy));
            }
            return new NodeHealth(reasons);
        });
    }

    /** Returns whether this node may serve; may be called from any thread. */
    public Future<NodeHealth> readiness() {
        return look().map(seen -> new NodeHealth(seen.unready()));
    }

    /** What the application can see of the gossip, at one moment. */
    private record Look(
            List<PeerView> peers,
            GossipCounts counts,
            long bytesIn,
            long bytesOut,
            List<Problem> problems,
            List<Problem> reasons,
            List<Problem> unready) {}

    /** Looks now; or, while a message takes longer than it is reasonable to wait for, remembers the last look. */
    private Future<Look> look() {
        Promise<Look> promise = Promise.promise();
        thread.call(() -> Future.succeededFuture(lookNow()))
                .onComplete(promise::tryComplete, promise::tryFail); // a no-op if the timer was first
        try {
            long timer = vertx.setTimer(PATIENCE_MILLIS, due -> promise.tryComplete(latest));
            promise.future().onComplete(looked -> vertx.cancelTimer(timer));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is asked after its Vert.x was closed", replica.id());
        }
        return promise.future();
    }

    private Look lookNow() {
        List<Problem> reasons = reasons();
        readiness.see(replica.context(), gossip.peers(), Alarm.nowMillis());
        latest = new Look(
                gossip.peers(),
                gossip.counts(),
                connections.bytesIn(),
                connections.bytesOut(),
                problems(),
                reasons,
                closed || draining != null
                        ? List.of(new Problem.NotReady("it is closed, or about to be"))
                        : readiness.reasons());
        return latest;
    }

    private List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems.latest());
        all.addAll(membership.problems());
        try {
            all.addAll(clocks.of(replica.clockSkew()));
        } catch (RuntimeException e) {
            all.add(new Problem.ClockFailed(e.toString())); // it is the application's
        }
        return all;
    }

    /** Returns what is wrong with this node. */
    private List<Problem> reasons() {
        boolean hasWhomToMeet = connected && (dialer.hasSeeds() || options.discovery() && membership.hasOthers());
        List<Problem> reasons = lacking();
        reasons.addAll(watch.check(persistence.problem(), hasWhomToMeet, seePeers(), Alarm.nowMillis())
                .reasons());
        return reasons;
    }

    /** Looks what the peers have, and returns what this node has. */
    private VersionVector seePeers() {
        VersionVector ours = replica.context();
        watch.see(ours, gossip.peers(), Alarm.nowMillis());
        return ours;
    }

    /** What a peer had that is lost while the node ends is known still. */
    private void noteHeld(int link) {
        if (draining != null) {
            gossip.peers().stream()
                    .filter(peer -> peer.link() == link)
                    .forEach(peer -> held = held.join(peer.context()));
        }
    }

    private void seePeer(int link) {
        for (PeerView peer : gossip.peers()) {
            if (peer.link() == link) {
                watch.seeOne(replica.context(), peer, Alarm.nowMillis());
            }
        }
    }

    /** Returns what this node lacks and cannot get, since it takes no message as large, by peer. */
    private List<Problem> lacking() {
        List<Problem> lacking = new ArrayList<>();
        for (PeerView peer : gossip.peers()) {
            VersionVector lacks = peer.context().aheadOf(replica.context());
            if (connections.isStarved(peer.link()) && !lacks.isEmpty()) {
                lacking.add(new Problem.LacksTooLarge(
                        peer.replica().label() + " at " + connections.remote(peer.link()),
                        peer.context().distanceFrom(replica.context()),
                        lacks.toString(),
                        options.limits().maxMessageBytes()));
            }
        }
        return lacking;
    }

    private Sample sample() {
        return new Sample(
                replica.state(),
                shared,
                gossip.peers(),
                gossip.counts(),
                persistence.unsaved(),
                persistence.unsavedBytes(),
                gossip.parkedDeltas(),
                effects.refusedDeltas(),
                connections.rejectedFrames(),
                connections.bytesIn(),
                connections.bytesOut());
    }

    /** Reports that the replica was written to, by any thread; returns what completes when that is durable. */
    public Future<Void> changed(long bytes) {
        stateAdvanced();
        return persistence.changed(bytes);
    }

    /** Where an update reserves room before it is made. May be used from any thread. */
    public Persistence persistence() {
        return persistence;
    }

    /** Reports that there may be a new state to share. May be called from any thread; many calls cost one event. */
    void stateAdvanced() {
        if (advancePending.compareAndSet(false, true)) {
            thread.execute(() -> {
                advancePending.set(false);
                shareState();
            });
        }
    }

    private void disconnected(int link) {
        watch.closed(link);
        clocks.closed(link);
        dialer.onClosed(link);
        membership.changed();
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
            if (!closed) {
                alarm.set(gossip.nextWakeMillis());
            }
        }
    }

    /** Whatever an event leads to, the next one comes: a failure here must not be the end of all gossip. */
    private void work(Event event) {
        if (event instanceof Event.Disconnected disconnected) {
            seePeer(disconnected.link());
            noteHeld(disconnected.link());
        }
        try {
            gossip.on(event, Alarm.nowMillis()).forEach(this::perform);
        } catch (RuntimeException | Error e) {
            failed("an event", event, e);
        }
        if (draining != null && gossip.peers().isEmpty()) {
            draining.end(); // nobody is left to be told
        }
        if (!readiness.isDecided()) {
            readiness.see(replica.context(), gossip.peers(), Alarm.nowMillis());
        }
        shareState();
    }

    /** The protocol counts on all its effects, so that one of them that fails, on one link, takes no other with it. */
    private void perform(Effect effect) {
        try {
            effect.accept(effects);
            if (effect instanceof Effect.Opened opened) {
                seePeer(opened.link());
            }
        } catch (RuntimeException | Error e) {
            failed("an effect", effect, e);
        }
    }

    /** Reports names that are used for two things. May be called from any thread. */
    public void clashed(List<Clash> clashes) {
        thread.execute(() -> clashes.forEach(each ->
                problems.add(new Problem.KeyClash(each, "that was here when this process used the key first"))));
    }

    /** Takes note that a watcher has failed; others are called all the same. May be called from any thread. */
    public void watcherFailed(String how) {
        thread.execute(() -> problems.add(new Problem.WatcherFailed(how)));
    }

    private void failed(String what, Object which, Throwable failure) {
        LOG.error("{}: {} failed: {}", replica.id(), what, which.getClass().getSimpleName(), failure);
        problems.add(new Problem.Failed(what, failure.toString()));
    }

    /** A state is shared when it is safe; with a store, that is when the store has it. */
    private void shareState() {
        ReplicaState newest = replica.state();
        if (newest != noticed) {
            noticed = newest;
            noteIncarnation();
            persistence.changed(0);
        }
        ReplicaState state = persistence.durable();
        if (state != shared) {
            shared = state;
            submit(new Event.StateAdvanced(state));
        }
    }

    private void noteIncarnation() {
        Incarnation own = replica.incarnation();
        if (own != null) {
            watch.writesAs(own);
        }
    }
}
