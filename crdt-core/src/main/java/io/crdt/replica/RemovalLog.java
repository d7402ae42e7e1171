package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.DotSet;
import io.crdt.causal.VersionVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which operation removed which dots, for as many dots as the limit allows. It is immutable.
 *
 * <p>Records of operations up to the {@link #floor} have been dropped. That costs bytes when a peer comes back that was
 * away for long, never correctness: the peer then learns what died from what is still alive.
 *
 * <p>The log is trimmed while an update holds the lock, so trimming must not look at every origin: there are as many as
 * lives ever removed anything. So records go in the order in which they arrived, each at the cost of finding it. That also
 * makes a promise: a peer that lacks fewer removals than nearly the limit finds them all on record, from all origins. An
 * origin's operations arrive in their order, so what is dropped of it is what its floor says. The exception is an operation
 * that alone removes more than the limit: it would push out everything before it and then go itself, so it is not recorded.
 */
final class RemovalLog {

    /** The limit divided by this is freed at once, so that the floor rises, and is saved, once for many records. */
    private static final int PARTS = 256;

    private final DotIndex<DotSet> removedBy;

    private final Arrivals arrivals;
    private final long size;
    private final VersionVector floor;
    private final int limit;

    private RemovalLog(DotIndex<DotSet> removedBy, Arrivals arrivals, long size, VersionVector floor, int limit) {
        this.removedBy = removedBy;
        this.arrivals = arrivals;
        this.size = size;
        this.floor = floor;
        this.limit = limit;
    }

    static RemovalLog empty(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("the limit of the removal log must not be negative, but is " + limit);
        }
        return new RemovalLog(DotIndex.empty(), Arrivals.NONE, 0, VersionVector.EMPTY, limit);
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
        DotSet before = removedBy.get(by);
        if (before != null) {
            DotSet dots = union(before, removed);
            return new RemovalLog(removedBy.put(by, dots), arrivals, size + dots.size() - before.size(), floor, limit);
        }
        if (removed.size() > limit) {
            return withFloor(floor.advancedTo(by));
        }
        DotSet dots = removed.size() == 1 ? removed.iterator().next() : DotSet.of(removed);
        return new RemovalLog(removedBy.put(by, dots), arrivals.with(by), size + dots.size(), floor, limit);
    }

    private static DotSet union(DotSet before, Collection<Dot> removed) {
        List<Dot> all = new ArrayList<>(removed);
        before.forEachDot(all::add);
        return DotSet.of(all);
    }

    RemovalLog withFloor(VersionVector other) {
        VersionVector joined = floor.join(other);
        return joined == floor ? this : new RemovalLog(removedBy, arrivals, size, joined, limit);
    }

    /** Calls the action with every record whose operation {@code from} does not cover; {@code all} covers those of all. */
    void forEachBetween(VersionVector from, VersionVector all, Consumer<Removal> action) {
        removedBy.forEachBetween(from, all, (by, dots) -> dots.forEachDot(dot -> action.accept(new Removal(dot, by))));
    }

    /**
     * Tells whether everything that was removed beyond {@code from} is on record.
     *
     * @param all covers all operations there are, so that nobody looks where {@code from} covers as much: the floor is never
     *     beyond it
     */
    boolean reachesBackTo(VersionVector from, VersionVector all) {
        boolean[] reaches = {true};
        all.forEachDifference(from, (origin, last, after) -> reaches[0] &= floor.get(origin) <= after);
        return reaches[0];
    }

    /** Returns the log within its limit, with room for a while: without the records that arrived first. */
    RemovalLog trimmed() {
        if (size <= limit) {
            return this;
        }
        DotIndex<DotSet> rest = removedBy;
        VersionVector raised = floor;
        long left = size;
        long dropped = 0;
        for (Dot by : arrivals) {
            if (left <= limit - limit / PARTS) {
                break;
            }
            DotSet dots = rest.get(by);
            left -= dots == null ? 0 : dots.size();
            rest = rest.remove(by, 0);
            raised = raised.advancedTo(by);
            dropped++;
        }
        return new RemovalLog(rest, arrivals.without(dropped), left, raised, limit);
    }
}
