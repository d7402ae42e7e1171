package io.crdt.net.protocol;

import static io.crdt.net.protocol.LinkState.NEVER;

import io.crdt.replica.Replica;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask for what others have and this replica lacks, and when: one peer at a time, so that a fresh replica that meets
 * ten peers downloads everything once; after a while, since most of it comes by itself; and whoever was not asked for
 * longest first, since the one that was asked last may never answer.
 */
final class Asking {

    /** An answer that comes more slowly than this, 16 kB/s, counts as none. */
    private static final int LEAST_BYTES_PER_MILLI = 16;

    private final Replica replica;
    private final GossipOptions options;
    private final Links links;
    private final Outbox outbox;

    /** The links whose peers have waited long enough to be asked. */
    private final NavigableSet<LinkState> due = new TreeSet<>(
            Comparator.<LinkState>comparingLong(link -> link.lastAsked).thenComparingInt(link -> link.id));

    /** How long to wait for what may come by itself: longer after answers that were not needed, shorter after others. */
    private long patience;

    private @Nullable LinkState asked;
    private long askedUntil = Long.MIN_VALUE;

    Asking(Replica replica, GossipOptions options, Links links, Outbox outbox) {
        this.replica = replica;
        this.options = options;
        this.links = links;
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
    void onDelta(LinkState link, boolean needed) {
        if (link == asked && outbox.now() < askedUntil) {
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
        long until = Math.min(outbox.now(), earned) + options.answerTimeoutMillis();
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

    /** Tells whether no answer is awaited. */
    boolean mayAsk() {
        LinkState last = asked;
        return last == null
                || !links.has(last)
                || askedUntil <= outbox.now()
                || last.introduced && hasNothingForUs(last);
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
            } else if (!link.busy) {
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
            askedUntil = outbox.now() + options.answerTimeoutMillis();
            if (link.introduced) {
                link.askAt = askedUntil;
                link.askFor = link.theirs;
            }
        }
    }

    /** Returns when {@link #next} may have another answer though nothing has happened. */
    long nextMillis() {
        return due.isEmpty() || mayAsk() ? NEVER : askedUntil;
    }

    private boolean hasNothingForUs(LinkState link) {
        return link.theirs.leq(replica.context());
    }
}
