package io.crdt.net.protocol;

import io.crdt.replica.ObjectId;
import io.crdt.replica.Replica;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses what a peer may not write: the whole delta, for a part of one would tear what belongs together. A peer with such
 * a delta has nothing else to offer, since all that it writes afterwards builds on that, so its link is closed.
 */
final class Guard {

    private final Replica replica;
    private final Access access;
    private final Links links;
    private final Outbox outbox;

    Guard(Replica replica, Access access, Links links, Outbox outbox) {
        this.replica = replica;
        this.access = access;
        this.links = links;
        this.outbox = outbox;
    }

    /** Tells whether the peer may write all that the delta would change here, by adding or by removing. */
    boolean admits(LinkState link, StateDelta delta) {
        if (!access.isRestricted(link.id)) {
            return true;
        }
        Set<ObjectId> written = new TreeSet<>(replica.state().changedBy(delta));
        written.addAll(objects(delta.objects()));
        return admits(link, written);
    }

    /** Tells whether the peer may write all that it says it has. */
    boolean admits(LinkState link, Message.Repair repair) {
        return !access.isRestricted(link.id)
                || admits(link, objects(repair.section().objects()));
    }

    private boolean admits(LinkState link, Set<ObjectId> written) {
        for (ObjectId object : written) {
            if (!access.mayWrite(link.id, object)) {
                links.remove(link);
                String reason = "you may not write \"" + object.name() + "\"; nothing of the delta was applied";
                outbox.report(new Effect.Refused(link.id, object));
                outbox.report(new Effect.Send(link.id, new Message.Bye(reason)));
                outbox.report(new Effect.Close(link.id, reason, true));
                return false;
            }
        }
        return true;
    }

    private static Set<ObjectId> objects(List<ObjectEntries> entries) {
        Set<ObjectId> objects = new TreeSet<>();
        entries.forEach(object -> objects.add(object.id()));
        return objects;
    }
}
