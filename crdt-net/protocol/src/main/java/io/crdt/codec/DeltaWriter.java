package io.crdt.codec;

import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.replica.StateDelta.Survivors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Writes one state delta, entry by entry:
 *
 * <pre>
 * from           its difference to what the sender has said before on this link that it has
 * to             its difference to from
 * chains         of the origins that to covers more of than from, ascending, 8 bytes each
 * objects        their number, and for each which one, and its entries: see {@link EntryWriter}
 * removals       see {@link RemovalWriter}
 * survivors      see {@link SurvivorWriter}
 * </pre>
 */
final class DeltaWriter implements Pieces {

    private final ValueWriter values;
    private final StateDelta delta;
    private final DeltaOrigins origins;
    private final Iterator<ObjectEntries> objects;
    private final Deque<Pieces> parts = new ArrayDeque<>();
    private int objectNumber;

    DeltaWriter(ValueWriter values, StateDelta delta) {
        this.values = values;
        this.delta = delta;
        origins = new DeltaOrigins(delta.from(), delta.to());
        objects = delta.objects().iterator();
        parts.add(Pieces.of(this::head));
        parts.add(this::nextObject);
        parts.add(new RemovalWriter(values, origins, delta.removals()));
        Survivors survivors = delta.survivors();
        if (survivors != null) {
            parts.add(new SurvivorWriter(values, survivors));
        }
    }

    @Override
    public boolean writeNext() {
        for (Pieces part = parts.peek(); part != null; part = parts.peek()) {
            if (part.writeNext()) {
                return true;
            }
            parts.remove();
        }
        return false;
    }

    private void head() {
        values.out.writeByte(delta.survivors() == null ? WireFormat.Kind.PUSH : WireFormat.Kind.PUSH_WITH_SURVIVORS);
        values.names.difference(values.before.vector, delta.from());
        values.names.difference(delta.from(), delta.to());
        values.before.vector = delta.to();
        delta.chains().values().forEach(values.out::writeLong);
        values.out.writeVarInt(delta.objects().size(), true);
    }

    private boolean nextObject() {
        if (!objects.hasNext()) {
            return false;
        }
        ObjectEntries object = objects.next();
        values.names.object(object.id());
        parts.push(new EntryWriter(values, origins, object, objectNumber++));
        return true;
    }
}
