package io.crdt.protocol;

import io.crdt.causal.Entry;
import io.crdt.causal.VersionVector;
import io.crdt.replica.Removal;
import io.crdt.replica.Replica;
import io.crdt.replica.StateDelta;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The deltas that come in: applied if the replica covers where they start, else parked until it does. */
final class IncomingDeltas {

    /** The most that is parked for one link, in entries and removals; a peer further ahead of us is asked instead. */
    private static final int MAX_PARKED_WEIGHT = 10_000;

    private final Replica replica;
    private final GossipOptions options;
    private final LinkTable links;
    private final AskScheduler askScheduler;
    private final BroadcastTrees trees;
    private final Forks forks;
    private final Guard guard;
    private final RunningCounts counts;
    private final Outbox outbox;
    private final Set<LinkState> parking = new LinkedHashSet<>();

    IncomingDeltas(
            Replica replica,
            GossipOptions options,
            LinkTable links,
            AskScheduler askScheduler,
            BroadcastTrees trees,
            Forks forks,
            Guard guard,
            RunningCounts counts,
            Outbox outbox) {
        this.replica = replica;
        this.options = options;
        this.links = links;
        this.askScheduler = askScheduler;
        this.trees = trees;
        this.forks = forks;
        this.guard = guard;
        this.counts = counts;
        this.outbox = outbox;
        links.whenGone(parking::remove);
    }

    void take(LinkState link, StateDelta delta) {
        counts.pushesReceived++;
        counts.payloadReceived += payload(delta);
        link.peerHas(delta.to());
        forks.lookAt(delta.to());
        if (delta.to().leq(replica.context())) {
            counts.pushesRedundant++;
            drop(link, delta);
            askScheduler.onDelta(link, delta, false);
        } else if (!replica.state().accepts(delta)) {
            park(link, delta);
        } else {
            long redundant = redundantPayload(delta, replica.context());
            if (apply(link, delta)) {
                askScheduler.onDelta(link, delta, 2 * redundant <= payload(delta));
                applyParked();
            }
        }
        askScheduler.considerLater(link);
    }

    /** Returns how many deltas wait for what they build on. */
    int parked() {
        int parked = 0;
        for (LinkState link : parking) {
            parked += link.parked.size();
        }
        return parked;
    }

    private void park(LinkState link, StateDelta delta) {
        counts.pushesParked++;
        link.parked.add(delta);
        parking.add(link);
        if (link.parked.size() > options.maxParked() || link.parkedWeight() > MAX_PARKED_WEIGHT) {
            link.parked.forEach(each -> counts.payloadRedundant += payload(each));
            link.parked.clear();
            parking.remove(link);
        }
    }

    private void applyParked() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (LinkState link : List.copyOf(parking)) {
                progress |= links.has(link) && applyParked(link);
                if (link.parked.isEmpty()) {
                    parking.remove(link);
                }
            }
        }
    }

    private boolean applyParked(LinkState link) {
        boolean progress = false;
        for (Iterator<StateDelta> parked = link.parked.iterator(); parked.hasNext(); ) {
            StateDelta delta = parked.next();
            if (delta.to().leq(replica.context())) {
                parked.remove();
                drop(link, delta);
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

    private void drop(LinkState link, StateDelta delta) {
        counts.payloadRedundant += payload(delta);
        trees.pushed(link, delta.to().aheadOf(delta.from()), replica.context());
    }

    private boolean apply(LinkState link, StateDelta delta) {
        VersionVector known = replica.context();
        try {
            boolean applied = guard.apply(link, delta);
            if (applied) {
                counts.pushesApplied++;
                counts.payloadRedundant += redundantPayload(delta, known);
                trees.pushed(link, delta.to().aheadOf(delta.from()), known);
            }
            return applied;
        } catch (IllegalArgumentException e) {
            var reason = new CloseReason.BadMessage(e.getMessage() == null ? e.toString() : e.getMessage());
            outbox.report(new Effect.Rejected(link.id, reason));
            links.close(link, reason);
            return false;
        }
    }

    private static long payload(StateDelta delta) {
        return (long) delta.entryCount() + delta.removals().size();
    }

    private static long redundantPayload(StateDelta delta, VersionVector known) {
        long redundant = 0;
        for (StateDelta.ObjectEntries object : delta.objects()) {
            for (Entry entry : object.entries()) {
                redundant += known.covers(entry.dot()) ? 1 : 0;
            }
        }
        for (Removal removal : delta.removals()) {
            redundant += known.covers(removal.by()) ? 1 : 0;
        }
        return redundant;
    }
}
