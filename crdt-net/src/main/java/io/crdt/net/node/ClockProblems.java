package io.crdt.net.node;

import io.crdt.causal.Incarnation;
import io.crdt.clock.HybridLogicalClock;
import io.crdt.net.status.Problem;
import io.crdt.replica.ClockSkew;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds what the times of writes tell of wrong clocks, and through which peer they came. Belongs to the node's context. */
final class ClockProblems {

    /** Incarnations that are named; of the others only the number is told. */
    private static final int NAMED = 4;

    private final Map<Incarnation, String> cameFrom = new HashMap<>();

    /** What the peers of the open links have told of their clocks, by link. */
    private final Map<Integer, PeerClock> peers = new TreeMap<>();

    /** How far a peer's clock was ahead of this node's when their link opened; less than 0 if it was behind. */
    private record PeerClock(String peer, long aheadMillis) {

        boolean isAhead() {
            return aheadMillis > HybridLogicalClock.DEFAULT_MAX_AHEAD_MILLIS;
        }

        boolean isBehind() {
            return aheadMillis < -HybridLogicalClock.DEFAULT_MAX_AHEAD_MILLIS;
        }

        boolean isSkewed() {
            return isAhead() || isBehind();
        }

        long skewMillis() {
            return Math.abs(aheadMillis);
        }

        Problem problem() {
            return new Problem.PeerClockDiffers(peer, skewMillis(), isAhead());
        }
    }

    /**
     * Takes note of what a peer's hello tells of its clock.
     *
     * @param theirs what its clock showed; 0 if it does not tell
     * @param ours what this node's clock shows; 0 if it failed
     * @return what is wrong; null if the two agree, about
     */
    @Nullable
    Problem opened(int link, String peer, long theirs, long ours) {
        if (theirs == 0 || ours == 0) {
            return null;
        }
        PeerClock clock = new PeerClock(peer, theirs - ours);
        peers.put(link, clock);
        return clock.isSkewed() ? clock.problem() : null;
    }

    void closed(int link) {
        peers.remove(link);
    }

    /**
     * Takes note that times ahead came from a peer; returns what is to be said of incarnations that were not known to be
     * ahead.
     */
    List<Problem> see(ClockSkew skew, String peer) {
        List<Problem> fresh = new ArrayList<>();
        Map<Incarnation, String> known = Map.copyOf(cameFrom);
        cameFrom.clear();
        for (ClockSkew.Ahead each : skew.ahead()) {
            cameFrom.put(each.origin(), known.getOrDefault(each.origin(), peer));
            if (!known.containsKey(each.origin())) {
                fresh.add(described(each));
            }
        }
        return fresh;
    }

    /** Returns what is wrong at this moment. */
    List<Problem> of(ClockSkew skew) {
        List<Problem> problems = new ArrayList<>();
        if (skew.behindMillis() > 0) {
            problems.add(
                    new Problem.ClockBehind(skew.behindMillis(), skew.ahead().size()));
        }
        if (skew.ownAheadMillis() > 0) {
            problems.add(new Problem.OwnTimesAhead(skew.ownAheadMillis()));
        }
        if (skew.stateAheadMillis() > 0) {
            problems.add(new Problem.ValuesAhead(skew.stateAheadMillis()));
        }
        problems.addAll(ofPeers());
        skew.ahead().stream().limit(NAMED).forEach(each -> problems.add(described(each)));
        int unnamed = Math.max(0, skew.ahead().size() - NAMED);
        if (unnamed > 0 || skew.forgotten() > 0) {
            problems.add(new Problem.MoreWritersAhead(unnamed, skew.forgotten()));
        }
        return problems;
    }

    /** A node that is alone with its time is probably the one that is wrong; with a single peer there is no telling. */
    private List<Problem> ofPeers() {
        List<Problem> problems = new ArrayList<>();
        Collection<PeerClock> all = peers.values();
        if (all.size() > 1
                && (all.stream().allMatch(PeerClock::isBehind) || all.stream().allMatch(PeerClock::isAhead))) {
            long least = all.stream().mapToLong(PeerClock::skewMillis).min().orElse(0);
            problems.add(new Problem.AloneWithItsTime(all.iterator().next().isBehind(), least, all.size()));
        }
        all.stream().filter(PeerClock::isSkewed).limit(NAMED).forEach(each -> problems.add(each.problem()));
        return problems;
    }

    private Problem described(ClockSkew.Ahead ahead) {
        return new Problem.WriterAhead(
                ahead.origin(),
                cameFrom.getOrDefault(ahead.origin(), "a peer"),
                ahead.aheadMillis(),
                Instant.ofEpochMilli(ahead.latest().millis()));
    }
}
