package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.DotSet;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.internal.PersistentLongMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which operation removed which dots, for as many dots as the limit allows. It is immutable.
 *
 * <p>Records of operations up to the {@link #floor} have been dropped. That costs bytes when a peer comes back that was
 * away for long, never correctness: the peer then learns what died from what is still alive.
 */
final class RemovalLog {

    private final DotIndex<DotSet> removedBy;
    private final long size;
    private final VersionVector floor;
    private final int limit;

    private RemovalLog(DotIndex<DotSet> removedBy, long size, VersionVector floor, int limit) {
        this.removedBy = removedBy;
        this.size = size;
        this.floor = floor;
        this.limit = limit;
    }

    static RemovalLog empty(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("the limit of the removal log must not be negative, but is " + limit);
        }
        return new RemovalLog(DotIndex.empty(), 0, VersionVector.EMPTY, limit);
    }

    /** Returns up to where, from each origin, records may be missing. */
    VersionVector floor() {
        return floor;
    }

    /** Returns the number of removed dots on record. */
    long size() {
        return size;
    }

    /** Returns the log with what an operation has removed; it may be over the limit until it is trimmed. */
    RemovalLog with(Collection<Dot> removed, Dot by) {
        if (removed.isEmpty()) {
            return this;
        }
        List<Dot> all = new ArrayList<>(removed);
        DotSet before = removedBy.get(by);
        if (before != null) {
            before.forEachDot(all::add);
        }
        DotSet dots = all.size() == 1 ? all.get(0) : DotSet.of(all);
        long grown = dots.size() - (before == null ? 0L : before.size());
        return new RemovalLog(removedBy.put(by, dots), size + grown, floor, limit);
    }

    RemovalLog withFloor(VersionVector other) {
        VersionVector joined = floor.join(other);
        return joined == floor ? this : new RemovalLog(removedBy, size, joined, limit);
    }

    /** Calls the action with every record whose operation {@code from} does not cover; {@code all} covers those of all. */
    void forEachBetween(VersionVector from, VersionVector all, Consumer<Removal> action) {
        removedBy.forEachBetween(from, all, (by, dots) -> dots.forEachDot(dot -> action.accept(new Removal(dot, by))));
    }

    /**
     * Returns the log within its limit. The incarnation that removed most pays: the older half of the longest history goes, again and
     * again, until there is room for a while, so that trimming is too rare to cost anything on average.
     */
    RemovalLog trimmed() {
        if (size <= limit) {
            return this;
        }
        Map<Incarnation, Long> weights = new TreeMap<>();
        removedBy.forEach((by, dots) -> weights.merge(by.origin(), (long) dots.size(), Long::sum));
        RemovalLog log = this;
        while (log.size > limit - limit / 4) {
            Incarnation longest = Collections.max(weights.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            log = log.withoutOlderHalf(longest, weights);
        }
        return log;
    }

    private RemovalLog withoutOlderHalf(Incarnation origin, Map<Incarnation, Long> weights) {
        PersistentLongMap<DotSet> records = removedBy.of(origin);
        long weight = weights.getOrDefault(origin, 0L);
        long dropped = 0;
        long last = 0;
        PersistentLongMap.Cursor<DotSet> oldest = records.after(0);
        while (2 * dropped < weight && oldest.next()) {
            dropped += oldest.value().size();
            last = oldest.key();
        }
        weights.put(origin, weight - dropped);
        Dot upTo = new Dot(origin, last);
        return new RemovalLog(removedBy.removeUpTo(upTo), size - dropped, floor.advancedTo(upTo), limit);
    }
}
