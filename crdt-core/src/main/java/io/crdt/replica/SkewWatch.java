package io.crdt.replica;

import io.crdt.causal.Incarnation;
import io.crdt.clock.HybridLogicalClock;
import io.crdt.clock.Timestamp;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Remembers which incarnations write times far ahead of this replica's clock. Bounded; belongs to the lock of its replica. */
final class SkewWatch {

    /** Incarnations that are remembered; of more, those that are least ahead are forgotten. */
    static final int MAX_KEPT = 64;

    private record Seen(Timestamp latest, long leadMillis, long firstMillis, long lastMillis) {}

    private final Map<Incarnation, Seen> seen = new HashMap<>();
    private long forgotten;

    /** Whether a time near this replica's clock came in since the first that was far ahead. */
    private boolean nearSeen;

    /** Takes note of a time that comes in. */
    void see(Incarnation origin, Timestamp time, HybridLogicalClock clock, long nowMillis) {
        long lead = HybridLogicalClock.aheadMillis(time, nowMillis);
        if (lead <= clock.maxAheadMillis()) {
            nearSeen |= lead >= -clock.maxAheadMillis();
            return;
        }
        nearSeen &= !seen.isEmpty();
        Seen before = seen.get(origin);
        if (before == null) {
            makeRoom(nowMillis, clock);
            seen.put(origin, new Seen(time, lead, nowMillis, nowMillis));
        } else {
            Timestamp latest = time.compareTo(before.latest()) > 0 ? time : before.latest();
            seen.put(origin, new Seen(latest, Math.max(lead, before.leadMillis()), before.firstMillis(), nowMillis));
        }
    }

    private void makeRoom(long nowMillis, HybridLogicalClock clock) {
        if (seen.size() < MAX_KEPT) {
            return;
        }
        seen.values().removeIf(each -> !isAhead(each.latest(), clock, nowMillis));
        if (seen.size() >= MAX_KEPT) {
            seen.remove(seen.entrySet().stream()
                    .min(Comparator.comparing(each -> each.getValue().latest()))
                    .orElseThrow()
                    .getKey());
            forgotten++;
        }
    }

    /** Returns what is wrong now; what the clock has caught up with, or was wrong only by a clock that was set right, is not. */
    ClockSkew at(HybridLogicalClock clock, Timestamp latestInState, long nowMillis) {
        List<ClockSkew.Ahead> ahead = seen.entrySet().stream()
                .filter(each -> isAhead(each.getValue().latest(), clock, nowMillis))
                .map(each -> described(each.getKey(), each.getValue(), nowMillis))
                .sorted(Comparator.comparing(ClockSkew.Ahead::latest).reversed().thenComparing(ClockSkew.Ahead::origin))
                .toList();
        boolean own = isAhead(clock.last(), clock, nowMillis);
        boolean known = latestInState.compareTo(clock.last()) <= 0
                || !ahead.isEmpty() && latestInState.compareTo(ahead.get(0).latest()) <= 0;
        return new ClockSkew(
                ahead,
                ahead.isEmpty() ? 0 : forgotten,
                own ? HybridLogicalClock.aheadMillis(clock.last(), nowMillis) : 0,
                known || !isAhead(latestInState, clock, nowMillis)
                        ? 0
                        : HybridLogicalClock.aheadMillis(latestInState, nowMillis),
                own || nearSeen ? 0 : behind(ahead, clock));
    }

    private static ClockSkew.Ahead described(Incarnation origin, Seen seen, long nowMillis) {
        return new ClockSkew.Ahead(
                origin,
                seen.latest(),
                HybridLogicalClock.aheadMillis(seen.latest(), nowMillis),
                seen.firstMillis(),
                seen.lastMillis());
    }

    /** They wrote at different times, so what is compared is how far each was ahead when its times came in. */
    private long behind(List<ClockSkew.Ahead> ahead, HybridLogicalClock clock) {
        if (ahead.size() < 2) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        long most = 0;
        for (ClockSkew.Ahead each : ahead) {
            Seen of = seen.get(each.origin());
            long lead = of == null ? 0 : of.leadMillis();
            least = Math.min(least, lead);
            most = Math.max(most, lead);
        }
        return most - least <= clock.maxAheadMillis() ? most : 0;
    }

    private static boolean isAhead(Timestamp time, HybridLogicalClock clock, long nowMillis) {
        return HybridLogicalClock.aheadMillis(time, nowMillis) > clock.maxAheadMillis();
    }
}
