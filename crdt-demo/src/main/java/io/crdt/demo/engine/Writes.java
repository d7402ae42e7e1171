package io.crdt.demo.engine;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.causal.VersionVector;
import io.crdt.demo.oracle.Recorder;
import io.crdt.replica.Key;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Writes to the shared objects; each is recorded, with what its node had seen. */
public final class Writes {

    private final OperationRecord operationRecord;

    /** A change of an object, and what it means by its definition. */
    private record Change<S extends Crdt<S, ?>>(Delta<S> delta, OperationRecord.Effect effect) {}

    Writes(OperationRecord operationRecord) {
        this.operationRecord = operationRecord;
    }

    /** Increments a counter, or decrements it if the amount is negative. */
    public Write increment(DemoNode at, Key<PNCounter> counter, long amount) {
        return write(
                at,
                counter,
                (value, me) -> new Change<>(
                        amount < 0 ? value.decrement(me, -amount) : value.increment(me, amount),
                        (oracle, stamp, seen) -> oracle.increment(counter.name(), amount)));
    }

    /** Adds an element to a set. */
    public Write add(DemoNode at, Key<ORSet<String>> set, String element) {
        return write(at, set, (value, me) -> adding(set, value, me, element));
    }

    /**
     * Removes an element from a set.
     *
     * @throws IllegalArgumentException if it is not there
     */
    public Write remove(DemoNode at, Key<ORSet<String>> set, String element) {
        return write(at, set, (value, me) -> {
            require(value.contains(element), at, set, element);
            return removing(set, value.remove(me, element), element);
        });
    }

    /** Removes an element from a set, or adds it if it is not there. */
    Write removeOrAdd(DemoNode at, Key<ORSet<String>> set, String element) {
        return write(
                at,
                set,
                (value, me) -> value.contains(element)
                        ? removing(set, value.remove(me, element), element)
                        : adding(set, value, me, element));
    }

    /** Removes all elements of a set, or adds one if this one is not there. */
    Write clearOrAdd(DemoNode at, Key<ORSet<String>> set, String element) {
        return write(
                at,
                set,
                (value, me) -> value.contains(element)
                        ? new Change<>(value.clear(me), (oracle, stamp, seen) -> oracle.clear(set.name(), seen))
                        : adding(set, value, me, element));
    }

    /** Puts a value at a key of a map. */
    public Write put(DemoNode at, Key<LWWMap<String, String>> map, String key, String value) {
        return write(at, map, (all, me) -> putting(map, all, me, key, value));
    }

    /**
     * Removes a key of a map.
     *
     * @throws IllegalArgumentException if it is not there
     */
    public Write removeKey(DemoNode at, Key<LWWMap<String, String>> map, String key) {
        return write(at, map, (all, me) -> {
            require(all.containsKey(key), at, map, key);
            return removing(map, all.remove(me, key), key);
        });
    }

    /** Removes a key of a map, or puts a value there if it has none. */
    Write removeKeyOrPut(DemoNode at, Key<LWWMap<String, String>> map, String key, String value) {
        return write(
                at,
                map,
                (all, me) -> all.containsKey(key)
                        ? removing(map, all.remove(me, key), key)
                        : putting(map, all, me, key, value));
    }

    private static Change<ORSet<String>> adding(
            Key<ORSet<String>> set, ORSet<String> value, ReplicaContext me, String element) {
        return new Change<>(
                value.add(me, element), (oracle, stamp, seen) -> oracle.add(set.name(), element, stamp, seen));
    }

    private static Change<LWWMap<String, String>> putting(
            Key<LWWMap<String, String>> map, LWWMap<String, String> all, ReplicaContext me, String key, String value) {
        return new Change<>(
                all.put(me, key, value), (oracle, stamp, seen) -> oracle.put(map.name(), key, value, stamp, seen));
    }

    private static <S extends Crdt<S, ?>> Change<S> removing(Key<S> from, Delta<S> delta, String place) {
        return new Change<>(delta, (oracle, stamp, seen) -> oracle.remove(from.name(), place, seen));
    }

    private static void require(boolean present, DemoNode at, Key<?> where, String what) {
        if (!present) {
            throw new IllegalArgumentException(
                    at.name() + " has no \"" + what + "\" in the " + where.name() + "; nothing was changed");
        }
    }

    private <S extends Crdt<S, ?>> Write write(
            DemoNode at, Key<S> key, BiFunction<S, ReplicaContext, Change<S>> mutator) {
        long started = System.nanoTime();
        List<OperationRecord.Operation> made = new ArrayList<>(1);
        at.node().update(key, (value, me) -> {
            VersionVector seen = at.state().context();
            Recorder recorder = new Recorder(me);
            Change<S> change = mutator.apply(value, recorder);
            made.add(new OperationRecord.Operation(recorder.last(), seen, change.effect()));
            return change.delta();
        });
        OperationRecord.Operation operation = made.get(0);
        at.wroteAs(operation.stamp().dot().origin());
        operationRecord.add(operation);
        return new Write(at, operation.stamp().dot(), started);
    }
}
