package io.crdt.net.codec;

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

/** Reads one state delta, as {@link DeltaWriter} wrote it, and sees to it that no part contradicts another. */
final class DeltaReader {

    private final ValueReader values;
    private final WireInput in;
    private Incarnation[] origins = {};
    private long[] from = {};
    private long[] to = {};
    private SeenDots seen = new SeenDots(0);

    DeltaReader(ValueReader values) {
        this.values = values;
        in = values.in;
    }

    StateDelta read(boolean withSurvivors) throws DecodeException {
        origins = values.incarnations(2);
        from = seqs("the vector that a delta starts at");
        to = new long[origins.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = in.requireSeq("the vector that a delta ends at", from[i] + in.readVarLong(false), 0);
        }
        seen = new SeenDots(origins.length);
        List<ObjectEntries> objects = objects();
        if (seen.hasTwins()) {
            throw in.refuse("the entries", "no dot may occur twice");
        }
        List<Removal> removals = new RemovalReader(in, origins, from, to).read();
        Survivors survivors = withSurvivors ? survivors() : null;
        return new StateDelta(vector(from), vector(to), objects, removals, survivors);
    }

    private long[] seqs(String what) throws DecodeException {
        long[] seqs = new long[origins.length];
        for (int i = 0; i < seqs.length; i++) {
            seqs[i] = in.seq(what);
        }
        return seqs;
    }

    private VersionVector vector(long[] seqs) {
        VersionVector vector = VersionVector.EMPTY;
        for (int i = 0; i < seqs.length; i++) {
            vector = vector.advancedTo(origins[i], seqs[i]);
        }
        return vector;
    }

    private List<ObjectEntries> objects() throws DecodeException {
        int count = in.count("objects", 4);
        List<ObjectEntries> objects = new ArrayList<>(count);
        Set<ObjectId> ids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String name = in.string("the name of an object");
            ObjectId id = new ObjectId(name, values.typeName(), shape(Shape.MAX_SIZE));
            if (!ids.add(id)) {
                throw in.refuse("the objects", "no object may occur twice, but " + id + " does");
            }
            objects.add(object(id));
        }
        return objects;
    }

    private Shape shape(int room) throws DecodeException {
        int number = in.readVarInt(true);
        int maps = number >>> 2;
        int kind = number & 3;
        int left = room - maps - 1;
        if (left < 0 || maps > Shape.MAX_DEPTH || kind > Wire.ShapeKind.PAIR) {
            throw in.refuse("a shape", "there is no shape " + number + " of at most " + room + " stores");
        }
        Shape inner;
        if (kind == Wire.ShapeKind.PAIR) {
            Shape first = shape(left);
            inner = new Shape.PairOf(first, shape(left - first.size()));
        } else {
            inner = new Shape.Leaf(kind == Wire.ShapeKind.VALUES);
        }
        return inner.inMaps(maps);
    }

    private ObjectEntries object(ObjectId id) throws DecodeException {
        Shape shape = id.shape();
        int bytesEach =
                1 + Math.min(shape.depth(), 1) + (shape instanceof Shape.Leaf leaf && leaf.carriesValues() ? 1 : 0);
        List<Entry> entries = new ArrayList<>();
        long[] last = from.clone();
        List<Object> keys = new ArrayList<>();
        int runs = in.count("runs of entries", 2 + bytesEach);
        for (int i = 0; i < runs; i++) {
            int origin = in.index("the origin of entries", origins.length);
            int count = in.count("entries", bytesEach);
            for (int j = 0; j < count; j++) {
                last[origin] = seqAfter(last[origin], to[origin], "an entry's dot");
                seen.add(origin, last[origin]);
                boolean carriesValue = path(shape, keys).carriesValues();
                Object payload = carriesValue ? values.value() : Unit.UNIT;
                entries.add(new Entry(pathOf(keys), new Dot(origins[origin], last[origin]), payload));
            }
        }
        return new ObjectEntries(id, entries);
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

    /** Reads those keys that differ from the keys before, in place; returns what they lead to. */
    private Shape.Leaf path(Shape shape, List<Object> keys) throws DecodeException {
        int shared = shape.depth() > 1
                ? in.index("the number of shared steps", Math.min(keys.size(), Wire.MAX_SHARED_STEPS) + 1)
                : 0;
        keys.subList(shared, keys.size()).clear();
        Shape at = shape;
        for (int i = 0; i < shared || !(at instanceof Shape.Leaf); i++) {
            if (i >= shared) {
                keys.add(at instanceof Shape.PairOf ? side() : values.value());
            }
            at = after(at, keys.get(i));
        }
        return (Shape.Leaf) at;
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
        long[] floor = seqs("the floor");
        for (int i = 0; i < floor.length; i++) {
            if (floor[i] > to[i]) {
                throw in.refuse("the floor", "it must not be beyond " + to[i] + ", but is " + floor[i]);
            }
        }
        int count = in.count("origins of survivors", 4);
        Map<Incarnation, List<DotRanges.Range>> alive = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int origin = in.index("the origin of survivors", origins.length);
            if (alive.put(origins[origin], ranges(Math.min(from[origin], to[origin]))) != null) {
                throw in.refuse("the survivors", "no origin may occur twice, but " + origins[origin] + " does");
            }
        }
        return new Survivors(new DotRanges(alive), vector(floor));
    }

    private List<DotRanges.Range> ranges(long limit) throws DecodeException {
        int count = in.count("ranges of survivors", 2);
        if (count == 0) {
            throw in.refuse("the survivors", "an origin without any must not occur");
        }
        List<DotRanges.Range> ranges = new ArrayList<>(count);
        long last = 0;
        for (int i = 0; i < count; i++) {
            long first = seqAfter(last, limit, "the first of a range");
            last = seqAfter(first - 1, limit, "the last of a range");
            ranges.add(new DotRanges.Range(first, last));
        }
        return List.copyOf(ranges);
    }
}
