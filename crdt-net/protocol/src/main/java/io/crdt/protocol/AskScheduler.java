package io.crdt.protocol;

import static io.crdt.protocol.LinkState.NEVER;

import io.crdt.causal.VersionVector;
import io.crdt.replica.Replica;
import io.crdt.replica.StateDelta;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which peer to ask for what this replica lacks, and when: one peer at a time, so that a fresh replica that meets
 * ten peers downloads everything once; after a while, since most of it comes by itself; and the peer that was not asked for
 * longest first, since the one that was asked last may never answer.
 *
 * <p>To ask again too early, the same peer or another one, is to download everything again. To wait too long is to stand
 * still after a question or an answer was lost. So the wait follows from what an answer takes: a round trip, the time that
 * the peer needs to cut and to pack as many operations as are lacking, and {@link GossipOptions#answerTimeoutMillis} for
 * whatever else delays it; each part of it that comes in renews the wait, since it has to be unpacked at the end.
 *
 * <ul>
 *   <li>The round trip is the longest that was measured on the link: from the connection to the hello on the side that
 *       dialed, from the connection to the first word on both, and from a question to its answer. Where nothing was measured
 *       it may be as long as a hello may take, and it never counts for more.
 *   <li>No wait is longer than the silence that ends a link.
 *   <li>A peer that is in the middle of a message is not asked: it can answer only after that. A question that comes while
 *       its answer is on its way out gets no second one, see {@link OutgoingState#asked}.
 *   <li>A question tells what we have saved. Before the last answer is saved the next question would fetch it again, so it
 *       waits, unless the store takes longer than a minute.
 *   <li>Only a delta that starts from what the peer was told ends the wait. News of the peer that crosses the question
 *       starts beyond that.
 * </ul>
 *
 * <p>A peer may claim to have what nobody has, and each wait for that would delay what others do have. So a peer becomes
 * <em>overdue</em> that lets a wait end without an answer, or answers with less than it claims to have, which an honest
 * peer never does: what it sends covers all that it has told. A peer is overdue until we have all that it claims, from it or
 * from others. Meanwhile
 *
 * <ul>
 *   <li>it gets the time for a round trip and {@link GossipOptions#answerTimeoutMillis} only, and for as many operations as
 *       it has sent bytes;
 *   <li>peers that are not overdue are asked before it, unless it has waited longer by the silence that ends a link, so it
 *       has its turn;
 *   <li>a question to it delays no question to peers that are not overdue, unless its answer is coming in, at the least
 *       speed or faster: a peer that is slow is not asked for a thing that another one then has to send again.
 * </ul>
 *
 * So each link costs one long wait at most, whatever its peer claims and however many such peers there are.
 */
final class AskScheduler {

    /** An answer that comes more slowly than this, 16 kB/s, counts as none. */
    private static final int LEAST_BYTES_PER_MILLI = 16;

    /** How many lacking operations a loaded peer cuts, writes and packs in a millisecond, and we unpack. */
    private static final long OPERATIONS_PER_MILLI = 100;

    /** For so long no question is asked if the store does not save an answer: something is wrong with it. */
    private static final long MAX_SAVE_MILLIS = 60_000;

    private final Replica replica;
    private final GossipOptions options;
    private final LinkTable links;
    private final OutgoingState outgoing;
    private final Outbox outbox;

    /** The links whose peers have waited long enough to be asked. */
    private final NavigableSet<LinkState> due =
            new TreeSet<>(Comparator.comparingLong(this::turn).thenComparingInt(link -> link.id));

    /** How long to wait for what may come by itself: longer after answers that were not needed, shorter after others. */
    private long patience;

    /** What we had with the last answer. */
    private VersionVector answer = VersionVector.EMPTY;

    private long tellAnswerUntil = Long.MIN_VALUE;

    private @Nullable LinkState asked;
    private long askedUntil = Long.MIN_VALUE;

    /** Whether nobody has looked yet how the wait for the answer ended. */
    private boolean awaiting;

    AskScheduler(Replica replica, GossipOptions options, LinkTable links, OutgoingState outgoing, Outbox outbox) {
        this.replica = replica;
        this.options = options;
        this.links = links;
        this.outgoing = outgoing;
        this.outbox = outbox;
        patience = options.askDelayMillis();
        links.whenGone(due::remove);
    }

    /**
     * The peer that was not asked for longest comes first; a peer that is overdue comes after those that are not, but has
     * its turn.
     */
    private long turn(LinkState link) {
        return link.overdue ? link.lastAsked + options.silenceMillis() : link.lastAsked;
    }

    /** Sees to it that the peer is asked for what it has and we lack, unless that arrives by itself in time. */
    void considerLater(LinkState link) {
        consider(link, outbox.now() + patience);
    }

    /** Sees to it that the peer is asked as soon as it is its turn, if it has what we lack. */
    void considerNow(LinkState link) {
        consider(link, outbox.now());
    }

    private void consider(LinkState link, long at) {
        if (!links.has(link) || hasNothingNew(link)) {
            forget(link);
            link.overdue = false;
            answered(link);
        } else if (!due.contains(link)) {
            if (link.askAt == NEVER) {
                link.askFor = link.theirs;
            }
            link.askAt = Math.min(link.askAt, at);
            links.touch(link);
        }
    }

    private void forget(LinkState link) {
        link.askAt = NEVER;
        due.remove(link);
    }

    /** Looks whether it is time to ask the peer. */
    void onAlarm(LinkState link) {
        if (link.askAt > outbox.now()) {
            return;
        }
        link.askAt = NEVER;
        if (link.askFor.leq(replica.context())) {
            considerLater(link);
        } else {
            due.add(link);
        }
    }

    /** A delta has come, perhaps as an answer; most of it was needed, or had come by itself meanwhile. */
    void onDelta(LinkState link, StateDelta delta, boolean needed) {
        if (!delta.from().leq(link.told)) {
            return;
        }
        if (link == asked && mayTellAnswer()) {
            answer = replica.context();
            tellAnswerUntil = outbox.now() + MAX_SAVE_MILLIS;
        }
        if (link == asked && outbox.now() < askedUntil) {
            measured(link, link.lastAsked);
            patience = needed
                    ? Math.max(options.askDelayMillis(), patience - patience / 8)
                    : Math.min(Math.max(options.askDelayMillis(), options.intervalMillis()), 1 + 2 * patience);
        }
        answered(link);
    }

    private void answered(LinkState link) {
        if (link == asked) {
            askedUntil = outbox.now();
            endWait();
        }
    }

    /** The wait is over, with an answer or without one: looks whether the peer has sent what it claims to have. */
    private void endWait() {
        LinkState last = asked;
        if (last != null && awaiting && askedUntil <= outbox.now()) {
            awaiting = false;
            if (owes(last)) {
                becomesOverdue(last);
            }
        }
    }

    private void becomesOverdue(LinkState link) {
        boolean wasDue = due.remove(link);
        link.overdue = true;
        if (wasDue) {
            due.add(link);
        }
    }

    /** The peer has said hello, which on the side that dialed takes a round trip. */
    void onHello(LinkState link) {
        if (link.dialed) {
            measured(link, link.connectedAt);
        }
    }

    /** The peer has told for the first time what it has: now it is known how much that is, and how far away it is. */
    void onFirstWord(LinkState link) {
        measured(link, link.connectedAt);
        if (link == asked && outbox.now() < askedUntil) {
            awaitAnswer(link);
        }
    }

    private void measured(LinkState link, long since) {
        long measured = Math.min(outbox.now() - since, options.helloTimeoutMillis());
        link.roundTrip = link.roundTrip == NEVER ? measured : Math.max(link.roundTrip, measured);
    }

    /**
     * Returns how long to wait until an answer begins to come, or goes on. A peer that is overdue gets no time for what it
     * claims to have, but for an operation with each byte that has come.
     */
    private long answerMillis(LinkState link) {
        long roundTrip = Math.min(link.roundTrip, options.helloTimeoutMillis());
        long lacking = link.theirs.distanceFrom(replica.context());
        if (lacking < 0) {
            lacking = Long.MAX_VALUE;
        }
        if (link.overdue) {
            lacking = Math.min(lacking, link.receivingSince == NEVER ? 0 : link.receivedBytes);
        }
        long wait = options.answerTimeoutMillis() + roundTrip + lacking / OPERATIONS_PER_MILLI;
        return Math.min(wait, options.silenceMillis());
    }

    private void awaitAnswer(LinkState link) {
        askedUntil = outbox.now() + answerMillis(link);
        awaiting = true;
        if (link.introduced) {
            link.askAt = askedUntil;
            link.askFor = link.theirs;
        }
    }

    /**
     * Part of a message has come in: perhaps of an answer, which then needs more time. A peer that sends but a byte now and
     * then does not get it, or no other peer would ever have its turn.
     */
    void onProgress(LinkState link, long bytes) {
        if (link.receivingSince == NEVER) {
            link.receivingSince = outbox.now();
            link.receivedBytes = 0;
        }
        link.receivedBytes += bytes;
        long until = Math.min(outbox.now(), earnedUntil(link)) + answerMillis(link);
        if (link.askAt != NEVER) {
            link.askAt = Math.max(link.askAt, until);
        }
        if (link == asked) {
            askedUntil = Math.max(askedUntil, until);
        }
    }

    /** Tells whether part of a message has come in, and the rest comes fast enough. */
    boolean isReceiving(LinkState link) {
        return link.receivingSince != NEVER
                && outbox.now() - link.receivingSince
                        <= link.receivedBytes / LEAST_BYTES_PER_MILLI + options.answerTimeoutMillis();
    }

    /** Tells whether what the last answer brought may be told to others, or will not be soon. */
    private boolean mayTellAnswer() {
        return tellAnswerUntil <= outbox.now() || answer.leq(outgoing.context());
    }

    /** Tells whether the peer may be asked now: no answer is awaited before, nor the store to have saved the last one. */
    boolean mayAsk(LinkState link) {
        return mayTellAnswer() && heldUpUntil(link.overdue) <= outbox.now();
    }

    /**
     * Returns until when the answer that is awaited holds up questions to others, to those that are overdue or that are not.
     * A peer that is overdue holds up those that are not only while its answer comes in fast enough.
     */
    private long heldUpUntil(boolean overdue) {
        LinkState last = asked;
        if (last == null || !links.has(last) || !owes(last)) {
            return Long.MIN_VALUE;
        }
        return last.overdue && !overdue ? Math.min(askedUntil, earnedUntil(last)) : askedUntil;
    }

    /** Returns until when the peer would have needed for what has come of a message, had it sent as slowly as it may. */
    private long earnedUntil(LinkState link) {
        return link.receivingSince == NEVER
                ? Long.MIN_VALUE
                : link.receivingSince + link.receivedBytes / LEAST_BYTES_PER_MILLI;
    }

    /** Returns the link whose turn it is to be asked now, or null. */
    @Nullable
    LinkState next() {
        endWait();
        if (due.isEmpty() || !mayTellAnswer() || heldUpUntil(false) > outbox.now()) {
            return null;
        }
        boolean overdueToo = heldUpUntil(true) <= outbox.now();
        for (Iterator<LinkState> candidates = due.iterator(); candidates.hasNext(); ) {
            LinkState link = candidates.next();
            if (hasNothingNew(link)) {
                candidates.remove();
            } else if ((overdueToo || !link.overdue) && !link.busy && link.receivingSince == NEVER) {
                return link;
            }
        }
        return null;
    }

    /** Takes note that the peer is being asked. */
    void asks(LinkState link) {
        forget(link);
        link.lastAsked = outbox.now();
        if (owes(link)) {
            asked = link;
            awaitAnswer(link);
        }
    }

    /** Returns when {@link #next} may have another answer though nothing has happened. */
    long nextMillis() {
        if (due.isEmpty()) {
            return NEVER;
        }
        for (long until : new long[] {heldUpUntil(false), heldUpUntil(true)}) {
            if (until > outbox.now()) {
                return until;
            }
        }
        return mayTellAnswer() ? NEVER : tellAnswerUntil;
    }

    /** Tells whether the peer has not sent all that it claims to have, or has not said yet what it has. */
    private boolean owes(LinkState link) {
        return !link.introduced || !hasNothingNew(link);
    }

    private boolean hasNothingNew(LinkState link) {
        return link.theirs.leq(replica.context());
    }
}
