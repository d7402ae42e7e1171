package io.crdt.replica;

import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happened to a replica between two version vectors: Δ[from → to].
 *
 * <p>It is a causally closed cut of its sender. A replica that covers {@code from} may apply it, all of it at once, and
 * covers {@code to} afterwards; nobody may take a part of it.
 *
 * @param from what the receiver must cover
 * @param to what it covers afterwards
 * @param objects the live entries that {@code from} does not cover, object by object
 * @param removals every removal on record whose operation {@code from} does not cover, also of dots that the receiver
 *     never had, since it must be able to pass them on
 * @param chains for each origin of which {@code to} covers more than {@code from}, the
 *     {@link ReplicaState#chain} there; 0 if it is unknown, which is what is put for those that are missing
 * @param survivors null if the records reach back to {@code from}; else what is needed instead of the missing ones
 */
public record StateDelta(
        VersionVector from,
        VersionVector to,
        List<ObjectEntries> objects,
        List<Removal> removals,
        Map<Incarnation, Long> chains,
        @Nullable Survivors survivors) {

    public StateDelta {
        objects = List.copyOf(objects);
        removals = List.copyOf(removals);
        chains = beyond(from, to, chains);
    }

    private static Map<Incarnation, Long> beyond(VersionVector from, VersionVector to, Map<Incarnation, Long> chains) {
        Map<Incarnation, Long> beyond = new TreeMap<>();
        to.forEachDifference(from, (origin, here, there) -> {
            if (here > there) {
                beyond.put(origin, chains.getOrDefault(origin, Chains.UNKNOWN));
            }
        });
        return Collections.unmodifiableMap(beyond);
    }

    /**
     * New live entries of one object.
     *
     * @param id the object
     * @param entries the entries, ascending by dot within each origin
     */
    public record ObjectEntries(ObjectId id, List<Entry> entries) {
        public ObjectEntries {
            entries = List.copyOf(entries);
            for (Entry entry : entries) {
                if (!id.shape().hasPlaceFor(entry)) {
                    throw new IllegalArgumentException(
                            "the object " + id + " is a " + id.shape() + " and has no place at \"" + entry.path()
                                    + "\" for a " + entry.payload().getClass().getSimpleName());
                }
            }
        }
    }

    /**
     * What is still alive at the sender of all that {@code from} and {@code to} both cover. Whatever {@code to} covers and
     * is neither here nor among the entries is dead.
     *
     * @param alive the dots
     * @param floor up to where the sender's removal records are missing, and the receiver's will be
     */
    public record Survivors(DotRanges alive, VersionVector floor) {}

    /** Returns how much there is in it: entries, removals and ranges of survivors. */
    public long weight() {
        long ranges = survivors == null
                ? 0
                : survivors.alive().origins().values().stream()
                        .mapToLong(List::size)
                        .sum();
        return entryCount() + removals.size() + ranges;
    }

    /** Returns the number of live entries. */
    public int entryCount() {
        return objects.stream().mapToInt(object -> object.entries().size()).sum();
    }

    @Override
    public String toString() {
        return "Δ[" + from + " → " + to + "] with " + entryCount() + " entries, " + removals.size() + " removals"
                + (survivors == null ? "" : ", survivors");
    }
}
