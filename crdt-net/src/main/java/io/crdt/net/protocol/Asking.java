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

    private final Replica replica;
    private final GossipOptions options;
    private final Links links;
    private final Outbox outbox;

    /** The links whose peers have waited long enough to be asked. */
    private final NavigableSet<LinkState> due = new TreeSet<>(
            Comparator.<LinkState>comparingLong(link -> link.lastAsked).thenComparingInt(link -> link.id));

    private @Nullable LinkState asked;
    private long askedUntil = Long.MIN_VALUE;

    Asking(Replica replica, GossipOptions options, Links links, Outbox outbox) {
        this.replica = replica;
        this.options = options;
        this.links = links;
        this.outbox = outbox;
    }

    /** Sees to it that the peer is asked then, unless what it has arrives by itself; or not at all if it has nothing. */
    void consider(LinkState link, long at) {
        if (!links.has(link) || hasNothingForUs(link)) {
            forget(link);
            answered(link);
        } else if (!due.contains(link)) {
            link.askAt = Math.min(link.askAt, at);
            links.touch(link);
        }
    }

    /** Forgets that the peer was to be asked. */
    void forget(LinkState link) {
        link.askAt = NEVER;
        due.remove(link);
    }

    /** Looks whether it is time to ask the peer. */
    void onAlarm(LinkState link) {
        if (link.askAt <= outbox.now()) {
            link.askAt = NEVER;
            due.add(link);
        }
    }

    /** What was asked for has come, or some of it. */
    void answered(LinkState link) {
        if (link == asked) {
            askedUntil = outbox.now();
        }
    }

    /** Part of a message has come in: perhaps of an answer, which then needs more time. */
    void onProgress(LinkState link) {
        long until = outbox.now() + options.answerTimeoutMillis();
        if (link.askAt != NEVER) {
            link.askAt = Math.max(link.askAt, until);
        }
        if (link == asked) {
            askedUntil = Math.max(askedUntil, until);
        }
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
            if (!links.has(link) || hasNothingForUs(link)) {
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
