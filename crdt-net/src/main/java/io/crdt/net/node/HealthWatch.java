package io.crdt.net.node;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.Problem;
import io.crdt.protocol.PeerView;
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
    private final ExchangeWatch exchange;

    /**
     * Creates the watch over a node that has no links.
     *
     * @param graceMillis how long it may exchange nothing, or differ from a peer, before that is wrong
     */
    HealthWatch(long graceMillis, long nowMillis) {
        this.graceMillis = graceMillis;
        exchange = new ExchangeWatch(graceMillis, nowMillis);
    }

    /** The node writes under this incarnation. */
    void writesAs(Incarnation incarnation) {
        own.add(incarnation);
    }

    /** Takes note of what this node and its peers have. */
    void see(VersionVector ours, List<PeerView> peers, long nowMillis) {
        exchange.see(ours, peers, nowMillis);
    }

    /** Takes note of what this node and one peer have, whose link was opened or is about to be lost. */
    void seeOne(VersionVector ours, PeerView peer, long nowMillis) {
        exchange.seeOne(ours, peer, nowMillis);
    }

    /** The node is offline, as was asked for. */
    void goesOffline() {
        exchange.pause();
    }

    /** The node, which has no links, looks for some from now on. */
    void looksForPeers(long nowMillis) {
        exchange.restart(nowMillis);
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
     * Two processes have written under an incarnation. It concerns this node if one of them is its own process. Then it
     * stays wrong until that ends: both go on under fresh incarnations, but share the name of the replica, which is drawn at
     * a start, and nobody could tell from here that the other one is gone.
     */
    void forked(Incarnation incarnation) {
        if (own.contains(incarnation)) {
            forked = incarnation;
        }
    }

    /**
     * Returns what is wrong.
     *
     * @param storeProblem what is wrong with the store; null if nothing is
     * @param hasWhomToMeet whether there is somebody to be linked to
     * @param ours what this node has, as it was {@linkplain #see seen} last
     */
    NodeHealth check(@Nullable Problem storeProblem, boolean hasWhomToMeet, VersionVector ours, long nowMillis) {
        List<Problem> reasons = new ArrayList<>();
        if (storeProblem != null) {
            reasons.add(storeProblem);
        }
        reasons.addAll(exchange.check(hasWhomToMeet, ours, nowMillis));
        for (Divergence divergence : divergences.values()) {
            if (!isOver(divergence, nowMillis) && divergence.lastMillis() - divergence.firstMillis() >= graceMillis) {
                reasons.add(new Problem.Differs(divergence.peer(), nowMillis - divergence.firstMillis()));
            }
        }
        if (forked != null) {
            reasons.add(new Problem.Copied(forked));
        }
        return new NodeHealth(reasons);
    }
}
