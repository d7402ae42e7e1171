package io.crdt.laws;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The {@link History} of one object of whole replicas: all operations ever made on it, by any of them, and so what each
 * must hold of it. There are two answers: which entries are alive, which follows from who removed what, and what the
 * {@link Oracle} of the type says. A driver of several replicas keeps one for each object.
 *
 * @param <S> the type of the object
 */
public final class ObjectHistory<S extends Crdt<S, ?>> {

    private final Key<S> key;
    private final CrdtSpec<S> spec;
    private final List<HistoryEvent<Mutator<S>>> events = new ArrayList<>();
    private final List<Entry> added = new ArrayList<>();
    private final Map<Dot, Entry> written = new HashMap<>();
    private final Map<Dot, List<Dot>> removers = new HashMap<>();
    private final Map<Dot, Delta<S>> deltas = new HashMap<>();
    private final Expectations<Mutator<S>> expectations = new Expectations<>();

    /** In which way a state is not what its history demands. */
    public enum Kind {
        /** Something is alive that the context does not cover. */
        NOT_COVERED,
        /** A dot has another payload than it was written with. */
        TWO_PAYLOADS,
        /** Something is alive although its removal is visible. */
        RESURRECTED,
        /** Something is not there although the context covers it and nobody has removed it. */
        LOST,
        /** The oracle says otherwise. */
        WRONG_VALUE
    }

    /**
     * What is wrong with a state.
     *
     * @param what the dot or value in question, for people
     */
    public record Flaw(Kind kind, String what) {}

    /** Creates the history of an object that nobody has written to. */
    public ObjectHistory(Key<S> key, CrdtSpec<S> spec) {
        this.key = key;
        this.spec = spec;
    }

    /**
     * Makes a random operation at the replica and writes down what it did.
     *
     * @return the operation, or nothing if it changed nothing
     */
    @CanIgnoreReturnValue
    public Optional<HistoryEvent<Mutator<S>>> update(Replica replica, RandomGenerator random) {
        return update(replica, randomOperation(random));
    }

    /** Returns a random operation of this object's type. */
    public Mutator<S> randomOperation(RandomGenerator random) {
        return spec.randomOperation(random);
    }

    /**
     * Makes an operation at the replica and writes down what it did.
     *
     * @return the operation, or nothing if it changed nothing
     */
    @CanIgnoreReturnValue
    public Optional<HistoryEvent<Mutator<S>>> update(Replica replica, Mutator<S> operation) {
        VersionVector seen = replica.context();
        List<Delta<S>> deltas = new ArrayList<>(1);
        List<HistoryEvent<Mutator<S>>> made = new ArrayList<>(1);
        replica.update(key, (value, replicaContext) -> {
            RecordingContext me = new RecordingContext(replicaContext);
            Delta<S> delta = operation.apply(value, me);
            if (!delta.isNone()) {
                List<Dot> taken = me.taken();
                made.add(new HistoryEvent<>(taken.get(taken.size() - 1), operation, taken, me.time(), seen));
                deltas.add(delta);
            }
            return delta;
        });
        made.forEach(event -> record(event, deltas.get(0)));
        return made.stream().findFirst();
    }

    private void record(HistoryEvent<Mutator<S>> event, Delta<S> delta) {
        events.add(event);
        deltas.put(event.id(), delta);
        delta.added().forEach(entry -> {
            added.add(entry);
            written.put(entry.dot(), entry);
        });
        delta.removed()
                .forEach(place -> removers.computeIfAbsent(place.dot(), each -> new ArrayList<>(1))
                        .add(event.id()));
    }

    /** Returns the operations and what each had seen. */
    public History<Mutator<S>> history() {
        return new History<>(events);
    }

    /** Returns how many operations there are. */
    public int size() {
        return events.size();
    }

    /** Returns the dots that the operations of an origin have removed. It looks at all removals. */
    public Set<Dot> removedBy(Incarnation origin) {
        Set<Dot> removed = new HashSet<>();
        removers.forEach((dot, by) -> {
            if (by.stream().anyMatch(remover -> remover.origin().equals(origin))) {
                removed.add(dot);
            }
        });
        return removed;
    }

    /** Returns what a state holds of this object. */
    public S valueIn(ReplicaState state) {
        return state.get(key);
    }

