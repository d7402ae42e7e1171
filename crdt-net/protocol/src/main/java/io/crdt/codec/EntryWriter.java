package io.crdt.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.DotPair;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.replica.Shape;
import io.crdt.replica.StateDelta.ObjectEntries;
import java.util.List;
import java.util.Objects;

/**
 * Writes the entries of one object: runs from one origin each, and a 0 after the last. A run is its length, its origin, and
 * its entries; an entry is how far it is beyond the one before of its origin, its path and its payload.
 */
final class EntryWriter implements Pieces {

    private final ValueWriter values;
    private final DeltaOrigins origins;
    private final ObjectEntries object;
    private final int number;
    private final List<Entry> entries;
    private Path before = Path.end();
    private int next;
    private int runEnd;
    private boolean done;

    /**
     * Creates the writer of an object's entries.
     *
     * @param number which object of the delta it is, counted up
     */
    EntryWriter(ValueWriter values, DeltaOrigins origins, ObjectEntries object, int number) {
        this.values = values;
        this.origins = origins;
        this.object = object;
        this.number = number;
        entries = object.entries();
    }

    @Override
    public boolean writeNext() {
        if (done) {
            return false;
        }
        if (next == entries.size()) {
            values.out.writeByte(0);
            done = true;
            return true;
        }
        if (next == runEnd) {
            startRun();
        }
        entry(entries.get(next++));
        return true;
    }

    private void startRun() {
        Incarnation from = entries.get(next).dot().origin();
        while (runEnd < entries.size() && entries.get(runEnd).dot().origin().equals(from)) {
            runEnd++;
        }
        values.out.writeVarInt(runEnd - next, true);
        values.names.incarnation(from);
    }

    private void entry(Entry entry) {
        Dot dot = entry.dot();
        DeltaOrigins.Cursor origin = origins.of(dot.origin());
        long last = origin.lastEntryOf(number);
        if (dot.seq() <= last) {
            throw new IllegalArgumentException("the entries of " + object.id()
                    + " must ascend within each origin and lie beyond " + last + ", but " + dot + " does not");
        }
        values.out.writeVarLong(dot.seq() - last - 1, true);
        origin.setLastEntryOf(number, dot.seq());
        if (path(entry.path())) {
            values.value(entry.payload());
        }
    }

    /** Writes those steps that differ from the path before; tells whether a value stands where it ends. */
    private boolean path(Path path) {
        Path rest = path;
        Shape at = object.id().shape();
        if (at.depth() > 1) {
            Path restBefore = before;
            int shared = 0;
            while (shared < WireFormat.MAX_SHARED_STEPS
                    && rest instanceof Path.Step step
                    && restBefore instanceof Path.Step stepBefore
                    && step.key().equals(stepBefore.key())) {
                shared++;
                at = after(at, step);
                rest = step.rest();
                restBefore = stepBefore.rest();
            }
            values.out.writeByte(shared);
        }
        before = path;
        return steps(at, rest);
    }

    private boolean steps(Shape at, Path path) {
        return switch (at.kind()) {
            case DOTS -> false;
            case VALUES -> true;
            case MAP -> {
                Path.Step step = (Path.Step) path;
                values.value(step.key());
                yield steps(after(at, step), step.rest());
            }
            case PAIR -> {
                Path.Step step = (Path.Step) path;
                values.out.writeBoolean(step.key() == DotPair.Side.SECOND);
                yield steps(after(at, step), step.rest());
            }
        };
    }

    private static Shape after(Shape shape, Path.Step step) {
        return Objects.requireNonNull(shape.after(step.key()), "an object's entries have paths that fit its shape");
    }
}
