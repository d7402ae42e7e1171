package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.DotSet;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.internal.PersistentLongMap;
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

    RemovalLog with(Dot removed, Dot by) {
        DotSet before = removedBy.get(by);
        DotSet after = before == null ? removed : before.with(Path.end(), removed, Unit.UNIT);
        if (after == before) {
            return this;
        }
        return new RemovalLog(removedBy.put(by, after), size + 1, floor, limit).trimmed();
    }

    RemovalLog withFloor(VersionVector other) {
        VersionVector joined = floor.join(other);
        return joined == floor ? this : new RemovalLog(removedBy, size, joined, limit);
    }

    /** Calls the action with every record whose operation the vector does not cover. */
    void forEachBeyond(VersionVector vector, Consumer<Removal> action) {
        removedBy.forEachBeyond(vector, (by, dots) -> dots.forEachDot(dot -> action.accept(new Removal(dot, by))));
    }

    /** Halves the longest history: whoever wrote most pays, and trimming is rare enough to cost nothing on average. */
    private RemovalLog trimmed() {
        RemovalLog log = this;
        while (log.size > log.limit) {
            Incarnation origin = log.removedBy.largestOrigin();
            PersistentLongMap<DotSet> records = log.removedBy.of(origin);
            Dot last = new Dot(origin, records.firstKey() + (records.lastKey() - records.firstKey()) / 2);
            DotIndex<DotSet> rest = log.removedBy.removeUpTo(last);
            long[] kept = {0};
            rest.of(origin).forEach((seq, dots) -> kept[0] += dots.size());
            long[] had = {0};
            records.forEach((seq, dots) -> had[0] += dots.size());
            log = new RemovalLog(rest, log.size - had[0] + kept[0], log.floor.advancedTo(last), log.limit);
        }
        return log;
    }
}
