package io.crdt.net;

import io.crdt.causal.Incarnation;
import io.crdt.replica.ClockSkew;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says in words what the times of writes tell of wrong clocks, and through which peer they came. Belongs to the node's context. */
final class ClockProblems {

    /** Incarnations that are named; of the others only the number is told. */
    private static final int NAMED = 4;

    private final Map<Incarnation, String> cameFrom = new HashMap<>();

    /** Takes note that times ahead came from a peer; returns what is to be said of incarnations that were not known to be ahead. */
    List<String> see(ClockSkew skew, String peer) {
        List<String> fresh = new ArrayList<>();
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
    List<String> of(ClockSkew skew) {
        List<String> problems = new ArrayList<>();
        if (skew.behindMillis() > 0) {
            problems.add("this node's clock is probably about " + text(skew.behindMillis()) + " behind: all "
                    + skew.ahead().size()
                    + " incarnations whose times came in lately are ahead of it by about the same");
        }
        if (skew.ownAheadMillis() > 0) {
            problems.add("this node writes times " + text(skew.ownAheadMillis())
                    + " ahead of its clock, which was ahead before and has been set back: its writes win over all"
                    + " concurrent ones of others until the clock has caught up, or until a restart");
        }
        if (skew.stateAheadMillis() > 0) {
            problems.add("there are values with times " + text(skew.stateAheadMillis())
                    + " ahead of this node's clock, of a writer that is not known any more: they win over all concurrent"
                    + " writes until they are overwritten; that writer's clock was ahead, or this node's is behind");
        }
        skew.ahead().stream().limit(NAMED).forEach(each -> problems.add(described(each)));
        int unnamed = Math.max(0, skew.ahead().size() - NAMED);
        if (unnamed > 0 || skew.forgotten() > 0) {
            problems.add("more incarnations write times ahead of this node's clock: " + unnamed
                    + " that are known, and " + skew.forgotten() + " times one was forgotten");
        }
        return problems;
    }

    private String described(ClockSkew.Ahead ahead) {
        return "incarnation " + ahead.origin() + ", which came in from "
                + cameFrom.getOrDefault(ahead.origin(), "a peer")
                + ", writes times " + text(ahead.aheadMillis())
                + " ahead of this node's clock: its writes win over all concurrent ones until "
                + Instant.ofEpochMilli(ahead.latest().millis())
                + "; its clock is or was ahead, or this node's is behind";
    }

    /** Days would say less of a minute, and milliseconds nothing to people. */
    private static String text(long millis) {
        Duration duration = Duration.ofMillis(millis);
        return duration.toDays() > 1
                ? duration.toDays() + " days"
                : duration.toMinutes() > 1 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
