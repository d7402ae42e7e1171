package io.crdt.protocol;

import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Forked;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Prune;
import io.crdt.protocol.Message.Push;
import io.crdt.protocol.Message.Repair;
import io.crdt.replica.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The anti-entropy protocol of one replica, as a state machine: {@link #on} takes an event and the time, and returns what
 * is to be done.
 *
 * <p>These things happen on a link, all of them idempotent; PROTOCOL.md says the same at greater length:
 *
 * <ul>
 *   <li><b>Push.</b> News of an origin that is <em>eager</em> on a link is pushed there, at once or batched for a few
 *       milliseconds: Δ[from → C] where {@code from} is all of C but the eager news that is new to this link. A peer that
 *       has the rest applies it. One that lacks some of it parks the delta until that arrives from elsewhere.
 *   <li><b>Graft and prune.</b> At first a replica's own incarnation is eager on all its links. Another origin becomes eager
 *       where the peer had to ask for its news. A peer that pushes news which another one brings sooner is told to stop, by
 *       a {@code Prune}. So each origin gets a tree of shortest paths, along which each change travels each link once
 *       ({@link BroadcastTrees}).
 *   <li><b>Tell.</b> A little later a few of the peers that are not known to have the news are told of it: a {@code Have}
 *       with what has grown. By then most have it along the trees, and are not told ({@link OutgoingState}).
 *   <li><b>Ask.</b> A replica that hears of changes which do not arrive by themselves asks one peer that has them, and gets
 *       Δ[its C → C]. So a fresh replica gets everything, news comes where no tree reaches yet, and a tree repairs itself
 *       after a link has gone ({@link AskScheduler}).
 *   <li><b>Probe.</b> Each interval one random peer is asked whether both still have the same (Demers et al., <i>Epidemic
 *       Algorithms for Replicated Database Maintenance</i>, 1987). It brings to light whatever went wrong with the rest, and
 *       is all that the convergence of connected replicas rests on ({@link Probing}). Of replicas with equal contexts and
 *       different states each is told what the other one has ({@link Repairs}).
 *   <li><b>Confirm.</b> A peer that gets a delta says nothing. If the application waits for others to have something, they are
 *       asked to say so, once it is as safe there as it is to be ({@link Confirmations}).
 * </ul>
 *
 * <p>A delta is applied if this replica covers its {@code from}, else never, hence loss, duplication, delay and reordering
 * of messages cost time but change no result. While a message is on its way out a link is busy and takes no other; when it
 * is free again the next delta covers everything since. So a slow peer costs one {@link LinkState} and no queue.
 *
 * <p>An instance is used by one thread at a time. The replica may be changed by others meanwhile; the driver reports its
 * new states by {@link Event.StateAdvanced}.
 */
public final class Gossip {

    /** How many characters of a peer's reason to close a link are passed on. */
    static final int MAX_REASON = 500;

    private final Event.Handler events = new Events();
    private final GossipOptions options;
    private final Outbox outbox = new Outbox();
    private final RunningCounts counts = new RunningCounts();
    private final LinkTable links;
    private final Handshake handshake;
    private final AskScheduler askScheduler;
    private final BroadcastTrees trees;
    private final IncomingDeltas incoming;
    private final OutgoingState outgoing;
    private final Forks forks;
    private final Repairs repairs;
    private final Probing probing;
    private final Confirmations confirmations;

    /**
     * Creates the protocol for a replica, in which every peer may write everything; it has no links yet.
     *
     * @param random decides which peer to probe and when
     */
    public Gossip(Replica replica, GossipOptions options, RandomGenerator random) {
        this(replica, options, random, Access.FREE);
    }

    /**
     * Creates the protocol for a replica; it has no links yet.
     *
     * @param random decides which peer to probe and when
     * @param access which peers may write what
     */
    public Gossip(Replica replica, GossipOptions options, RandomGenerator random, Access access) {
        this.options = options;
        links = new LinkTable(outbox, random);
        handshake = new Handshake(replica.id(), options, links, outbox);
        trees = new BroadcastTrees(replica, links);
        outgoing = new OutgoingState(replica, options, links, trees, counts, outbox);
        askScheduler = new AskScheduler(replica, options, links, outgoing, outbox);
        forks = new Forks(replica, links, counts, outbox);
        Guard guard = new Guard(replica, access, links, outbox);
        incoming = new IncomingDeltas(replica, options, links, askScheduler, trees, forks, guard, counts, outbox);
        repairs = new Repairs(outgoing, options, links, forks, guard, counts, outbox);
        confirmations = new Confirmations(outgoing, links, options, outbox);
        probing = new Probing(outgoing, options, links, random, repairs, outbox);
    }

    /**
     * Takes an event and returns what is to be done about it, in this order. Afterwards {@link #nextWakeMillis} may have
     * changed, and so may the replica. What it costs does not depend on the number of links but for those on which
     * something is sent.
     *
     * @param nowMillis the time on a clock that never runs backwards
     */
    public List<Effect> on(Event event, long nowMillis) {
        outbox.begin(nowMillis);
        event.accept(events);
        for (LinkState link = links.nextAlarmed(); link != null; link = links.nextAlarmed()) {
            onAlarm(link);
        }
        outgoing.onTime();
        probing.onTime();
        LinkState turn = askScheduler.next();
        if (turn != null) {
            ask(turn);
        }
        for (LinkState link = links.nextTouched(); link != null; link = links.nextTouched()) {
            confirmations.report(link);
            pump(link);
            links.setAlarm(link, alarmOf(link));
        }
        return outbox.effects();
    }

    /** Returns when the next {@link Event.Tick} is due at the latest. */
    public long nextWakeMillis() {
        long ofLinks = Math.min(links.firstAlarm(), askScheduler.nextMillis());
        return Math.min(ofLinks, Math.min(outgoing.nextMillis(), probing.nextMillis()));
    }

    /** Returns the peers that have introduced themselves and are linked now. */
    public List<PeerView> peers() {
        List<PeerView> peers = new ArrayList<>();
        for (LinkState link : links.all()) {
            if (link.replica != null) {
                peers.add(new PeerView(
                        link.id,
                        link.replica,
                        link.theirs,
                        link.talked && link.introduced,
                        askScheduler.isReceiving(link)));
            }
        }
        return peers;
    }

    /** Returns what has been done so far. */
    public GossipCounts counts() {
        return counts.now();
    }

    /** Returns how many deltas wait for what they build on. */
    public int parkedDeltas() {
        return incoming.parked();
    }

    /** Events of links that are closed are late; they mean nothing any more. */
    private void with(int id, Consumer<LinkState> action) {
        LinkState link = links.get(id);
        if (link != null) {
            action.accept(link);
        }
    }

    private void onConnected(Event.Connected connected) {
        LinkState link = new LinkState(
                connected.link(), connected.dialed(), connected.proved(), outbox.now(), options.helloTimeoutMillis());
        links.add(link);
        probing.begin();
        handshake.greet(link, outgoing.state(), connected.clockMillis());
    }

    private void onDrained(LinkState link) {
        link.busy = false;
        link.answering = false;
        links.touch(link);
    }

    private void onBrokenOff(LinkState link) {
        outgoing.brokenOff(link);
        onDrained(link);
    }

    private void onReceiving(LinkState link, long bytes) {
        link.heardAt = outbox.now();
        links.touch(link);
        askScheduler.onProgress(link, bytes);
    }

    private void onReceived(LinkState link, Message message) {
        link.heardAt = outbox.now();
        link.receivingSince = LinkState.NEVER;
        links.touch(link);
        message.accept(new Messages(link));
    }

    /** The words of a peer go into logs and into what is kept of problems; they must not fill them. */
    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
    }

    private void onHello(LinkState link, Hello hello) {
        if (handshake.accept(link, hello)) {
            askScheduler.onHello(link);
            trees.opened(link);
            forks.opened(link);
            link.compareDue = !probing.compare(link, hello.contextDigest(), hello.fingerprint());
        }
    }

    /**
     * Most differences are on their way already, so we tell and are told, and ask only for what does not come. If nothing
     * has come since the last time, then something was lost, and we start as if the link were new.
     */
    private void onProbe(LinkState link, Probe probe) {
        if (probing.compare(link, probe.contextDigest(), probe.fingerprint())) {
            return;
        }
        if (link.differedAt == outgoing.context()) {
            link.told = VersionVector.EMPTY;
            link.compareDue = true;
        } else {
            link.tellBackDue = true;
        }
        link.differedAt = outgoing.context();
    }

    private void onHave(LinkState link, Have have) {
        boolean firstWord = !link.introduced;
        link.introduced = true;
        link.peerHas(have.context());
        if (firstWord) {
            outgoing.introduced(link);
        }
        if (have.ask()) {
            outgoing.asked(link);
        }
        if (link.probed) {
            link.probed = false;
            link.tellDue = true;
        }
        if (firstWord) {
            askScheduler.onFirstWord(link);
            askScheduler.considerNow(link);
        } else {
            askScheduler.considerLater(link);
        }
    }

    private void onRepair(LinkState link, Repair repair) {
        try {
            repairs.take(link, repair);
        } catch (IllegalArgumentException e) {
            links.close(link, new CloseReason.BadMessage(String.valueOf(e.getMessage())));
        }
    }

    private void onAlarm(LinkState link) {
        if (!link.isOpen() && link.helloDeadline <= outbox.now()) {
            links.close(link, new CloseReason.NoHello(options.helloTimeoutMillis()));
        } else if (link.heardAt + options.silenceMillis() <= outbox.now()) {
            links.close(link, new CloseReason.Silent(options.silenceMillis()));
        } else {
            askScheduler.onAlarm(link);
            link.probeDue |= link.isOpen() && link.saidAt + options.keepAliveMillis() <= outbox.now();
        }
    }

    private long alarmOf(LinkState link) {
        if (!link.isOpen()) {
            return link.helloDeadline;
        }
        long keepAlive = link.busy ? LinkState.NEVER : link.saidAt + options.keepAliveMillis();
        long retry = Math.min(outgoing.retryMillis(link), keepAlive);
        return Math.min(link.heardAt + options.silenceMillis(), Math.min(link.askAt, retry));
    }

    /**
     * Sends on a link one thing that is due there, unless it is busy. Questions go first: they are small and rare, while a
     * replica that writes without a pause always has something new to push.
     */
    private void pump(LinkState link) {
        if (!link.isOpen() || link.busy) {
            return;
        }
        if (link.compareDue) {
            link.compareDue = false;
            if (askScheduler.mayAsk(link)) {
                ask(link);
            } else {
                outgoing.tell(link, false);
            }
        } else if (link.tellBackDue) {
            link.tellBackDue = false;
            outgoing.tell(link, false);
        } else if (forks.areDue(link)) {
            outbox.send(link, new Forked(new TreeSet<>(forks.take(link))));
        } else if (link.repairDue != null) {
            outbox.send(link, link.repairDue);
            link.repairDue = null;
        } else if (!link.pruneDue.isEmpty()) {
            counts.prunesSent++;
            outbox.send(link, new Prune(trees.takePrunes(link)));
        } else if (link.probeDue) {
            probing.probe(link);
        } else {
            if (link.introduced) {
                outgoing.pump(link);
            }
            if (!link.busy) {
                confirmations.pump(link);
            }
        }
    }

    private void ask(LinkState link) {
        counts.asksSent++;
        askScheduler.asks(link);
        trees.asks(link);
        outgoing.tell(link, true);
    }

    /** What each kind of event leads to. */
    private final class Events implements Event.Handler {

        @Override
        public void handle(Event.Tick tick) {
            // what is due by now is done after every event
        }

        @Override
        public void handle(Event.Connected connected) {
            onConnected(connected);
        }

        @Override
        public void handle(Event.Disconnected disconnected) {
            with(disconnected.link(), links::remove);
        }

        @Override
        public void handle(Event.Received received) {
            with(received.link(), link -> onReceived(link, received.message()));
        }

        @Override
        public void handle(Event.Receiving receiving) {
            with(receiving.link(), link -> onReceiving(link, receiving.bytes()));
        }

        @Override
        public void handle(Event.Drained drained) {
            with(drained.link(), Gossip.this::onDrained);
        }

        @Override
        public void handle(Event.BrokenOff brokenOff) {
            with(brokenOff.link(), Gossip.this::onBrokenOff);
        }

        @Override
        public void handle(Event.StateAdvanced advanced) {
            outgoing.advance(advanced.state());
            confirmations.advanced();
        }

        @Override
        public void handle(Event.Await await) {
            confirmations.await(await.number(), await.context());
        }

        @Override
        public void handle(Event.Forget forget) {
            confirmations.forget(forget.number());
        }
    }

    /** What each kind of message leads to. Only a hello opens a link, and only a Bye may come before it. */
    private final class Messages implements Message.Handler {

        private final LinkState link;

        Messages(LinkState link) {
            this.link = link;
        }

        @Override
        public void handle(Hello hello) {
            onHello(link, hello);
        }

        @Override
        public void handle(Have have) {
            ifOpen(() -> onHave(link, have));
        }

        @Override
        public void handle(Push push) {
            ifOpen(() -> incoming.take(link, push.delta()));
        }

        @Override
        public void handle(Prune prune) {
            ifOpen(() -> trees.prunedBy(link, prune.origins()));
        }

        @Override
        public void handle(Probe probe) {
            ifOpen(() -> onProbe(link, probe));
        }

        @Override
        public void handle(Repair repair) {
            ifOpen(() -> onRepair(link, repair));
        }

        @Override
        public void handle(Forked forked) {
            ifOpen(() -> forks.told(link, forked.origins()));
        }

        @Override
        public void handle(Message.Confirm confirm) {
            ifOpen(() -> confirmations.asked(link, confirm.context()));
        }

        @Override
        public void handle(Message.Durable durable) {
            ifOpen(() -> {
                link.durable = link.durable.join(durable.context());
                link.peerHas(durable.context());
            });
        }

        @Override
        public void handle(Message.Unknown unknown) {
            ifOpen(() -> counts.messagesSkipped++);
        }

        @Override
        public void handle(Bye bye) {
            links.remove(link);
            outbox.report(new Effect.Close(link.id, new CloseReason.SaidByPeer(bye.kind(), shortened(bye.text()))));
        }

        private void ifOpen(Runnable action) {
            if (link.isOpen()) {
                link.talked = true;
                action.run();
            } else {
                links.close(link, new CloseReason.BeforeHello());
            }
        }
    }
}
