package io.crdt.replica;

import io.crdt.replica.StateDelta.ObjectEntries;
import java.util.List;
import java.util.Map;

/**
 * All that is alive at a replica within some ranges of dots, regardless of who knows of it. Two replicas whose contexts are
 * equal and whose states are not exchange sections of what differs.
 *
 * @param ranges the ranges
 * @param objects the live entries in them, object by object
 */
public record Section(DotRanges ranges, List<ObjectEntries> objects) {

    /** The section of nothing. */
    public static final Section NONE = new Section(new DotRanges(Map.of()), List.of());

    public Section {
        objects = List.copyOf(objects);
    }

    /** Tells whether it is about no dots at all. */
    public boolean isEmpty() {
        return ranges.origins().isEmpty();
    }
}
