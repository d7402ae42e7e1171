package io.crdt.net;

import io.crdt.causal.Incarnation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what has been wrong with a node and since when. Time is an argument. */
final class HealthWatch {

    /** A peer that differs is heard of this often at least, since a link is probed each 4 s; else it has been repaired. */
    private static final long DIVERGENCE_RECURS_MILLIS = 10_000;

    private record Divergence(String peer, long firstMillis, long lastMillis) {}

    private final long graceMillis;
    private final Map<Integer, Divergence> divergences = new HashMap<>();
    private final Set<Incarnation> own = new HashSet<>();
    private @Nullable Incarnation forked;
    private long aloneSince;

    /**
     * Creates the watch over a node that has no links.
     *
     * @param graceMillis how long it may be alone, or differ from a peer, before that is wrong
     */
    HealthWatch(long graceMillis, long nowMillis) {
        this.graceMillis = graceMillis;
        aloneSince = nowMillis;
    }

    /** The node writes under this incarnation. */
    void writesAs(Incarnation incarnation) {
        own.add(incarnation);
    }

    /** Links have been opened or closed. */
    void linked(boolean toAnybody, long nowMillis) {
        if (toAnybody) {
            aloneSince = Long.MAX_VALUE;
        } else if (aloneSince == Long.MAX_VALUE) {
            aloneSince = nowMillis;
        }
    }

    /** The node, which has no links, looks for some from now on. */
    void looksForPeers(long nowMillis) {
        aloneSince = nowMillis;
    }

    /** A peer has the same operations and another state. */
    void diverged(int link, String peer, long nowMillis) {
        Divergence before = divergences.get(link);
        long first = before == null || isOver(before, nowMillis) ? nowMillis : before.firstMillis();
        divergences.put(link, new Divergence(peer, first, nowMillis));
    }

    private static boolean isOver(Divergence divergence, long nowMillis) {
        return nowMillis - divergence.lastMillis() > DIVERGENCE_RECURS_MILLIS;
    }

    void closed(int link) {
        divergences.remove(link);
    }

    /**
     * Two processes have written under an incarnation. It concerns this node if one of them is its own process. Then it stays
     * wrong until that ends: both go on under fresh incarnations, but share the name of the replica, which is drawn at a start,
     * and nobody could tell from here that the other one is gone.
     */
    void forked(Incarnation incarnation) {
        if (own.contains(incarnation)) {
            forked = incarnation;
        }
    }

    /**
     * Returns what is wrong.
     *
     * @param storeProblem what is wrong with the store; empty if nothing is
     * @param hasWhomToMeet whether there is somebody to be linked to
     */
    NodeHealth check(String storeProblem, boolean hasWhomToMeet, long nowMillis) {
        List<String> reasons = new ArrayList<>();
        if (!storeProblem.isEmpty()) {
            reasons.add("the store cannot be written: " + storeProblem);
        }
        if (hasWhomToMeet && aloneSince != Long.MAX_VALUE && nowMillis - aloneSince >= graceMillis) {
            reasons.add("no peer could be reached for " + (nowMillis - aloneSince) + " ms");
        }
        for (Divergence divergence : divergences.values()) {
            if (!isOver(divergence, nowMillis) && divergence.lastMillis() - divergence.firstMillis() >= graceMillis) {
                reasons.add("differs from " + divergence.peer() + " for " + (nowMillis - divergence.firstMillis())
                        + " ms, and it is not repaired");
            }
        }
        if (forked != null) {
            reasons.add("a copy of this process was started elsewhere, and both have written as " + forked
                    + ". Nothing is lost, but while they have one name they are not linked to each other; restart each,"
                    + " with a data directory of its own");
        }
        return new NodeHealth(reasons);
    }
}
