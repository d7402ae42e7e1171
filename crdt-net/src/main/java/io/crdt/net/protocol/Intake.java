package io.crdt.net.protocol;

import io.crdt.replica.Replica;
import io.crdt.replica.StateDelta;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The deltas that come in: applied if the replica covers where they start, else parked until it does. */
final class Intake {

    /** So much is parked for one link, in entries and removals; whoever is further ahead of us is asked instead. */
    private static final int MAX_PARKED_WEIGHT = 10_000;

    private final Replica replica;
    private final GossipOptions options;
    private final Links links;
    private final Asking asking;
    private final Counts counts;
    private final Outbox outbox;
    private final Set<LinkState> parking = new LinkedHashSet<>();

    Intake(Replica replica, GossipOptions options, Links links, Asking asking, Counts counts, Outbox outbox) {
        this.replica = replica;
        this.options = options;
        this.links = links;
        this.asking = asking;
        this.counts = counts;
        this.outbox = outbox;
    }

    void take(LinkState link, StateDelta delta) {
        counts.pushesReceived++;
        link.peerHas(delta.to());
        if (delta.to().leq(replica.context())) {
            counts.pushesRedundant++;
            asking.answered(link);
        } else if (!replica.state().accepts(delta)) {
            park(link, delta);
        } else if (apply(link, delta)) {
            asking.answered(link);
            applyParked();
        }
        asking.consider(link, outbox.now() + options.askDelayMillis());
    }

    /** Returns how many deltas wait for what they build on. */
    int parked() {
        return parking.stream().mapToInt(link -> link.parked.size()).sum();
    }

    private void park(LinkState link, StateDelta delta) {
        counts.pushesParked++;
        link.parked.add(delta);
        parking.add(link);
        if (link.parked.size() > options.maxParked() || link.parkedWeight() > MAX_PARKED_WEIGHT) {
            link.parked.clear();
            parking.remove(link);
        }
    }

    private void applyParked() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (LinkState link : List.copyOf(parking)) {
                progress |= applyParked(link);
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
            outbox.report(new Effect.Rejected(link.id, reason));
            links.close(link, reason);
            return false;
        }
    }
}
