package io.crdt.net.sim;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.VersionVector;
import io.crdt.clock.Timestamp;
import io.crdt.laws.Event;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All operations ever made on one object, by any node, and so what a replica must hold of it. There are two answers: which
 * entries are alive, which follows from who removed what, and what the oracle of the type says.
 */
final class ObjectHistory<S extends Crdt<S, ?>> {

    private final SimulatedObject<S> object;
    private final List<Event<Mutator<S>>> events = new ArrayList<>();
    private final List<Entry> added = new ArrayList<>();
    private final Map<Dot, Entry> contents = new HashMap<>();
    private final Map<Dot, List<Dot>> removers = new HashMap<>();

    /** What is wrong with a state. */
    record Breach(Invariant invariant, String what) {}

    ObjectHistory(SimulatedObject<S> object) {
        this.object = object;
    }

    /** Makes a random operation and returns it, or null if it changed nothing. */
    @Nullable
    Operation update(Replica replica, RandomGenerator random) {
        Mutator<S> mutator = object.spec().randomOperation(random);
        VersionVector seen = replica.context();
        Operation[] made = new Operation[1];
        replica.update(object.key(), (value, me) -> {
            Watch watch = new Watch(me);
            Delta<S> delta = mutator.apply(value, watch);
            if (!delta.isNone()) {
                made[0] = record(mutator, delta, seen, watch.time);
            }
            return delta;
        });
        return made[0];
    }

    private Operation record(Mutator<S> mutator, Delta<S> delta, VersionVector seen, Timestamp time) {
        List<Dot> removed = delta.removed().stream().map(Delta.Place::dot).toList();
        Operation operation = new Operation(this, mutator.toString(), List.copyOf(delta.taken()), removed, seen, time);
        events.add(new Event<>(operation.last(), mutator, delta.taken(), time, seen));
        delta.added().forEach(entry -> {
            added.add(entry);
            contents.put(entry.dot(), entry);
        });
        removed.forEach(
                dot -> removers.computeIfAbsent(dot, each -> new ArrayList<>()).add(operation.last()));
        return operation;
    }

    DotStore<?> store(ReplicaState state) {
        return ((Crdt<?, ?>) state.get(object.key())).store();
    }

    /** Returns what is wrong with this object in the state, or null. */
    @Nullable
    Breach check(ReplicaState state) {
        VersionVector context = state.context();
        Breach[] breach = new Breach[1];
        int[] found = {0};
        store(state).forEachEntry(entry -> {
            found[0]++;
            if (breach[0] == null) {
                breach[0] = check(entry, context);
            }
        });
        if (breach[0] != null) {
            return breach[0];
        }
        int expected = 0;
        for (Entry entry : added) {
            if (context.covers(entry.dot()) && remover(entry.dot(), context) == null) {
                expected++;
            }
        }
        if (found[0] != expected) {
            return new Breach(
                    Invariant.NO_OVERCLAIM,
                    "of " + expected + " entries of " + this + " that it covers and nobody removed, it has only "
                            + found[0] + "; context " + context);
        }
        return checkOracle(state);
    }

    private @Nullable Breach check(Entry entry, VersionVector context) {
        Dot dot = entry.dot();
        if (!context.covers(dot)) {
            return new Breach(
                    Invariant.MATCHES_ORACLE, this + " has " + dot + ", which " + context + " does not cover");
        }
        if (!entry.equals(contents.get(dot))) {
            return new Breach(
                    Invariant.ONE_CONTENT_A_DOT,
                    this + " has " + entry + ", which was written as " + contents.get(dot));
        }
        Dot remover = remover(dot, context);
        return remover == null
                ? null
                : new Breach(
                        Invariant.NO_RESURRECTION,
                        this + " has " + dot + " alive, which " + remover + " removed; context " + context);
    }

    private @Nullable Dot remover(Dot dot, VersionVector context) {
        for (Dot remover : removers.getOrDefault(dot, List.of())) {
            if (context.covers(remover)) {
                return remover;
            }
        }
        return null;
    }

    private @Nullable Breach checkOracle(ReplicaState state) {
        Oracle<S, Mutator<S>> oracle = object.spec().oracle().orElse(null);
        if (oracle == null) {
            return null;
        }
        Object expected = oracle.expected(new History<>(events).visibleTo(state.context()));
        Object observed = oracle.observed(state.get(object.key()));
        return observed.equals(expected)
                ? null
                : new Breach(
                        Invariant.MATCHES_ORACLE,
                        this + " reads " + observed + ", but its history says " + expected + "; context "
                                + state.context());
    }

    @Override
    public String toString() {
        return object.key().name();
    }

    /** Passes everything on and remembers the time. */
    private static final class Watch implements ReplicaContext {
        private final ReplicaContext me;
        private Timestamp time = Timestamp.ZERO;

        Watch(ReplicaContext me) {
            this.me = me;
        }

        @Override
        public Incarnation origin() {
            return me.origin();
        }

        @Override
        public Dot nextDot() {
            return me.nextDot();
        }

        @Override
        public Timestamp now() {
            time = me.now();
            return time;
        }
    }
}
