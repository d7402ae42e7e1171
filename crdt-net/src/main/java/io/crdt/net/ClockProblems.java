package io.crdt.net;

import io.crdt.causal.Incarnation;
import io.crdt.replica.ClockSkew;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what the times of writes tell of wrong clocks, and through which peer they came. Belongs to the node's context. */
final class ClockProblems {

    /** Incarnations that are named; of the others only the number is told. */
    private static final int NAMED = 4;

    private final Map<Incarnation, String> cameFrom = new HashMap<>();

    /** Takes note that times ahead came from a peer; returns what is to be said of incarnations that were not known to be ahead. */
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
        skew.ahead().stream().limit(NAMED).forEach(each -> problems.add(described(each)));
        int unnamed = Math.max(0, skew.ahead().size() - NAMED);
        if (unnamed > 0 || skew.forgotten() > 0) {
            problems.add(new Problem.MoreWritersAhead(unnamed, skew.forgotten()));
        }
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
