package io.crdt.laws;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.VersionVector;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * All that was done to any of several replicas, written down beside them, and so what each of them must hold. A simulator
 * keeps one.
 */
public final class Journal {

    private final List<Page<?>> pages = new ArrayList<>();

    /** Creates a journal of no objects; add those that are to be written to. */
    public Journal() {}

    /** The history of one object. */
    private static final class Page<S extends Crdt<S, ?>> {
        private final Key<S> key;
        private final CrdtSpec<S> spec;
        private final List<Event<Mutator<S>>> events = new ArrayList<>();

        Page(Key<S> key, CrdtSpec<S> spec) {
            this.key = key;
            this.spec = spec;
        }

        void update(Replica replica, RandomGenerator random) {
            Mutator<S> operation = spec.randomOperation(random);
            VersionVector seen = replica.context();
            replica.update(key, (value, me) -> {
                RecordingContext recording = new RecordingContext(me);
                Delta<S> delta = operation.apply(value, recording);
                if (!delta.isNone()) {
                    int last = recording.taken().size() - 1;
                    events.add(new Event<>(
                            recording.taken().get(last), operation, recording.taken(), recording.time(), seen));
                }
                return delta;
            });
        }

        Object expected(VersionVector visible) {
            return oracle().expected(new History<>(events).visibleTo(visible));
        }

        Object observed(ReplicaState state) {
            return oracle().observed(state.get(key));
        }

        private Oracle<S, Mutator<S>> oracle() {
            return spec.oracle().orElseThrow();
        }
    }

    /** Adds an object, described by its specification, which needs an oracle. */
    public <S extends Crdt<S, ?>> Journal with(Key<S> key, CrdtSpec<S> spec) {
        if (spec.oracle().isEmpty()) {
            throw new IllegalArgumentException("the object " + key + " has no oracle in " + spec.name());
        }
        pages.add(new Page<>(key, spec));
        return this;
    }

    /** Makes a random operation on a random object at the replica, and writes down what it did. */
    public void update(Replica replica, RandomGenerator random) {
        pages.get(random.nextInt(pages.size())).update(replica, random);
    }

    /** Returns what a reader must find in each object of somebody who has seen this much. */
    public Map<Key<?>, Object> expected(VersionVector visible) {
        Map<Key<?>, Object> expected = new LinkedHashMap<>();
        pages.forEach(page -> expected.put(page.key, page.expected(visible)));
        return expected;
    }

    /** Returns what a reader does find in each object. */
    public Map<Key<?>, Object> observed(ReplicaState state) {
        Map<Key<?>, Object> observed = new LinkedHashMap<>();
        pages.forEach(page -> observed.put(page.key, page.observed(state)));
        return observed;
    }

    /**
     * Checks that each object has the value that the operations in the state's context demand.
     *
     * @throws AssertionError if one has not
     */
    public void check(ReplicaState state) {
        Map<Key<?>, Object> expected = expected(state.context());
        observed(state).forEach((key, found) -> {
            if (!found.equals(expected.get(key))) {
                throw new AssertionError("at " + state.context() + " a reader of " + key + " finds " + found
                        + ", but the history demands " + expected.get(key));
            }
        });
    }
}
