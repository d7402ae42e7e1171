package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of dots as ranges of sequence numbers from each origin: small where dots are dense, whatever their number.
 *
 * @param origins for each origin its ranges, ascending, not empty and not touching
 */
public record DotRanges(Map<Incarnation, List<Range>> origins) {

    /**
     * A range of sequence numbers.
     *
     * @param first the first one
     * @param last the last one, itself included
     */
    public record Range(long first, long last) {
        public Range {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException(
                        "a range goes from 1 or more upwards, but here " + first + " to " + last);
            }
        }
    }

    public DotRanges {
        origins = Collections.unmodifiableMap(new TreeMap<>(origins));
        origins.values().forEach(DotRanges::requireAscending);
    }

    private static void requireAscending(List<Range> ranges) {
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).first() <= ranges.get(i - 1).last() + 1) {
                throw new IllegalArgumentException(
                        "ranges must ascend and not touch, but " + ranges.get(i) + " follows " + ranges.get(i - 1));
            }
        }
    }

    /** Tells whether the dot is in the set, in time O(log ranges). */
    public boolean contains(Dot dot) {
        List<Range> ranges = origins.getOrDefault(dot.origin(), List.of());
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (dot.seq() < range.first()) {
                high = middle - 1;
            } else if (dot.seq() > range.last()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Collects dots that come ascending within each origin. */
    static final class Builder {
        private final Map<Incarnation, List<Range>> origins = new TreeMap<>();

        void add(Dot dot) {
            List<Range> ranges = origins.computeIfAbsent(dot.origin(), origin -> new ArrayList<>());
            int last = ranges.size() - 1;
            if (last >= 0 && ranges.get(last).last() + 1 == dot.seq()) {
                ranges.set(last, new Range(ranges.get(last).first(), dot.seq()));
            } else {
                ranges.add(new Range(dot.seq(), dot.seq()));
            }
        }

        DotRanges build() {
            return new DotRanges(origins);
        }
    }
}
