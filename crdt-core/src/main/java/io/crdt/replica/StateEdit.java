package io.crdt.replica;

import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.causal.VersionVector;
import io.crdt.internal.PersistentMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One atomic change in the making: it starts from a state, takes entries and removals in, and ends in another state. The
 * first state stays what it is, so whatever goes wrong in between has changed nothing.
 */
final class StateEdit {

    private final ReplicaState before;
    private final Map<ObjectId, DotStore<?>> stores = new HashMap<>();
    private final Map<ObjectId, Set<Path>> touched = new HashMap<>();
    private VersionVector context;
    private DotIndex<Location> live;
    private RemovalLog removals;
    private long fingerprint;

    StateEdit(ReplicaState before) {
        this.before = before;
        context = before.context();
        live = before.live();
        removals = before.removals();
        fingerprint = before.fingerprint();
    }

    StateEdit mutate(ObjectId id, Shape shape, Delta<?> delta) {
        Dot operation = Collections.max(delta.taken());
        delta.removed().forEach(place -> {
            kill(place.dot());
            removals = removals.with(place.dot(), operation);
        });
        delta.added().forEach(entry -> add(id, shape, entry));
        context = context.advancedTo(operation);
        return this;
    }

    StateEdit apply(StateDelta delta) {
        VersionVector known = context;
        StateDelta.Survivors survivors = delta.survivors();
        if (survivors != null) {
            killWhatDidNotSurvive(survivors.alive(), delta);
            removals = removals.withFloor(survivors.floor());
        }
        delta.removals().forEach(removal -> {
            if (!known.covers(removal.by())) {
                kill(removal.removed());
                removals = removals.with(removal.removed(), removal.by());
            }
        });
        delta.objects()
                .forEach(object -> object.entries().forEach(entry -> {
                    if (!known.covers(entry.dot())) {
                        add(object.id(), object.shape(), entry);
                    }
                }));
        context = known.join(delta.to());
        return this;
    }

    /** Returns, for every object that changed, the places where it did. */
    Map<ObjectId, Set<Path>> touched() {
        return touched;
    }

    ReplicaState result() {
        PersistentMap<ObjectId, DotStore<?>> objects = before.stores();
        for (Map.Entry<ObjectId, DotStore<?>> changed : stores.entrySet()) {
            objects = changed.getValue().isEmpty()
                    ? objects.remove(changed.getKey())
                    : objects.put(changed.getKey(), changed.getValue());
        }
        return new ReplicaState(objects, context, live, removals, fingerprint);
    }

    private void add(ObjectId id, Shape shape, Entry entry) {
        Dot dot = entry.dot();
        stores.put(id, store(id, shape).with(entry.path(), dot, entry.payload()));
        live = live.put(dot, new Location(id, entry.path()));
        fingerprint += Fingerprint.of(id, entry.path(), dot, entry.payload());
        touch(id, entry.path());
    }

    private void kill(Dot dot) {
        Location location = live.get(dot);
        if (location == null) {
            return;
        }
        ObjectId id = location.object();
        DotStore<?> store = stored(id);
        Object payload = store == null ? null : store.payload(location.path(), dot);
        if (store == null || payload == null) {
            throw new IllegalStateException("the index has " + dot + " at " + location + ", but the store does not");
        }
        stores.put(id, store.without(location.path(), dot));
        live = live.remove(dot);
        fingerprint -= Fingerprint.of(id, location.path(), dot, payload);
        touch(id, location.path());
    }

    /**
     * The sender covers it and does not have it, so it is dead. This is asked of all that the sender covers and not only
     * of what {@code from} does: we may have moved on since, and what we have seen beyond {@code from} may have been
     * removed by an operation that is no longer on record.
     */
    private void killWhatDidNotSurvive(DotRanges alive, StateDelta delta) {
        Set<Dot> arriving = new HashSet<>();
        delta.objects().forEach(object -> object.entries().forEach(entry -> arriving.add(entry.dot())));
        List<Dot> dead = new ArrayList<>();
        live.forEachBeyond(VersionVector.EMPTY, (dot, location) -> {
            if (delta.to().covers(dot) && !alive.contains(dot) && !arriving.contains(dot)) {
                dead.add(dot);
            }
        });
        dead.forEach(this::kill);
    }

    private void touch(ObjectId id, Path path) {
        touched.computeIfAbsent(id, each -> new HashSet<>()).add(path);
    }

    private DotStore<?> store(ObjectId id, Shape shape) {
        DotStore<?> store =
                stores.containsKey(id) ? stores.get(id) : before.stores().get(id);
        if (store == null) {
            return shape.bottom();
        }
        if (!Shape.of(store).equals(shape)) {
            throw new IllegalArgumentException("the object " + id + " is stored as " + Shape.of(store)
                    + ", but a delta has it as " + shape + "; nothing was changed");
        }
        return store;
    }

    private @Nullable DotStore<?> stored(ObjectId id) {
        DotStore<?> changed = stores.get(id);
        return changed == null ? before.stores().get(id) : changed;
    }
}
