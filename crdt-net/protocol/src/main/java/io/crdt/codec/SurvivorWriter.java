package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.StateDelta.Survivors;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes the survivors of a state delta: their floor, and the ranges of each origin. A range is told by its length less
 * one, doubled, and plus one if more than one dot is missing before it; in this case the number of those, less two, follows.
 * So a dead dot among living ones takes a byte or two.
 */
final class SurvivorWriter implements Pieces {

    private static final int RANGES_AT_ONCE = 1 << 10;

    private final ValueWriter values;
    private final Survivors survivors;
    private final Iterator<Map.Entry<Incarnation, List<Range>>> origins;
    private Iterator<Range> ranges = List.<Range>of().iterator();
    private long last;
    private boolean started;

    SurvivorWriter(ValueWriter values, Survivors survivors) {
        this.values = values;
        this.survivors = survivors;
        origins = survivors.alive().origins().entrySet().iterator();
    }

    @Override
    public boolean writeNext() {
        if (!started) {
            started = true;
            values.names.difference(VersionVector.EMPTY, survivors.floor());
            values.out.writeVarInt(survivors.alive().origins().size(), true);
        } else if (ranges.hasNext()) {
            for (int i = 0; i < RANGES_AT_ONCE && ranges.hasNext(); i++) {
                range(ranges.next());
            }
        } else if (origins.hasNext()) {
            startOrigin(origins.next());
        } else {
            return false;
        }
        return true;
    }

    private void startOrigin(Map.Entry<Incarnation, List<Range>> origin) {
        values.names.incarnation(origin.getKey());
        values.out.writeVarInt(origin.getValue().size(), true);
        ranges = origin.getValue().iterator();
        last = -1; // as if there were a dot 0, and dead
    }

    private void range(Range range) {
        long missing = range.first() - last - 1;
        values.out.writeVarLong(range.last() - range.first() << 1 | (missing == 1 ? 0 : 1), true);
        if (missing != 1) {
            values.out.writeVarLong(missing - 2, true);
        }
        last = range.last();
    }
}
