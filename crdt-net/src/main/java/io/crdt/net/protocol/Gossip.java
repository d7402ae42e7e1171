package io.crdt.net.protocol;

import static io.crdt.net.protocol.LinkState.NEVER;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.protocol.Message.Bye;
import io.crdt.net.protocol.Message.Have;
import io.crdt.net.protocol.Message.Hello;
import io.crdt.net.protocol.Message.Probe;
import io.crdt.net.protocol.Message.Push;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The anti-entropy protocol of one replica, as a state machine: {@link #on} takes an event and the time, and returns what
 * is to be done.
 *
 * <p>Four things happen on a link, all of them idempotent:
 *
 * <ul>
 *   <li><b>Push.</b> A replica pushes its <em>own</em> new changes to every peer it is linked to, at once or batched for a
 *       few milliseconds: Δ[from → C] where {@code from} is all of C but those changes. Whoever already has the rest
 *       applies it. Whoever lacks some of it parks the delta until it arrives from its origin.
 *   <li><b>Tell.</b> Changes of others are not sent on but told of, a little later and to a few: a {@code Have} with what has
 *       grown. In a full mesh everybody has them by then, and a change travels each link once.
 *   <li><b>Ask.</b> Whoever hears of changes that do not arrive by themselves asks one peer that has them, and gets
 *       Δ[its C → C]. This is how changes travel where not everybody is linked to everybody.
 *   <li><b>Probe.</b> Each interval one random peer is asked whether both still have the same (Demers et al., <i>Epidemic
 *       Algorithms for Replicated Database Maintenance</i>, 1987). It repairs whatever went wrong with the rest, and is all
 *       that the convergence of connected replicas rests on.
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

    /** So much is parked for one link, in entries and removals; whoever is further ahead of us is asked instead. */
    private static final int MAX_PARKED_WEIGHT = 10_000;

    /** So many peers are told of a change that came from another one; the rest hear of it from those, or probe. */
    private static final int TELL_FANOUT = 3;

    private final Replica replica;
    private final GossipOptions options;
    private final RandomGenerator random;
    private final TreeMap<Integer, LinkState> links = new TreeMap<>();
    private final List<Effect> effects = new ArrayList<>();

    /** What may be told to others; the replica itself may be ahead of it until its store has caught up. */
    private ReplicaState shareable;

    private long now;
    private long lastPush = Long.MIN_VALUE / 2;
    private long pushAt = NEVER;
    private long tellAt = NEVER;
    private long probeAt = NEVER;
    private int askedLink;
    private long askedUntil = Long.MIN_VALUE;

    private long pushesSent;
    private long pushesReceived;
    private long pushesRedundant;
    private long pushesParked;
    private long asksSent;
    private long divergences;

    /**
     * Creates the protocol for a replica; it has no links yet.
     *
     * @param random decides whom to probe and when
     */
    public Gossip(Replica replica, GossipOptions options, RandomGenerator random) {
        this.replica = replica;
        this.options = options;
        this.random = random;
        this.shareable = replica.state();
    }

    /**
     * Takes an event and returns what is to be done about it, in this order. Afterwards {@link #nextWakeMillis} may have
     * changed, and so may the replica.
     *
     * @param nowMillis the time on a clock that never runs backwards
     */
    public List<Effect> on(Event event, long nowMillis) {
        now = nowMillis;
        effects.clear();
        if (event instanceof Event.Connected connected) {
            onConnected(connected.link(), connected.dialed());
        } else if (event instanceof Event.Disconnected disconnected) {
            links.remove(disconnected.link());
        } else if (event instanceof Event.Received received) {
            LinkState link = links.get(received.link());
            if (link != null) {
                link.heard(now);
                onMessage(link, received.message());
            }
        } else if (event instanceof Event.Receiving receiving) {
            onProgress(receiving.link());
        } else if (event instanceof Event.Drained drained) {
            LinkState link = links.get(drained.link());
            if (link != null) {
                link.busy = false;
            }
        } else if (event instanceof Event.StateAdvanced advanced) {
            onStateAdvanced(advanced.state());
        }
        runTimers();
        links.values().forEach(this::pump);
        return List.copyOf(effects);
    }

    /** Returns when the next {@link Event.Tick} is due at the latest. */
    public long nextWakeMillis() {
        long next = Math.min(Math.min(pushAt, tellAt), links.isEmpty() ? NEVER : probeAt);
        for (LinkState link : links.values()) {
            next = Math.min(next, link.isOpen() ? nextMillis(link) : link.helloDeadline);
        }
        return next;
    }

    private long nextMillis(LinkState link) {
        long silent = link.heardAt + options.silenceMillis();
        if (link.busy) {
            return silent;
        }
        long ask = link.askAt <= now && !mayAsk() ? askedUntil : link.askAt;
        return Math.min(silent, Math.min(ask, link.saidAt + options.keepAliveMillis()));
    }

    /** Returns the peers that have introduced themselves and are linked now. */
    public List<PeerView> peers() {
        List<PeerView> peers = new ArrayList<>();
        for (LinkState link : links.values()) {
            if (link.replica != null) {
                peers.add(new PeerView(link.id, link.replica, link.theirs));
            }
        }
        return peers;
    }

    /** Returns what has been done so far. */
    public GossipCounts counts() {
        return new GossipCounts(pushesSent, pushesReceived, pushesRedundant, pushesParked, asksSent, divergences);
    }

    /** Returns how many deltas wait for what they build on. */
    public int parkedDeltas() {
        return links.values().stream().mapToInt(link -> link.parked.size()).sum();
    }

    // Links come and go

    private void onConnected(int id, boolean dialed) {
        LinkState link = new LinkState(id, dialed, now + options.helloTimeoutMillis());
        link.heard(now);
        links.put(id, link);
        if (probeAt == NEVER) {
            probeAt = now + 1 + random.nextLong(options.intervalMillis());
        }
        send(
                link,
                new Hello(options.cluster(), replica.id(), shareable.context().digest(), shareable.fingerprint()));
    }

    private void onHello(LinkState link, Hello hello) {
        if (link.isOpen()) {
            close(link, "a second hello on one link");
        } else if (!hello.cluster().equals(options.cluster())) {
            close(link, "this is cluster \"" + options.cluster() + "\", not \"" + hello.cluster() + "\"");
        } else if (hello.replica().isSameAs(replica.id())) {
            drop(link, "this is the replica itself");
        } else {
            effects.add(new Effect.Opened(link.id, hello.replica()));
            greet(link, hello);
        }
    }

    private void greet(LinkState link, Hello hello) {
        if (keepsOneLinkTo(hello.replica(), link)) {
            link.replica = hello.replica();
            if (hello.contextDigest() == shareable.context().digest()) {
                compareFingerprints(link, hello.fingerprint());
                link.introduced = true;
                link.peerHas(shareable.context());
            } else {
                link.compareDue = true;
            }
        }
    }

    /**
     * Two replicas that dial each other need one link only. Of two that different sides have dialed both keep the one of the
     * replica with the smaller id, so they agree without a word. Of two that one side has dialed that side keeps the newer
     * one; the other side cannot know which that is, and waits.
     */
    private boolean keepsOneLinkTo(ReplicaId peer, LinkState link) {
        for (LinkState other : List.copyOf(links.values())) {
            if (other.replica != null && other.replica.isSameAs(peer)) {
                if (link.dialed != other.dialed && link.dialed != isSmallerThan(peer)) {
                    drop(link, "there is a link already");
                    return false;
                }
                if (link.dialed || other.dialed) {
                    drop(other, "another link has taken its place");
                }
            }
        }
        return true;
    }

    private boolean isSmallerThan(ReplicaId peer) {
        int byHigh = Long.compareUnsigned(replica.id().high(), peer.high());
        return byHigh < 0 || byHigh == 0 && Long.compareUnsigned(replica.id().low(), peer.low()) < 0;
    }

    private void close(LinkState link, String reason) {
        links.remove(link.id);
        effects.add(new Effect.Send(link.id, new Bye(reason)));
        effects.add(new Effect.Close(link.id, reason, false));
    }

    /** Closes a link that is not needed; the peer finds out by itself. */
    private void drop(LinkState link, String reason) {
        links.remove(link.id);
        effects.add(new Effect.Close(link.id, reason, true));
    }

    // What peers say

    private void onMessage(LinkState link, Message message) {
        if (message instanceof Hello hello) {
            onHello(link, hello);
        } else if (!link.isOpen()) {
            close(link, "a message came before the hello");
        } else if (message instanceof Bye bye) {
            links.remove(link.id);
            effects.add(new Effect.Close(link.id, "the peer says: " + bye.reason(), false));
        } else if (message instanceof Have have) {
            onHave(link, have);
        } else if (message instanceof Push push) {
            onPush(link, push.delta());
        } else if (message instanceof Probe probe) {
            onProbe(link, probe);
        }
    }

    private void onHave(LinkState link, Have have) {
        boolean firstWord = !link.introduced;
        link.introduced = true;
        link.peerHas(have.context());
        if (have.ask()) {
            link.answerDue = true;
            link.pushedOwn = 0;
        }
        considerAsking(link, firstWord ? now : now + options.askDelayMillis());
    }

    private void onProbe(LinkState link, Probe probe) {
        if (probe.contextDigest() == shareable.context().digest()) {
            link.introduced = true;
            link.peerHas(shareable.context());
            compareFingerprints(link, probe.fingerprint());
        } else {
            link.compareDue = true;
        }
    }

    private void compareFingerprints(LinkState link, long fingerprint) {
        if (fingerprint != shareable.fingerprint()) {
            divergences++;
            effects.add(new Effect.Diverged(link.id));
        }
    }

    private void onPush(LinkState link, StateDelta delta) {
        pushesReceived++;
        link.peerHas(delta.to());
        if (delta.to().leq(replica.context())) {
            pushesRedundant++;
            answered(link);
        } else if (!replica.state().accepts(delta)) {
            park(link, delta);
        } else if (apply(link, delta)) {
            answered(link);
            applyParked();
        }
        considerAsking(link, now + options.askDelayMillis());
    }

    private void park(LinkState link, StateDelta delta) {
        pushesParked++;
        link.parked.add(delta);
        if (link.parked.size() > options.maxParked() || link.parkedWeight() > MAX_PARKED_WEIGHT) {
            link.parked.clear();
        }
    }

    private void applyParked() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (LinkState link : List.copyOf(links.values())) {
                progress |= applyParked(link);
            }
        }
    }

    private boolean applyParked(LinkState link) {
        boolean progress = false;
        for (Iterator<StateDelta> parked = link.parked.iterator(); parked.hasNext(); ) {
            StateDelta delta = parked.next();
            if (delta.to().leq(replica.context())) {
                parked.remove();
            } else if (replica.state().accepts(delta)) {
                parked.remove();
                if (!apply(link, delta)) {
                    return false;
                }
                progress = true;
            }
        }
        return progress;
    }

    private boolean apply(LinkState link, StateDelta delta) {
        try {
            return replica.apply(delta);
        } catch (IllegalArgumentException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            effects.add(new Effect.Rejected(link.id, reason));
            close(link, reason);
            return false;
        }
    }

    private void onProgress(int id) {
        LinkState link = links.get(id);
        if (link != null) {
            link.heard(now);
            if (link.askAt != NEVER) {
                link.askAt = Math.max(link.askAt, now + options.answerTimeoutMillis());
            }
        }
        if (id == askedLink) {
            askedUntil = Math.max(askedUntil, now + options.answerTimeoutMillis());
        }
    }

    private void onStateAdvanced(ReplicaState state) {
        Incarnation own = replica.incarnation();
        if (own != null && state.context().get(own) > shareable.context().get(own)) {
            pushAt = Math.min(pushAt, Math.max(now, lastPush + options.pushDelayMillis()));
        }
        if (state.context() != shareable.context()) {
            tellAt = Math.min(tellAt, now + options.tellDelayMillis());
        }
        shareable = state;
    }

    // Asking for what others have

    private void considerAsking(LinkState link, long at) {
        if (links.get(link.id) != link || link.theirs.leq(replica.context())) {
            link.askAt = NEVER;
            answered(link);
        } else {
            link.askAt = Math.min(link.askAt, at);
        }
    }

    private boolean mayAsk() {
        LinkState asked = links.get(askedLink);
        return asked == null || askedUntil <= now || asked.introduced && asked.theirs.leq(replica.context());
    }

    /** Among those that may be asked, it is the turn of whoever was not asked for longest: the last one may never answer. */
    private boolean isTurnOf(LinkState link) {
        return links.values().stream()
                .noneMatch(other -> other.lastAsked < link.lastAsked
                        && other.isOpen()
                        && !other.busy
                        && other.askAt <= now
                        && !other.theirs.leq(replica.context()));
    }

    private void answered(LinkState link) {
        if (link.id == askedLink) {
            askedUntil = now;
        }
    }

    private void ask(LinkState link) {
        asksSent++;
        link.lastAsked = now;
        if (!link.introduced || !link.theirs.leq(replica.context())) {
            askedLink = link.id;
            askedUntil = now + options.answerTimeoutMillis();
        }
        link.askAt = NEVER;
        tell(link, true);
    }

    private void tell(LinkState link, boolean ask) {
        send(link, new Have(shareable.context().aheadOf(link.told), ask));
        link.told = shareable.context();
        link.tellDue = false;
    }

    // What is due

    private void runTimers() {
        for (LinkState link : List.copyOf(links.values())) {
            if (!link.isOpen() && link.helloDeadline <= now) {
                close(link, "no hello within " + options.helloTimeoutMillis() + " ms");
            } else if (link.heardAt + options.silenceMillis() <= now) {
                close(link, "nothing heard for " + options.silenceMillis() + " ms");
            } else if (link.saidAt + options.keepAliveMillis() <= now) {
                link.probeDue = true;
            }
        }
        if (pushAt <= now) {
            pushAt = NEVER;
            lastPush = now;
            links.values().forEach(link -> link.pushDue = true);
        }
        if (tellAt <= now) {
            tellAt = NEVER;
            chooseWhomToTell();
        }
        if (probeAt <= now) {
            probeAt = links.isEmpty() ? NEVER : now + options.intervalMillis();
            probe();
        }
    }

    /** A few are told and not all: in a mesh of n everybody telling everybody would cost n² messages a change. */
    private void chooseWhomToTell() {
        List<LinkState> unaware = links.values().stream()
                .filter(link -> link.isOpen() && !shareable.context().leq(link.theirs))
                .collect(Collectors.toCollection(ArrayList::new));
        for (int told = 0; told < TELL_FANOUT && !unaware.isEmpty(); told++) {
            unaware.remove(random.nextInt(unaware.size())).tellDue = true;
        }
    }

    private void probe() {
        List<LinkState> free = links.values().stream()
                .filter(link -> link.isOpen() && !link.busy)
                .toList();
        if (!free.isEmpty()) {
            free.get(random.nextInt(free.size())).probeDue = true;
        }
    }

    /**
     * Sends on a link one thing that is due there, unless it is busy. Questions go first: they are small and rare, while a
     * replica that writes without a pause always has something new to push.
     */
    private void pump(LinkState link) {
        if (link.isOpen() && !link.busy && link.compareDue) {
            link.compareDue = false;
            if (mayAsk()) {
                ask(link);
            } else {
                tell(link, false);
            }
        }
        if (link.isOpen() && !link.busy && link.askAt <= now) {
            pumpAsk(link);
        }
        if (link.isOpen() && !link.busy && link.probeDue) {
            link.probeDue = false;
            send(link, new Probe(shareable.context().digest(), shareable.fingerprint()));
        }
        if (link.isOpen() && !link.busy && link.introduced) {
            pumpDelta(link);
        }
        if (link.isOpen() && !link.busy && link.introduced && link.tellDue) {
            link.tellDue = false;
            if (!shareable.context().leq(link.theirs) && !shareable.context().leq(link.told)) {
                tell(link, false);
            }
        }
    }

    private void pumpDelta(LinkState link) {
        if (!link.answerDue && !link.pushDue) {
            return;
        }
        VersionVector from = link.answerDue ? link.theirs : withoutNewsOfOurOwn(link);
        link.pushDue = false;
        if (from != null && !shareable.context().leq(from)) {
            link.answerDue = false;
            push(link, from);
        }
    }

    private void pumpAsk(LinkState link) {
        if (link.theirs.leq(replica.context())) {
            link.askAt = NEVER;
        } else if (mayAsk() && isTurnOf(link)) {
            ask(link);
            link.askAt = askedUntil;
        }
    }

    private @Nullable VersionVector withoutNewsOfOurOwn(LinkState link) {
        Incarnation own = replica.incarnation();
        if (own == null) {
            return null;
        }
        return shareable.context().withSeq(own, Math.max(link.pushedOwn, link.theirs.get(own)));
    }

    private void push(LinkState link, VersionVector from) {
        Incarnation own = replica.incarnation();
        if (own != null) {
            link.pushedOwn = shareable.context().get(own);
        }
        link.told = shareable.context();
        pushesSent++;
        send(link, new Push(shareable.deltaSince(from)));
    }

    private void send(LinkState link, Message message) {
        link.busy = true;
        link.saidAt = now;
        effects.add(new Effect.Send(link.id, message));
    }
}
