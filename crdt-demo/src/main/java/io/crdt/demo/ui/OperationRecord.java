package io.crdt.demo.ui;

import io.crdt.causal.VersionVector;
import io.crdt.demo.oracle.MixOracle;
import io.crdt.demo.oracle.Stamp;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The dashboard's own record of every operation, against which nodes are checked: whatever a node has seen, the record says
 * what it has to hold, by the definition of the operations and not by merging.
 *
 * <p>Operations have to be recorded in the order in which they are made; so whatever has seen an operation stands behind it.
 * What all copies have, running ones, disks and backups, becomes part of the base, and what none has any more is dropped; so
 * the record is as long as what is on its way.
 */
final class OperationRecord {

    /** How many operations may be on their way; while there are more, nothing should be added without need. */
    static final int LIMIT = 100_000;

    private record Operation(Stamp stamp, Consumer<MixOracle> effect) {}

    private MixOracle base = new MixOracle();
    private List<Operation> operations = new ArrayList<>();
    private long size;

    void increment(String object, long amount, Stamp stamp) {
        record(stamp, oracle -> oracle.increment(object, amount));
    }

    void add(String object, String element, Stamp stamp, VersionVector seen) {
        record(stamp, oracle -> oracle.add(object, element, stamp, seen));
    }

    void put(String object, String key, String value, Stamp stamp, VersionVector seen) {
        record(stamp, oracle -> oracle.put(object, key, value, stamp, seen));
    }

    void remove(String object, String place, Stamp stamp, VersionVector seen) {
        record(stamp, oracle -> oracle.remove(object, place, seen));
    }

    private void record(Stamp stamp, Consumer<MixOracle> effect) {
        operations.add(new Operation(stamp, effect));
        size++;
    }

    /** Returns how many operations have been recorded. */
    long size() {
        return size;
    }

    boolean isFull() {
        return operations.size() >= LIMIT;
    }

    /** Forgets what can be told without, given what all copies have that there are. */
    void compact(Collection<VersionVector> copies) {
        VersionVector everywhere = copies.stream().reduce(VersionVector::meet).orElse(VersionVector.EMPTY);
        VersionVector anywhere = copies.stream().reduce(VersionVector.EMPTY, VersionVector::join);
        List<Operation> kept = new ArrayList<>();
        for (Operation operation : operations) {
            if (everywhere.covers(operation.stamp().dot())) {
                operation.effect().accept(base);
            } else if (anywhere.covers(operation.stamp().dot())) {
                kept.add(operation);
            }
        }
        operations = kept;
    }

    /** Returns the places at which a replica does not hold what it must, given what it has seen. */
    List<String> differences(ReplicaState state) {
        MixOracle oracle = base.copy();
        operations.stream()
                .filter(operation -> state.context().covers(operation.stamp().dot()))
                .forEach(operation -> operation.effect().accept(oracle));
        Map<String, Object> expected = oracle.expected();
        expected.putIfAbsent(SharedObjects.LIKES.name(), 0L);
        Map<String, Object> observed = SharedObjects.observed(state);
        List<String> differences = new ArrayList<>();
        expected.forEach((place, value) -> {
            if (!value.equals(observed.get(place))) {
                differences.add(place + " must be " + value + ", but is " + observed.get(place));
            }
        });
        observed.forEach((place, value) -> {
            if (!expected.containsKey(place)) {
                differences.add(place + " is " + value + ", but must be nothing");
            }
        });
        return differences;
    }
}
