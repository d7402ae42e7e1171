package io.crdt.sim;

import io.crdt.causal.Entry;
import io.crdt.causal.VersionVector;
import io.crdt.replica.ObjectId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.Stamped;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a state that is lost, or altered if it has a time, while the state goes on to claim what it claimed.
 *
 * @param whole the state, in one piece
 * @param object which object it is in
 * @param entry the entry as it was
 * @param altered whether it is not lost
 */
record Damage(StateDelta whole, ObjectId object, Entry entry, boolean altered) {

    /** Draws a damage, or nothing if nothing lives in the state. */
    static @Nullable Damage of(ReplicaState state, SplittableRandom choices) {
        StateDelta whole = state.deltaSince(VersionVector.EMPTY);
        if (whole.objects().isEmpty()) {
            return null;
        }
        ObjectEntries object =
                whole.objects().get(choices.nextInt(whole.objects().size()));
        Entry entry = object.entries().get(choices.nextInt(object.entries().size()));
        return new Damage(whole, object.id(), entry, entry.payload() instanceof Stamped && choices.nextBoolean());
    }

    /** Returns the damaged state. */
    ReplicaState state(int removalLimit) {
        List<ObjectEntries> objects = new ArrayList<>();
        for (ObjectEntries each : whole.objects()) {
            objects.add(each.id().equals(object) ? new ObjectEntries(object, damaged(each.entries())) : each);
        }
        return ReplicaState.empty(removalLimit)
                .apply(new StateDelta(
                        whole.from(), whole.to(), objects, whole.removals(), whole.chains(), whole.survivors()));
    }

    private List<Entry> damaged(List<Entry> entries) {
        List<Entry> damaged = new ArrayList<>(entries);
        int at = damaged.indexOf(entry);
        if (altered && entry.payload() instanceof Stamped<?> stamped) {
            Stamped<?> later = new Stamped<>(stamped.packedTime() + 1, stamped.value());
            damaged.set(at, new Entry(entry.path(), entry.dot(), later));
        } else {
            damaged.remove(at);
        }
        return damaged;
    }
}
