package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.replica.Change;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The same steps once more, by whole {@link Replica}s: who operates, which deltas arrive where, who comes back from a
 * backup. A replica checks more than a bare {@link Causal} value does, and it has watchers, so it is what says whether an
 * application can use the type at all. Where an execution delivers single deltas, a replica gets all that their maker knows.
 */
final class Rehearsal<S extends Crdt<S, ?>> {

    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final Object STRANGE_KEY = new Object() {
        @Override
        public String toString() {
            return "a key that nobody has written to";
        }
    };

    private final CrdtSpec<S> spec;
    private final Key<S> key;
    private final RandomGenerator random;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Change<S>> told = new ArrayList<>();
    private final TreeMap<Integer, ReplicaState> backups = new TreeMap<>(Map.of(0, ReplicaState.empty()));
    private long millis = START_MILLIS;
    private @Nullable Breach refused;
    private @Nullable Breach untold;

    private Rehearsal(CrdtSpec<S> spec, Execution<Causal<S>, Delta<S>, Mutator<S>> execution) {
        this.spec = spec;
        key = Key.of("rehearsal", new Type<>("Rehearsed", spec.empty(), List.of()));
        random = new SplittableRandom(execution.seed());
        for (int number = 0; number < execution.replicas(); number++) {
            replicas.add(started(number, ReplicaState.empty()));
        }
    }

    /** Returns what whole replicas make of the execution; null if it is one of a lattice without dots. */
    @SuppressWarnings("unchecked") // the steps of a CrdtSpec are steps of its type
    static @Nullable Rehearsal<?> of(Execution<?, ?, ?> execution) {
        return execution.subject() instanceof CrdtSpec<?> spec ? ofCrdt(spec, execution) : null;
    }

    @SuppressWarnings("unchecked") // the steps of a CrdtSpec are steps of its type
    private static <S extends Crdt<S, ?>> Rehearsal<S> ofCrdt(CrdtSpec<S> spec, Execution<?, ?, ?> played) {
        var execution = (Execution<Causal<S>, Delta<S>, Mutator<S>>) played;
        Rehearsal<S> rehearsal = new Rehearsal<>(spec, execution);
        for (Step<Causal<S>, Delta<S>, Mutator<S>> step : execution.steps()) {
            if (rehearsal.refused != null) {
                break;
            }
            rehearsal.play(step);
        }
        return rehearsal;
    }

    /** Returns what a replica has refused, if anything. */
    @Nullable
    Breach refused() {
        return refused;
    }

    /** Returns which change the watchers were not told of as they should, if any. */
    @Nullable
    Breach untold() {
        return untold;
    }

    private Replica started(int number, ReplicaState state) {
        Replica replica = new Replica(new ReplicaId(0, number, Diagram.label(number)), state, random, () -> millis);
        Runnable unused = replica.watch(key, told::add);
        return replica;
    }

    private void play(Step<Causal<S>, Delta<S>, Mutator<S>> step) {
        millis++;
        Replica replica = replicas.get(step.replica());
        S before = replica.get(key);
        if (step instanceof Step.Restarted<Causal<S>, Delta<S>, Mutator<S>> restarted) {
            ReplicaState backup = backups.floorEntry(restarted.backup()).getValue();
            replica = started(step.replica(), Objects.requireNonNullElse(backup, ReplicaState.empty()));
            replicas.set(step.replica(), replica);
            before = replica.get(key);
        } else if (step instanceof Step.Operated<Causal<S>, Delta<S>, Mutator<S>> operated) {
            operate(replica, operated.event().operation(), step.number());
        } else if (step instanceof Step.Merged<Causal<S>, Delta<S>, Mutator<S>> merged) {
            receive(replica, merged.from());
        } else if (step instanceof Step.Received<Causal<S>, Delta<S>, Mutator<S>> received) {
            received.deltas().stream()
                    .map(Step.Operated::replica)
                    .distinct()
                    .forEach(from -> receive(replicas.get(step.replica()), from));
        }
        backups.put(step.number(), replica.state());
        if (untold == null && before != replica.get(key)) {
            untold = untold(before, replica.get(key), step.number());
        }
        told.clear();
    }

    private void receive(Replica replica, int from) {
        ReplicaState sender = replicas.get(from).state();
        if (!sender.context().leq(replica.context())) {
            boolean unused = replica.apply(sender.deltaSince(replica.context()));
        }
    }

