package io.crdt.membership;

import io.crdt.replica.ReplicaId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The links on which the peer has said who it is, found by number and by whose data is at the other end. */
final class OpenLinks {

    private final Map<Integer, Open> open = new HashMap<>();
    private final Map<Long, Integer> copies = new HashMap<>();

    /**
     * A link.
     *
     * @param peer who is at the other end
     * @param since when it said so
     * @param dropped whether we are closing it since it is not needed
     */
    record Open(ReplicaId peer, long since, boolean dropped) {}

    void add(int link, ReplicaId peer, long now) {
        open.put(link, new Open(peer, now, false));
        copies.merge(peer.high(), 1, Integer::sum);
    }

    @Nullable
    Open remove(int link) {
        Open was = open.remove(link);
        if (was != null) {
            copies.computeIfPresent(was.peer().high(), (copy, count) -> count == 1 ? null : count - 1);
        }
        return was;
    }

    /** Takes note that the link is being closed; until that is done it is there. */
    void drop(int link) {
        open.computeIfPresent(link, (id, was) -> new Open(was.peer(), was.since(), true));
    }

    @Nullable
    Open get(int link) {
        return open.get(link);
    }

    boolean hasCopy(long copy) {
        return copies.containsKey(copy);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }
}