    /** Returns the dots that a state holds of this object. */
    public DotStore<?> storeIn(ReplicaState state) {
        return valueIn(state).store();
    }

    /** Returns what of this object in the state is not as the operations demand that its context covers. */
    public Optional<Flaw> flawIn(ReplicaState state) {
        Flaw flaw = flawOfEntries(state);
        return Optional.ofNullable(flaw == null ? flawOfValue(state) : flaw);
    }

    /**
     * Returns what of the effect of one operation is not in the state as it must be, provided that its context covers the
     * operation. It costs what the operation changed, whatever the size of the object.
     */
    public Optional<Flaw> flawOf(HistoryEvent<?> event, ReplicaState state) {
        Delta<S> delta = deltas.get(event.id());
        if (delta == null) {
            throw new IllegalArgumentException(event + " was not made on " + this);
        }
        DotStore<?> store = storeIn(state);
        for (Entry entry : delta.added()) {
            Flaw flaw = flawOfPlace(entry, store.payload(entry.path(), entry.dot()), state.context());
            if (flaw != null) {
                return Optional.of(flaw);
            }
        }
        for (Delta.Place place : delta.removed()) {
            if (store.payload(place.path(), place.dot()) != null) {
                return Optional.of(resurrected(place.dot(), event.id(), state.context()));
            }
        }
        return Optional.empty();
    }

    private @Nullable Flaw flawOfPlace(Entry written, @Nullable Object found, VersionVector context) {
        if (found != null) {
            return flawOfEntry(new Entry(written.path(), written.dot(), found), context);
        }
        return remover(written.dot(), context) == null
                ? new Flaw(
                        Kind.LOST, this + " lacks " + written + ", which " + context + " covers and nobody has removed")
                : null;
    }

    private Flaw resurrected(Dot dot, Dot remover, VersionVector context) {
        return new Flaw(
                Kind.RESURRECTED, this + " has " + dot + " alive, which " + remover + " removed; context " + context);
    }

    private @Nullable Flaw flawOfEntries(ReplicaState state) {
        VersionVector context = state.context();
        Flaw[] flaw = new Flaw[1];
        int[] found = {0};
        storeIn(state).forEachEntry(entry -> {
            found[0]++;
            if (flaw[0] == null) {
                flaw[0] = flawOfEntry(entry, context);
            }
        });
        if (flaw[0] != null) {
            return flaw[0];
        }
        int expected = 0;
        for (Entry entry : added) {
            if (context.covers(entry.dot()) && remover(entry.dot(), context) == null) {
                expected++;
            }
        }
        return found[0] == expected
                ? null
                : new Flaw(
                        Kind.LOST,
                        "of " + expected + " entries of " + this + " that it covers and nobody removed, it has only "
                                + found[0] + "; context " + context);
    }

    private @Nullable Flaw flawOfEntry(Entry entry, VersionVector context) {
        Dot dot = entry.dot();
        if (!context.covers(dot)) {
            return new Flaw(Kind.NOT_COVERED, this + " has " + dot + ", which " + context + " does not cover");
        }
        if (!entry.equals(written.get(dot))) {
            return new Flaw(Kind.TWO_PAYLOADS, this + " has " + entry + ", which was written as " + written.get(dot));
        }
        Dot remover = remover(dot, context);
        return remover == null ? null : resurrected(dot, remover, context);
    }

    private @Nullable Dot remover(Dot dot, VersionVector context) {
        for (Dot remover : removers.getOrDefault(dot, List.of())) {
            if (context.covers(remover)) {
                return remover;
            }
        }
        return null;
    }

    private @Nullable Flaw flawOfValue(ReplicaState state) {
        Oracle<S, Mutator<S>> oracle = spec.oracle().orElse(null);
        if (oracle == null) {
            return null;
        }
        Object expected = expectations.of(events, state.context(), oracle::expected);
        Object observed = oracle.observed(valueIn(state));
        return observed.equals(expected)
                ? null
                : new Flaw(
                        Kind.WRONG_VALUE,
                        "a reader of " + this + " finds "
                                + Alike.apart(observed, expected).joined(", but the history demands ")
                                + "; context " + state.context());
    }

    @Override
    public String toString() {
        return key.name();
    }
}
