package io.crdt.net.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.DotPair;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.VersionVector;
import io.crdt.replica.DotRanges;
import io.crdt.replica.Removal;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.replica.StateDelta.Survivors;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes one state delta:
 *
 * <pre>
 * incarnations   every origin that is named, ascending; a number from here on
 * from, to       a sequence number for each, and the difference to it for each
 * objects        name, type, shape, and runs of entries from one origin
 * removals       see {@link RemovalWriter}
 * survivors      floor, and for each origin the ranges that are alive
 * </pre>
 */
final class DeltaWriter {

    private final ValueWriter values;
    private final StateDelta delta;
    private final Incarnation[] origins;

    DeltaWriter(ValueWriter values, StateDelta delta) {
        this.values = values;
        this.delta = delta;
        origins = origins(delta);
    }

    private static Incarnation[] origins(StateDelta delta) {
        Set<Incarnation> found = new HashSet<>();
        delta.from().forEach((origin, seq) -> found.add(origin));
        delta.to().forEach((origin, seq) -> found.add(origin));
        for (ObjectEntries object : delta.objects()) {
            object.entries().forEach(entry -> found.add(entry.dot().origin()));
        }
        for (Removal removal : delta.removals()) {
            found.add(removal.removed().origin());
            found.add(removal.by().origin());
        }
        Survivors survivors = delta.survivors();
        if (survivors != null) {
            found.addAll(survivors.alive().origins().keySet());
            survivors.floor().forEach((origin, seq) -> found.add(origin));
        }
        return new TreeSet<>(found).toArray(Incarnation[]::new);
    }

    void write() {
        Survivors survivors = delta.survivors();
        values.out.writeByte(survivors == null ? Wire.Kind.PUSH : Wire.Kind.PUSH_WITH_SURVIVORS);
        values.incarnations(List.of(origins), origins.length);
        vector(delta.from());
        for (Incarnation origin : origins) {
            long to = ValueWriter.requireSeq(delta.to().get(origin));
            values.out.writeVarLong(to - delta.from().get(origin), false);
        }
        values.out.writeVarInt(delta.objects().size(), true);
        delta.objects().forEach(this::object);
        new RemovalWriter(values, origins, delta.from()).write(delta.removals());
        if (survivors != null) {
            survivors(survivors);
        }
    }

    private void vector(VersionVector vector) {
        for (Incarnation origin : origins) {
            values.seq(vector.get(origin));
        }
    }

    private void object(ObjectEntries object) {
        values.string(object.id().name());
        values.typeName(object.id().type());
        Shape shape = object.id().shape();
        shape(shape);
        List<Entry> entries = object.entries();
        long[] last = new long[origins.length];
        for (int i = 0; i < origins.length; i++) {
            last[i] = delta.from().get(origins[i]);
        }
        values.out.writeVarInt(runs(entries), true);
        Path before = Path.end();
        for (int start = 0; start < entries.size(); ) {
            int end = runEnd(entries, start);
            int origin = values.number(entries.get(start).dot().origin());
            values.out.writeVarInt(origin, true);
            values.out.writeVarInt(end - start, true);
            for (Entry entry : entries.subList(start, end)) {
                last[origin] = entry(object, entry, before, last[origin]);
                before = entry.path();
            }
            start = end;
        }
    }

    private static int runs(List<Entry> entries) {
        int runs = 0;
        for (int start = 0; start < entries.size(); start = runEnd(entries, start)) {
            runs++;
        }
        return runs;
    }

    private static int runEnd(List<Entry> entries, int start) {
        Incarnation origin = entries.get(start).dot().origin();
        int end = start + 1;
        while (end < entries.size() && entries.get(end).dot().origin().equals(origin)) {
            end++;
        }
        return end;
    }

    private long entry(ObjectEntries object, Entry entry, Path before, long last) {
        Dot dot = entry.dot();
        if (dot.seq() <= last) {
            throw new IllegalArgumentException("the entries of " + object.id()
                    + " must ascend within each origin and lie beyond " + delta.from() + ", but " + dot + " does not");
        }
        values.out.writeVarLong(dot.seq() - last - 1, true);
        if (path(entry.path(), before, object.id().shape()).carriesValues()) {
            values.value(entry.payload());
        }
        return dot.seq();
    }

    /** Writes how many maps there are around what in one number, and if it is a pair, its parts. */
    private void shape(Shape shape) {
        int maps = 0;
        Shape inner = shape;
        while (inner instanceof Shape.MapOf map) {
            maps++;
            inner = map.values();
        }
        if (inner instanceof Shape.PairOf pair) {
            values.out.writeVarInt(maps << 2 | Wire.ShapeKind.PAIR, true);
            shape(pair.first());
            shape(pair.second());
        } else {
            boolean carriesValues = ((Shape.Leaf) inner).carriesValues();
            values.out.writeVarInt(maps << 2 | (carriesValues ? Wire.ShapeKind.VALUES : Wire.ShapeKind.DOTS), true);
        }
    }

    /** Writes those steps that differ from the path before; returns what the path leads to. */
    private Shape.Leaf path(Path path, Path before, Shape shape) {
        Path rest = path;
        Shape at = shape;
        if (shape.depth() > 1) {
            Path restBefore = before;
            int shared = 0;
            while (shared < Wire.MAX_SHARED_STEPS
                    && rest instanceof Path.Step step
                    && restBefore instanceof Path.Step stepBefore
                    && step.key().equals(stepBefore.key())) {
                shared++;
                at = after(at, step.key());
                rest = step.rest();
                restBefore = stepBefore.rest();
            }
            values.out.writeByte(shared);
        }
        while (rest instanceof Path.Step step) {
            if (at instanceof Shape.PairOf) {
                values.out.writeBoolean(step.key() == DotPair.Side.SECOND);
            } else {
                values.value(step.key());
            }
            at = after(at, step.key());
            rest = step.rest();
        }
        return (Shape.Leaf) at;
    }

    private static Shape after(Shape shape, Object key) {
        return Objects.requireNonNull(shape.after(key), "an object's entries have paths that fit its shape");
    }

    private void survivors(Survivors survivors) {
        vector(survivors.floor());
        Map<Incarnation, List<DotRanges.Range>> alive = survivors.alive().origins();
        values.out.writeVarInt(alive.size(), true);
        alive.forEach((origin, ranges) -> {
            values.out.writeVarInt(values.number(origin), true);
            values.out.writeVarInt(ranges.size(), true);
            long last = 0;
            for (DotRanges.Range range : ranges) {
                values.out.writeVarLong(range.first() - last - 1, true);
                values.out.writeVarLong(range.last() - range.first(), true);
                last = range.last();
            }
        });
    }
}
