package io.crdt.net.protocol;

import static io.crdt.net.protocol.LinkState.NEVER;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.protocol.Message.Have;
import io.crdt.net.protocol.Message.Push;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import org.jspecify.annotations.Nullable;

/** What this replica may tell others, and what of it is to be pushed or told to whom, and when. */
final class News {

    /** So many peers are told of a change that came from another one; the rest hear of it from those, or probe. */
    private static final int TELL_FANOUT = 3;

    /** Of so many peers those to be told are chosen, so that many links cost no more than a few. */
    private static final int TELL_CHOICE = 16;

    private final Replica replica;
    private final GossipOptions options;
    private final Links links;
    private final Counts counts;
    private final Outbox outbox;

    /** What may be told to others; the replica itself may be ahead of it until its store has caught up. */
    private ReplicaState state;

    private long lastPush = Long.MIN_VALUE / 2;
    private long pushAt = NEVER;
    private long tellAt = NEVER;

    News(Replica replica, GossipOptions options, Links links, Counts counts, Outbox outbox) {
        this.replica = replica;
        this.options = options;
        this.links = links;
        this.counts = counts;
        this.outbox = outbox;
        this.state = replica.state();
    }

    /** Returns what may be told to others. */
    ReplicaState state() {
        return state;
    }

    VersionVector context() {
        return state.context();
    }

    void advance(ReplicaState newer) {
        Incarnation own = replica.incarnation();
        if (own != null && newer.context().get(own) > context().get(own)) {
            pushAt = Math.min(pushAt, Math.max(outbox.now(), lastPush + options.pushDelayMillis()));
        }
        if (newer.context() != context()) {
            tellAt = Math.min(tellAt, outbox.now() + options.tellDelayMillis());
        }
        state = newer;
        links.all().stream().filter(link -> link.answerDue).forEach(links::touch);
    }

    long nextMillis() {
        return Math.min(pushAt, tellAt);
    }

    void onTime() {
        if (pushAt <= outbox.now()) {
            pushAt = NEVER;
            lastPush = outbox.now();
            for (LinkState link : links.all()) {
                link.pushDue = true;
                links.touch(link);
            }
        }
        if (tellAt <= outbox.now()) {
            tellAt = NEVER;
            chooseWhomToTell();
        }
    }

    /** A few are told and not all: in a mesh of n everybody telling everybody would cost n² messages a change. */
    private void chooseWhomToTell() {
        int chosen = 0;
        for (LinkState link : links.some(TELL_CHOICE)) {
            if (chosen < TELL_FANOUT && !context().leq(link.theirs)) {
                chosen++;
                link.tellDue = true;
                links.touch(link);
            }
        }
    }

    /** Sends a delta on an idle link if one is due there. */
    void pump(LinkState link) {
        if (link.answerDue || link.pushDue) {
            VersionVector from = link.answerDue ? link.theirs : withoutNewsOfOurOwn(link);
            link.pushDue = false;
            if (from != null && !context().leq(from)) {
                link.answerDue = false;
                push(link, from);
            }
        }
        if (link.tellDue && !link.busy) {
            link.tellDue = false;
            if (!context().leq(link.theirs) && !context().leq(link.told)) {
                tell(link, false);
            }
        }
    }

    private @Nullable VersionVector withoutNewsOfOurOwn(LinkState link) {
        Incarnation own = replica.incarnation();
        if (own == null) {
            return null;
        }
        return context().withSeq(own, Math.max(link.pushedOwn, link.theirs.get(own)));
    }

    private void push(LinkState link, VersionVector from) {
        Incarnation own = replica.incarnation();
        if (own != null) {
            link.pushedOwn = context().get(own);
        }
        link.told = context();
        counts.pushesSent++;
        outbox.send(link, new Push(state.deltaSince(from)));
    }

    /** Tells the peer what we have, and perhaps asks it for what we lack. */
    void tell(LinkState link, boolean ask) {
        outbox.send(link, new Have(context().aheadOf(link.told), ask));
        link.told = context();
        link.tellDue = false;
    }
}
