package io.crdt.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.DotPair;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.replica.DotRanges;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Removal;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.replica.StateDelta.Survivors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one state delta, as {@link DeltaWriter} wrote it, and sees to it that no part contradicts another. */
final class DeltaReader {

    private final ValueReader values;
    private final WireInput in;
    private final VersionVector from;
    private final VersionVector to;
    private final DeltaOrigins origins;

    DeltaReader(ValueReader values) throws DecodeException {
        this.values = values;
        in = values.in;
        from = values.names.difference(values.before.vector, "the vector that a delta starts at");
        to = values.names.difference(from, "the vector that a delta ends at");
        values.before.vector = to;
        origins = new DeltaOrigins(from, to);
    }

    StateDelta read(boolean withSurvivors) throws DecodeException {
        Map<Incarnation, Long> chains = new TreeMap<>();
        for (Incarnation origin : origins.advanced()) {
            chains.put(origin, in.readLong());
        }
        List<ObjectEntries> objects = objects();
        if (origins.hasTwins()) {
            throw in.refuse("the entries", "no dot may occur twice");
        }
        List<Removal> removals = new RemovalReader(values, origins).read();
        Survivors survivors = withSurvivors ? survivors() : null;
        return new StateDelta(from, to, objects, removals, chains, survivors);
    }

    private List<ObjectEntries> objects() throws DecodeException {
        int count = in.count("objects", 2);
        List<ObjectEntries> objects = new ArrayList<>();
        Set<ObjectId> ids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            ObjectId id = values.names.object();
            if (!ids.add(id)) {
                throw in.refuse("the objects", "no object may occur twice, but " + id + " does");
            }
            objects.add(object(id, i));
        }
        return objects;
    }

    private ObjectEntries object(ObjectId id, int number) throws DecodeException {
        Shape shape = id.shape();
        int bytesEach = shape.kind() == Shape.Kind.DOTS ? 1 : 2;
        List<Entry> entries = new ArrayList<>();
        List<Object> keys = new ArrayList<>();
        for (int count = entryCount(bytesEach); count > 0; count = entryCount(bytesEach)) {
            DeltaOrigins.Cursor origin = origins.of(values.names.incarnation());
            @Nullable Path before = null;
            int dotsThere = 0;
            for (int i = 0; i < count; i++) {
                long seq = seqAfter(origin.lastEntryOf(number), origin.to, "an entry's dot");
                origin.setLastEntryOf(number, seq);
                origin.entries.add(seq);
                Object payload = pathAndPayload(shape, keys);
                Path path = pathOf(keys);
                dotsThere = path.equals(before) ? dotsThere + 1 : 1;
                before = path;
                if (dotsThere > WireFormat.MAX_DOTS_AT_ONE_PLACE) {
                    throw in.refuse(
                            "the entries of " + id,
                            "a writer replaces its own dot, but " + origin.origin + " has more than "
                                    + WireFormat.MAX_DOTS_AT_ONE_PLACE + " at \"" + path + "\"");
                }
                entries.add(new Entry(path, new Dot(origin.origin, seq), payload));
            }
        }
        return new ObjectEntries(id, entries);
    }

    private int entryCount(int bytesEach) throws DecodeException {
        return in.count("entries", bytesEach);
    }

    private long seqAfter(long last, long limit, String what) throws DecodeException {
        long gap = in.readVarLong(true);
        if (gap < 0 || gap >= limit - last) {
            throw in.refuse(
                    what,
                    "its seq must be from " + (last + 1) + " to " + limit + ", but is " + Long.toUnsignedString(gap)
                            + " beyond the first of these");
        }
        return last + 1 + gap;
    }

    /** Reads those keys that differ from the keys before, in place, and returns the payload, which follows them. */
    private Object pathAndPayload(Shape shape, List<Object> keys) throws DecodeException {
        int shared = shape.depth() > 1
                ? in.index("the number of shared steps", Math.min(keys.size(), WireFormat.MAX_SHARED_STEPS) + 1)
                : 0;
        keys.subList(shared, keys.size()).clear();
        Shape at = shape;
        for (Object key : keys) {
            at = after(at, key);
        }
        return stepsAndPayload(at, keys);
    }

    private Object stepsAndPayload(Shape at, List<Object> keys) throws DecodeException {
        return switch (at.kind()) {
            case DOTS -> Unit.UNIT;
            case VALUES -> values.value();
            case MAP -> stepsAndPayload(at, values.value(), keys);
            case PAIR -> stepsAndPayload(at, side(), keys);
        };
    }

    private Object stepsAndPayload(Shape at, Object key, List<Object> keys) throws DecodeException {
        keys.add(key);
        return stepsAndPayload(after(at, key), keys);
    }

    private DotPair.Side side() throws DecodeException {
        return in.index("the side of a pair", 2) == 0 ? DotPair.Side.FIRST : DotPair.Side.SECOND;
    }

    private Shape after(Shape shape, Object key) throws DecodeException {
        Shape next = shape.after(key);
        if (next == null) {
            throw in.refuse("a path", "it must fit the shape of its object, but a " + shape + " has no step " + key);
        }
        return next;
    }

    private static Path pathOf(List<Object> keys) {
        Path path = Path.end();
        for (int i = keys.size() - 1; i >= 0; i--) {
            path = path.under(keys.get(i));
        }
        return path;
    }

    private Survivors survivors() throws DecodeException {
        VersionVector floor = values.names.difference(VersionVector.EMPTY, "the floor");
        if (!floor.leq(to)) {
            throw in.refuse("the floor", "it must not be beyond " + to + ", but is " + floor);
        }
        int count = in.count("origins of survivors", 3);
        Map<Incarnation, List<DotRanges.Range>> alive = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Incarnation origin = values.names.incarnation();
            if (alive.put(origin, ranges(Math.min(from.get(origin), to.get(origin)))) != null) {
                throw in.refuse("the survivors", "no origin may occur twice, but " + origin + " does");
            }
        }
        return new Survivors(new DotRanges(alive), floor);
    }

    private List<DotRanges.Range> ranges(long limit) throws DecodeException {
        int count = in.count("ranges of survivors", 1);
        if (count == 0) {
            throw in.refuse("the survivors", "an origin without any must not occur");
        }
        List<DotRanges.Range> ranges = new ArrayList<>();
        long last = -1;
        for (int i = 0; i < count; i++) {
            long head = in.readVarLong(true);
            long missing = (head & 1) == 0 ? 1 : 2 + in.seq("the number of dead dots");
            long more = head >>> 1;
            if (missing >= limit - last || more >= limit - last - missing) {
                throw in.refuse(
                        "a range of survivors",
                        "it must end at " + limit + " or before, but there are " + missing + " dead dots after " + last
                                + " and then " + more + " and one alive");
            }
            long first = last + missing + 1;
            last = first + more;
            ranges.add(new DotRanges.Range(first, last));
        }
        return List.copyOf(ranges);
    }
}
