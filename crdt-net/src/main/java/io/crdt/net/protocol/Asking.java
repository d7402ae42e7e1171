package io.crdt.net.protocol;

import static io.crdt.net.protocol.LinkState.NEVER;

import io.crdt.causal.VersionVector;
import io.crdt.replica.Replica;
import io.crdt.replica.StateDelta;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask for what others have and this replica lacks, and when: one peer at a time, so that a fresh replica that meets
 * ten peers downloads everything once; after a while, since most of it comes by itself; and whoever was not asked for
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
 *   <li>No wait is longer than the silence that ends a link, so a peer that claims to have much delays the others by no more.
 *   <li>A peer that is in the middle of a message is not asked: it can answer only after that. A question that comes while
 *       its answer is on its way out gets no second one, see {@link News#asked}.
 *   <li>A question tells what we have saved. Before the last answer is saved the next question would fetch it again, so it
 *       waits, unless the store takes longer than a minute.
 *   <li>Only a delta that starts from what the peer was told ends the wait. News of the peer that crosses the question starts
 *       beyond that.
 * </ul>
 */
final class Asking {

    /** An answer that comes more slowly than this, 16 kB/s, counts as none. */
    private static final int LEAST_BYTES_PER_MILLI = 16;

    /** How many lacking operations a loaded peer cuts, writes and packs in a millisecond, and we unpack. */
    private static final long OPERATIONS_PER_MILLI = 100;

    /** For so long no question is asked if the store does not save an answer: something is wrong with it. */
    private static final long MAX_SAVE_MILLIS = 60_000;

    private final Replica replica;
    private final GossipOptions options;
    private final Links links;
    private final News news;
    private final Outbox outbox;

    /** The links whose peers have waited long enough to be asked. */
    private final NavigableSet<LinkState> due = new TreeSet<>(
            Comparator.<LinkState>comparingLong(link -> link.lastAsked).thenComparingInt(link -> link.id));

    /** How long to wait for what may come by itself: longer after answers that were not needed, shorter after others. */
    private long patience;

    /** What we had with the last answer. */
    private VersionVector answer = VersionVector.EMPTY;

    private long tellAnswerUntil = Long.MIN_VALUE;

    private @Nullable LinkState asked;
    private long askedUntil = Long.MIN_VALUE;

    Asking(Replica replica, GossipOptions options, Links links, News news, Outbox outbox) {
        this.replica = replica;
        this.options = options;
        this.links = links;
        this.news = news;
        this.outbox = outbox;
        patience = options.askDelayMillis();
        links.whenGone(due::remove);
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
        if (!links.has(link) || hasNothingForUs(link)) {
            forget(link);
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

    /** Returns how long to wait until an answer begins to come, or goes on. */
    private long answerMillis(LinkState link) {
        long roundTrip = Math.min(link.roundTrip, options.helloTimeoutMillis());
        long lacking = link.theirs.distanceFrom(replica.context());
        long wait = options.answerTimeoutMillis() + roundTrip + lacking / OPERATIONS_PER_MILLI;
        return lacking < 0 ? options.silenceMillis() : Math.min(wait, options.silenceMillis());
    }

    private void awaitAnswer(LinkState link) {
        askedUntil = outbox.now() + answerMillis(link);
        if (link.introduced) {
            link.askAt = askedUntil;
            link.askFor = link.theirs;
        }
    }

    /**
     * Part of a message has come in: perhaps of an answer, which then needs more time. Whoever sends but a byte now and then
     * does not get it, or no other peer would ever have its turn.
     */
    void onProgress(LinkState link, long bytes) {
        if (link.receivingSince == NEVER) {
            link.receivingSince = outbox.now();
            link.receivedBytes = 0;
        }
        link.receivedBytes += bytes;
        long earned = link.receivingSince + link.receivedBytes / LEAST_BYTES_PER_MILLI;
        long until = Math.min(outbox.now(), earned) + answerMillis(link);
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
        return tellAnswerUntil <= outbox.now() || answer.leq(news.context());
    }

    /** Tells whether no answer is awaited, nor the store to have saved the last one. */
    boolean mayAsk() {
        return mayTellAnswer() && !awaitsAnswer();
    }

    private boolean awaitsAnswer() {
        LinkState last = asked;
        return last != null
                && links.has(last)
                && askedUntil > outbox.now()
                && !(last.introduced && hasNothingForUs(last));
    }

    /** Returns the link whose turn it is to be asked now, or null. */
    @Nullable
    LinkState next() {
        if (due.isEmpty() || !mayAsk()) {
            return null;
        }
        for (Iterator<LinkState> candidates = due.iterator(); candidates.hasNext(); ) {
            LinkState link = candidates.next();
            if (hasNothingForUs(link)) {
                candidates.remove();
            } else if (!link.busy && link.receivingSince == NEVER) {
                return link;
            }
        }
        return null;
    }

    /** Takes note that the peer is being asked. */
    void asks(LinkState link) {
        forget(link);
        link.lastAsked = outbox.now();
        boolean knownToLackNothing = link.introduced && hasNothingForUs(link);
        if (!knownToLackNothing) {
            asked = link;
            awaitAnswer(link);
        }
    }

    /** Returns when {@link #next} may have another answer though nothing has happened. */
    long nextMillis() {
        if (due.isEmpty() || mayAsk()) {
            return NEVER;
        }
        return awaitsAnswer() ? askedUntil : tellAnswerUntil;
    }

    private boolean hasNothingForUs(LinkState link) {
        return link.theirs.leq(replica.context());
    }
}
