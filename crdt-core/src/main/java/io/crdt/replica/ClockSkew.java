package io.crdt.replica;

import io.crdt.causal.Incarnation;
import io.crdt.clock.Timestamp;
import java.util.List;

/**
 * What the times of writes tell of wrong clocks at one moment. Only times ahead of this replica's clock tell anything, since
 * what is behind may just be old: a replica whose clock is ahead of all others cannot see that.
 *
 * <p>A time counts as ahead if it is {@linkplain io.crdt.clock.HybridLogicalClock too far ahead} to be adopted. Until the
 * clock reaches it, its writer wins over all concurrent writes.
 *
 * @param ahead the incarnations whose times are ahead, those that are most so first; a bounded number
 * @param forgotten how often one was forgotten since too many were ahead
 * @param ownAheadMillis how far the times of this replica's own writes are ahead of its clock, which has been set back then;
 *     or 0
 * @param stateAheadMillis how far ahead the latest time in the state is, if it was there at the start or its incarnation is
 *     forgotten, so that nobody knows who wrote it; or 0
 * @param behindMillis how far this replica's clock is probably behind, since several others are ahead of it by about the
 *     same and none was seen that is not; or 0
 */
public record ClockSkew(
        List<Ahead> ahead, long forgotten, long ownAheadMillis, long stateAheadMillis, long behindMillis) {

    /**
     * An incarnation whose times are ahead.
     *
     * @param origin the incarnation
     * @param latest its latest time
     * @param aheadMillis how far that is ahead of this replica's clock now
     * @param firstSeenMillis when a time of it that was ahead came in first, by this replica's clock
     * @param lastSeenMillis when one came in last, by this replica's clock
     */
    public record Ahead(
            Incarnation origin, Timestamp latest, long aheadMillis, long firstSeenMillis, long lastSeenMillis) {}

    public ClockSkew {
        ahead = List.copyOf(ahead);
    }
}