    private void operate(Replica replica, Mutator<S> operation, int step) {
        List<String> made = new ArrayList<>(1);
        boolean[] over = {false};
        try {
            S unused = replica.update(key, (value, me) -> {
                CausalContext context = CausalContext.of(replica.context());
                Delta<S> delta = spec.operate(operation, Causal.of(value, context), me);
                made.add(ruleBroken(value, delta, me));
                over[0] = true;
                return delta;
            });
        } catch (RuntimeException e) {
            // An operation that fails is the business of another law; so is one that returns null.
            if (over[0]) {
                refused = new Breach(
                        step,
                        "a Replica refuses what " + HistoryEvent.name(operation) + " made: " + e.getMessage()
                                + made.get(0),
                        e);
            }
        }
    }

    /** Says how to fix by far the most frequent one of the rules that a replica insists on, if it is this one. */
    private static <S extends Crdt<S, ?>> String ruleBroken(S value, Delta<S> delta, ReplicaContext me) {
        Set<Dot> removed = new HashSet<>();
        delta.removed().forEach(place -> removed.add(place.dot()));
        for (Entry entry : delta.added()) {
            List<Dot> beside = new ArrayList<>();
            value.store().dotsAt(entry.path()).forEachDot(dot -> {
                if (dot.origin().equals(me.origin()) && !removed.contains(dot)) {
                    beside.add(dot);
                }
            });
            if (!beside.isEmpty()) {
                return "\nThe rule: at one place an incarnation has at most one live dot, so a write replaces at least the"
                        + " one that its own incarnation has there. To fix it, pass to Delta.write what the value has at"
                        + " that place, such as store() or store().at(key), where it passes DotFun.empty() or"
                        + " DotSet.empty(); what must stay beside it needs a place of its own, that is another key of"
                        + " a DotMap.";
            }
        }
        return "";
    }

    private @Nullable Breach untold(S before, S after, int step) {
        String flaw = flawOfContent(before, after);
        if (flaw == null && told.isEmpty()) {
            flaw = flawOfSilence(before, after);
        }
        return flaw == null ? null : new Breach(step, flaw, null);
    }

    private @Nullable String flawOfSilence(S before, S after) {
        Oracle<S, Mutator<S>> oracle = spec.oracle().orElse(null);
        if (oracle == null || before == after) {
            return null;
        }
        Object was;
        Object is;
        try {
            was = oracle.observed(before);
            is = oracle.observed(after);
        } catch (RuntimeException e) {
            return null; // the law of the oracle says so
        }
        if (was == null || was.equals(is)) {
            return null;
        }
        return "a reader found " + was + " before and finds " + is + " now, but no watcher is told: "
                + (after.isKeyed()
                        ? "contentAt(key) must return something else, as equals has it, wherever what a reader finds at a"
                                + " key is something else"
                        : "isBlank() must not be true both before and after");
    }

    private @Nullable String flawOfContent(S before, S after) {
        if (after.isKeyed() != spec.empty().isKeyed()) {
            return "isKeyed() is " + after.isKeyed()
                    + " here and was not when the value was empty; it must be the same for" + " all values of a type";
        }
        if (!after.isKeyed()) {
            return null;
        }
        if (!(after.store() instanceof DotMap<?, ?> now) || !(before.store() instanceof DotMap<?, ?> old)) {
            return "isKeyed() is true, but the outermost store is not a DotMap and has no keys";
        }
        try {
            return after.contentAt(STRANGE_KEY) == null
                    ? flawOfKeys(before, old, after, now)
                    : "contentAt() returns something for " + STRANGE_KEY + ": it must return null there";
        } catch (RuntimeException e) {
            return "contentAt() fails with " + e + ", so that watchers would miss the whole change; it must not throw,"
                    + " whichever key it is asked for";
        }
    }

    private @Nullable String flawOfKeys(S before, DotMap<?, ?> old, S after, DotMap<?, ?> now) {
        for (Object each : now.keySet()) {
            if (each instanceof Incarnation || each instanceof Dot) {
                return "it is keyed by " + each + ", which is no reader's concern: override isKeyed() to return false";
            }
            DotStore<?> there = now.at(each);
            if (there.equals(old.at(each)) && !Objects.equals(before.contentAt(each), after.contentAt(each))) {
                return "nothing has changed at " + each + ", but contentAt() returns "
                        + Alike.apart(before.contentAt(each), after.contentAt(each))
                                .joined(" and then ")
                        + ", so that watchers would be told of a change: it must follow from the store, and what it"
                        + " returns must have an equals of its own";
            }
        }
        return null;
    }
}
