package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes what a link calls by numbers once it has been named: incarnations, and with them vectors; objects. */
final class NameWriter {

    private final WireOutput out;
    private final WriterDictionary before;

    NameWriter(WireOutput out, WriterDictionary before) {
        this.out = out;
        this.before = before;
    }

    /** Writes which object: its number if it was written before, else its name, type and shape. */
    void object(ObjectId object) {
        Integer number = before.numberOf(object);
        out.writeVarInt(number == null ? before.objectCount() : number, true);
        if (number == null) {
            out.string(object.name());
            typeName(object.type());
            shape(object.shape());
            before.add(object);
        }
    }

    private void typeName(String name) {
        Integer number = before.numberOf(name);
        out.writeVarInt(number == null ? before.typeNameCount() : number, true);
        if (number == null) {
            out.string(name);
            before.add(name);
        }
    }

    /** Writes how many maps there are around what in one number, and if it is a pair, its parts. */
    private void shape(Shape shape) {
        int maps = 0;
        Shape inner = shape;
        while (inner.kind() == Shape.Kind.MAP) {
            maps++;
            inner = inner.parts().get(0);
        }
        int kind = switch (inner.kind()) {
            case DOTS -> WireFormat.ShapeKind.DOTS;
            case VALUES -> WireFormat.ShapeKind.VALUES;
            case PAIR -> WireFormat.ShapeKind.PAIR;
            case MAP -> throw new IllegalStateException("a map has been counted");
        };
        out.writeVarInt(maps << 2 | kind, true);
        inner.parts().forEach(this::shape);
    }

    /** Writes an incarnation: by its number if it was written before. */
    void incarnation(Incarnation incarnation) {
        Integer number = before.numberOf(incarnation);
        out.writeVarInt(number == null ? before.incarnationCount() : number, true);
        if (number == null) {
            bits(incarnation);
            before.add(incarnation);
        }
    }

    /** Writes how far the vector is from another one: the number of origins that differ, and for each which and how much. */
    void difference(VersionVector base, VersionVector vector) {
        Map<Incarnation, Long> steps = new HashMap<>();
        vector.forEachDifference(base, (origin, seq, baseSeq) -> {
            steps.put(origin, WireOutput.requireSeq(seq) - baseSeq);
        });
        steps(steps);
    }

    /**
     * Writes a number for each of some origins. Those that the link knows come first, ascending, and are named by the
     * distance to the one before.
     */
    void steps(Map<Incarnation, Long> steps) {
        TreeMap<Integer, Long> known = new TreeMap<>();
        TreeMap<Incarnation, Long> unknown = new TreeMap<>();
        steps.forEach((origin, step) -> {
            Integer number = before.numberOf(origin);
            if (number == null) {
                unknown.put(origin, step);
            } else {
                known.put(number, step);
            }
        });
        out.writeVarInt(steps.size(), true);
        int next = 0;
        for (Map.Entry<Integer, Long> each : known.entrySet()) {
            out.writeVarInt(each.getKey() - next, true);
            out.writeVarLong(each.getValue(), false);
            next = each.getKey() + 1;
        }
        for (Map.Entry<Incarnation, Long> each : unknown.entrySet()) {
            out.writeVarInt(before.incarnationCount() - next, true);
            bits(each.getKey());
            before.add(each.getKey());
            out.writeVarLong(each.getValue(), false);
            next = before.incarnationCount();
        }
    }

    /** Writes a vector so that it neither uses nor changes what the link remembers: builds that do not know it skip it. */
    void whole(VersionVector vector) {
        TreeMap<Incarnation, Long> seqs = new TreeMap<>();
        vector.forEach(seqs::put);
        out.writeVarInt(seqs.size(), true);
        seqs.forEach((origin, seq) -> {
            bits(origin);
            out.writeVarLong(WireOutput.requireSeq(seq), true);
        });
    }

    private void bits(Incarnation incarnation) {
        out.writeLong(incarnation.high());
        out.writeLong(incarnation.low());
    }
}
