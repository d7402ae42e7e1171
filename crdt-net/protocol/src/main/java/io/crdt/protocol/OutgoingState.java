package io.crdt.protocol;

import static io.crdt.protocol.LinkState.NEVER;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What this replica may tell others, and which links get which of it, and when. */
final class OutgoingState {

    /** After so long a delta is tried again that the peer did not take, though nothing seems to have changed. */
    private static final long BROKEN_OFF_MILLIS = 600_000;

    /**
     * How much is tried at most without success: whether a delta fits is known only when as much of it has been encoded as
     * the peer takes, so the pause before the next one grows with that.
     */
    private static final int TRIED_BYTES_PER_MILLI = 1 << 12;

    private static final long LEAST_PAUSE_MILLIS = 1_000;

    /** This many peers are told of a change that came from another one; the rest hear of it from those, or probe. */
    private static final int TELL_FANOUT = 3;

    /** Those to be told are chosen from this many peers, so that many links cost no more than a few. */
    private static final int TELL_CHOICE = 16;

    private final GossipOptions options;
    private final LinkTable links;
    private final BroadcastTrees trees;
    private final RunningCounts counts;
    private final Outbox outbox;

    /** What may be told to others; the replica itself may be ahead of it until its store has caught up. */
    private ReplicaState state;

    /** The origins with news that was not looked at yet: it is gathered for a moment. */
    private final Set<Incarnation> fresh = new LinkedHashSet<>();

    /** The links whose peers have asked and got no answer yet. */
    private final Set<LinkState> unanswered = new LinkedHashSet<>();

    private long lastPush = Long.MIN_VALUE / 2;
    private long pushAt = NEVER;
    private long tellAt = NEVER;

    OutgoingState(
            Replica replica,
            GossipOptions options,
            LinkTable links,
            BroadcastTrees trees,
            RunningCounts counts,
            Outbox outbox) {
        this.options = options;
        this.links = links;
        this.trees = trees;
        this.counts = counts;
        this.outbox = outbox;
        this.state = replica.state();
        links.whenGone(unanswered::remove);
    }

    /** Returns what may be told to others. */
    ReplicaState state() {
        return state;
    }

    VersionVector context() {
        return state.context();
    }

    void advance(ReplicaState newer) {
        VersionVector advanced = newer.context().aheadOf(context());
        state = newer;
        if (!advanced.isEmpty()) {
            advanced.forEach((origin, seq) -> fresh.add(origin));
            pushAt = Math.min(pushAt, Math.max(outbox.now(), lastPush + options.pushDelayMillis()));
            tellAt = Math.min(tellAt, outbox.now() + options.tellDelayMillis());
            unanswered.forEach(links::touch);
        }
    }

    long nextMillis() {
        return Math.min(pushAt, tellAt);
    }

    void onTime() {
        if (pushAt <= outbox.now()) {
            pushAt = NEVER;
            choosePushes();
        }
        if (tellAt <= outbox.now()) {
            tellAt = NEVER;
            chooseTellTargets();
        }
    }

    private void choosePushes() {
        for (Incarnation origin : fresh) {
            for (LinkState link : trees.eagerLinks(origin)) {
                if (link.theirs.get(origin) < context().get(origin)) {
                    link.pushDue.add(origin);
                    links.touch(link);
                    lastPush = outbox.now();
                }
            }
        }
        fresh.clear();
    }

    /**
     * The peer has said for the first time what it has. What it was told before, it asks for, of one peer; pushes bring what
     * is new since. Else each of its peers would push all that it has ever written with the next thing it writes.
     */
    void introduced(LinkState link) {
        link.pushed = link.told;
    }

    /**
     * The peer asks for what it lacks. It has told what it has, so nothing of what was pushed before counts, except an
     * answer that is on its way out: the peer got impatient, and would get everything twice. It does not count as arrived
     * either; if it gets lost the peer asks again.
     */
    void asked(LinkState link) {
        if (link.answering) {
            return;
        }
        link.pushed = VersionVector.EMPTY;
        link.answerDue = true;
        unanswered.add(link);
    }

    /** A few are told and not all: in a mesh of n everybody telling everybody would cost n² messages a change. */
    private void chooseTellTargets() {
        int chosen = 0;
        for (LinkState link : links.some(TELL_CHOICE)) {
            if (chosen < TELL_FANOUT && !context().leq(link.theirs)) {
                chosen++;
                link.tellDue = true;
                links.touch(link);
            }
        }
    }

    /**
     * What was pushed last is more than the peer takes at once. It cannot take a part, since a part of an update is none,
     * and no later one without what that builds on. So it gets nothing until less is alive of what it lacks, since something
     * was removed here, or has come to it from elsewhere; all it is told is what it lacks.
     */
    void brokenOff(LinkState link) {
        link.told = VersionVector.EMPTY;
        link.tellDue = true;
        link.tooLargeAt = outbox.now();
        asked(link);
    }

    /** Returns from when on a delta may be sent on the link. */
    private long pushAt(LinkState link) {
        if (link.tooLargeAt == NEVER) {
            return Long.MIN_VALUE;
        }
        boolean same = link.sentTo.equals(link.theirs) && link.sentOf.equals(context());
        long pause = Math.max(LEAST_PAUSE_MILLIS, link.takes / TRIED_BYTES_PER_MILLI);
        return link.tooLargeAt + (same ? BROKEN_OFF_MILLIS : Math.min(BROKEN_OFF_MILLIS, pause));
    }

    /** Returns when to look at the link again since a delta that did not fit may be tried again. */
    long retryMillis(LinkState link) {
        boolean waits = link.tooLargeAt != NEVER
                && link.answerDue
                && !link.busy
                && !context().leq(link.theirs);
        return waits ? pushAt(link) : NEVER;
    }

    /** Sends a delta on an idle link if one is due there, else what is to be told. */
    void pump(LinkState link) {
        if (pushAt(link) <= outbox.now()) {
            pushWhatIsDue(link);
        }
        if (link.tellDue && !link.busy) {
            link.tellDue = false;
            if (!context().leq(link.theirs) && !context().leq(link.told)) {
                tell(link, false);
            }
        }
    }

    private void pushWhatIsDue(LinkState link) {
        if (link.answerDue && !context().leq(link.theirs)) {
            link.answerDue = false;
            unanswered.remove(link);
            trees.answers(link, link.theirs, context());
            push(link, link.theirs);
            link.answering = true;
        } else if (!link.pushDue.isEmpty()) {
            VersionVector from = withoutEagerNews(link);
            link.pushDue.clear();
            if (!context().leq(from)) {
                push(link, from);
            }
        }
    }

    /** Returns what we have but for what is eager on the link and was not pushed there: a delta from there on is just that. */
    private VersionVector withoutEagerNews(LinkState link) {
        link.pushDue.addAll(fresh);
        Map<Incarnation, Long> before = new HashMap<>();
        for (Incarnation origin : link.pushDue) {
            if (trees.isEager(link, origin)) {
                long theirs = Math.max(link.pushed.get(origin), link.theirs.get(origin));
                before.put(origin, Math.min(theirs, context().get(origin)));
            }
        }
        return context().withSeqs(before);
    }

    private void push(LinkState link, VersionVector from) {
        link.pushDue.clear();
        link.pushed = context();
        link.told = context();
        link.tooLargeAt = NEVER;
        link.sentTo = link.theirs;
        link.sentOf = context();
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
