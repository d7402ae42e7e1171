package io.crdt.protocol;

import io.crdt.replica.Clash;
import io.crdt.replica.ObjectId;
import io.crdt.replica.RepairOutcome;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.StateDelta;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The only way from a message into the replica. Whatever a message says it is about, the question is what it would
 * <em>change</em>: the replica computes that and commits it only if the peer may write to every object concerned. A dot may
 * live in another object than the one a message names, be removed without any name, or disappear because a context is
 * claimed without it; all of these are changes of the object in which it lives here.
 *
 * <p>What a peer may not write is refused with the rest of its message, for a part of a delta would tear what belongs
 * together. A peer with such a delta has nothing else to offer, since all that it writes afterwards builds on that, so its
 * link is closed.
 */
final class Guard {

    private final Replica replica;
    private final Access access;
    private final LinkTable links;
    private final Outbox outbox;

    Guard(Replica replica, Access access, LinkTable links, Outbox outbox) {
        this.replica = replica;
        this.access = access;
        this.links = links;
        this.outbox = outbox;
    }

    /**
     * Applies a delta if the peer may write all that this changes. If not, the link is closed.
     *
     * @return whether it was applied; if not, nothing has changed
     */
    boolean apply(LinkState link, StateDelta delta) {
        long refused = replica.refusedTimestamps();
        boolean applied = access.isRestricted(link.id) ? replica.apply(delta, rightsOf(link)) : replica.apply(delta);
        reportTimes(link, refused);
        if (applied) {
            reportClashes(link, delta.objects());
        }
        return applied;
    }

    /**
     * Repairs the replica with what a peer has if the peer may write all that this changes. If not, the link is closed.
     *
     * @return what came of it, or null if nothing has changed
     */
    @Nullable
    RepairOutcome repair(LinkState link, Message.Repair repair) {
        long refused = replica.refusedTimestamps();
        RepairOutcome outcome = access.isRestricted(link.id)
                ? replica.repair(repair.contextDigest(), repair.section(), repair.chains(), rightsOf(link))
                : replica.repair(repair.contextDigest(), repair.section(), repair.chains());
        reportTimes(link, refused);
        if (outcome != null) {
            reportClashes(link, repair.section().objects());
        }
        return outcome;
    }

    private void reportTimes(LinkState link, long refusedBefore) {
        ReplicaId peer = link.replica;
        if (peer != null && replica.refusedTimestamps() > refusedBefore) {
            outbox.report(new Effect.TimesAhead(link.id, peer));
        }
    }

    private void reportClashes(LinkState link, List<StateDelta.ObjectEntries> arrived) {
        for (Clash clash : replica.clashesOf(arrived)) {
            outbox.report(new Effect.Clashed(link.id, clash));
        }
    }

    private Predicate<ObjectId> rightsOf(LinkState link) {
        return object -> {
            boolean granted = access.mayWrite(link.id, object);
            if (!granted) {
                refuse(link, object);
            }
            return granted;
        };
    }

    private void refuse(LinkState link, ObjectId object) {
        outbox.report(new Effect.Refused(link.id, object));
        links.close(link, new CloseReason.MayNotWrite(object));
    }
}
