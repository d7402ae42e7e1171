package io.crdt.codec;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what {@link NameWriter} wrote. */
final class NameReader {

    private final WireInput in;
    private final IncarnationCache known;
    private final ReaderDictionary before;

    NameReader(WireInput in, IncarnationCache known, ReaderDictionary before) {
        this.in = in;
        this.known = known;
        this.before = before;
    }

    ObjectId object() throws DecodeException {
        int number = in.index("an object", before.objectCount() + 1);
        if (number < before.objectCount()) {
            return before.object(number);
        }
        ObjectId object = new ObjectId(in.string("the name of an object"), typeName(), shape(Shape.MAX_SIZE));
        before.add(object);
        return object;
    }

    private String typeName() throws DecodeException {
        int number = in.index("the name of a type", before.typeNameCount() + 1);
        if (number == before.typeNameCount()) {
            before.add(in.string("the name of a type"));
        }
        return before.typeName(number);
    }

    private Shape shape(int room) throws DecodeException {
        int number = in.readVarInt(true);
        int maps = number >>> 2;
        int kind = number & 3;
        int left = room - maps - 1;
        if (left < 0 || maps > Shape.MAX_DEPTH || kind > WireFormat.ShapeKind.PAIR) {
            throw in.refuse("a shape", "there is no shape " + number + " of at most " + room + " stores");
        }
        Shape inner;
        if (kind == WireFormat.ShapeKind.PAIR) {
            Shape first = shape(left);
            inner = new Shape.PairOf(first, shape(left - first.size()));
        } else {
            inner = new Shape.Leaf(kind == WireFormat.ShapeKind.VALUES);
        }
        return inner.inMaps(maps);
    }

    Incarnation incarnation() throws DecodeException {
        return incarnation(in.index("an incarnation", before.incarnationCount() + 1));
    }

    private Incarnation incarnation(int number) throws DecodeException {
        if (number == before.incarnationCount()) {
            before.add(known.shared(in.incarnation()));
        }
        return before.incarnation(number);
    }

    /** Reads a vector as its difference to another one. */
    VersionVector difference(VersionVector base, String what) throws DecodeException {
        Map<Incarnation, Long> seqs = steps(what);
        for (Map.Entry<Incarnation, Long> step : seqs.entrySet()) {
            step.setValue(in.requireSeq(what, base.get(step.getKey()) + step.getValue(), 0));
        }
        return base.withSeqs(seqs);
    }

    /** Reads a vector that neither uses nor changes what the link remembers. */
    VersionVector whole(String what, int most) throws DecodeException {
        int count = in.count("origins of " + what, 2 * Long.BYTES + 1);
        if (count > most) {
            throw in.refuse(what, "it has at most " + most + " origins, but here are " + count);
        }
        Map<Incarnation, Long> seqs = new LinkedHashMap<>();
        Incarnation last = null;
        for (int i = 0; i < count; i++) {
            Incarnation origin = in.incarnation();
            if (last != null && last.compareTo(origin) >= 0) {
                throw in.refuse(what, "origins ascend, but " + origin + " stands after " + last);
            }
            last = origin;
            seqs.put(origin, in.requireSeq(what, in.readVarLong(true), 1));
        }
        return VersionVector.EMPTY.withSeqs(seqs);
    }

    Map<Incarnation, Long> steps(String what) throws DecodeException {
        int count = in.count("origins of " + what, 2);
        Map<Incarnation, Long> steps = new LinkedHashMap<>();
        int next = 0;
        for (int i = 0; i < count; i++) {
            int number = next + in.index("the origin of " + what, before.incarnationCount() + 1 - next);
            Incarnation origin = incarnation(number);
            if (steps.put(origin, in.readVarLong(false)) != null) {
                throw in.refuse(what, "no origin may occur twice, but " + origin + " does");
            }
            next = number + 1;
        }
        return steps;
    }
}
