package io.crdt.protocol;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.Replica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The incarnations that two processes have written under: a snapshot of a running machine was started a second time, so one
 * dot may have two payloads, or had before it was removed. Everybody is told, once; a writer under such an incarnation goes
 * on under a fresh one. What was written twice until then is repaired when it is found ({@link Repairs}).
 */
final class Forks {

    /**
     * A replica that gives up an incarnation leaves 24 bytes in everybody's context for ever. So a peer's word alone makes a
     * replica do so only this often, and then once each {@value #HEARSAY_MILLIS} ms. A delta that has dots of the
     * incarnation and is applied, or two payloads of one dot, always does.
     */
    static final int MAX_HEARSAY = 4;

    static final long HEARSAY_MILLIS = 600_000;

    private final Replica replica;
    private final LinkTable links;
    private final RunningCounts counts;
    private final Outbox outbox;
    private final Set<Incarnation> known = new TreeSet<>();
    private final Allowance hearsay = new Allowance(MAX_HEARSAY, HEARSAY_MILLIS);

    Forks(Replica replica, LinkTable links, RunningCounts counts, Outbox outbox) {
        this.replica = replica;
        this.links = links;
        this.counts = counts;
        this.outbox = outbox;
    }

    /** An incarnation turns out to be forked. */
    void found(Incarnation origin) {
        if (known.add(origin)) {
            counts.forks++;
            replica.abandon(origin);
            outbox.report(new Effect.Forked(origin));
            for (LinkState link : links.open()) {
                link.forksDue.add(origin);
                links.touch(link);
            }
        }
    }

    /** A peer tells of forked incarnations; what the replica has nothing of does not matter, and is not kept. */
    void told(LinkState link, Collection<Incarnation> origins) {
        for (Incarnation origin : origins) {
            if (replica.context().get(origin) > 0 && isToBelieve(origin)) {
                found(origin);
                link.forksDue.remove(origin);
            }
        }
    }

    private boolean isToBelieve(Incarnation origin) {
        if (!origin.equals(replica.incarnation()) || known.contains(origin)) {
            return true;
        }
        boolean allowed = hearsay.has(outbox.now());
        if (allowed) {
            hearsay.take(outbox.now());
        } else {
            outbox.report(new Effect.ForkIgnored(origin));
        }
        return allowed;
    }

    /** Looks for dots of our own incarnation that we have not made. */
    void lookAt(VersionVector theirs) {
        Incarnation own = replica.incarnation();
        if (own != null && theirs.get(own) > replica.context().get(own) && isToBelieve(own)) {
            found(own);
        }
    }

    void opened(LinkState link) {
        link.forksDue.addAll(known);
    }

    /** Tells whether there are some that concern the peer; a peer that has nothing of an origin is told when it has. */
    boolean areDue(LinkState link) {
        return !link.forksDue.isEmpty() && link.forksDue.stream().anyMatch(origin -> concerns(link, origin));
    }

    /** Returns what the peer is to be told, and forgets that it has to be. */
    List<Incarnation> take(LinkState link) {
        List<Incarnation> origins = new ArrayList<>(link.forksDue);
        origins.removeIf(origin -> !concerns(link, origin));
        origins.forEach(link.forksDue::remove); // removeAll would search the list for each
        return origins;
    }

    private static boolean concerns(LinkState link, Incarnation origin) {
        return link.theirs.get(origin) > 0;
    }
}
