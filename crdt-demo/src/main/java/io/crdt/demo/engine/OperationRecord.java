package io.crdt.demo.engine;

import io.crdt.causal.VersionVector;
import io.crdt.demo.oracle.MixOracle;
import io.crdt.demo.oracle.Stamp;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The engine's own record of every operation, against which nodes are checked: whatever a node has seen, the record says
 * what it has to hold, by the definition of the operations and not by merging.
 *
 * <p>Operations have to be recorded in the order in which they are made; so whatever has seen an operation stands behind it.
 * What all copies have, running ones, disks and backups, becomes part of the base, and what none has any more is dropped; so
 * the record is as long as what is on its way.
 */
public final class OperationRecord {

    /** How many operations may be on their way; while there are more, nothing should be added without need. */
    private static final int LIMIT = 100_000;

    /** What an operation means by its definition. */
    interface Effect {
        void on(MixOracle oracle, Stamp stamp, VersionVector seen);
    }

    /**
     * An operation.
     *
     * @param seen what the node that made it had seen
     */
    record Operation(Stamp stamp, VersionVector seen, Effect effect) {
        void on(MixOracle oracle) {
            effect.on(oracle, stamp, seen);
        }
    }

    private MixOracle base = new MixOracle();
    private List<Operation> operations = new ArrayList<>();
    private long size;

    /** Takes the next operation. */
    void add(Operation operation) {
        operations.add(operation);
        size++;
    }

    /** Returns how many operations have been recorded. */
    public long size() {
        return size;
    }

    /** Returns how many of them are not part of the base yet. */
    int pending() {
        return operations.size();
    }

    public boolean isFull() {
        return operations.size() >= LIMIT;
    }

    /** Forgets what can be told without, given what all copies have that there are. */
    void compact(Collection<VersionVector> copies) {
        VersionVector everywhere = copies.stream().reduce(VersionVector::meet).orElse(VersionVector.EMPTY);
        VersionVector anywhere = copies.stream().reduce(VersionVector.EMPTY, VersionVector::join);
        List<Operation> kept = new ArrayList<>();
        for (Operation operation : operations) {
            if (everywhere.covers(operation.stamp().dot())) {
                operation.on(base);
            } else if (anywhere.covers(operation.stamp().dot())) {
                kept.add(operation);
            }
        }
        operations = kept;
    }

    /** Returns what each place has to hold once everything has arrived. */
    public Map<String, Object> expected() {
        return expected(operation -> true);
    }

    private Map<String, Object> expected(Predicate<Operation> arrived) {
        MixOracle oracle = base.copy();
        operations.stream().filter(arrived).forEach(operation -> operation.on(oracle));
        return oracle.expected();
    }

    /** Returns the places at which a node does not hold what it must, given what it has seen. */
    public List<Difference> differences(DemoNode node) {
        ReplicaState state = node.state();
        return Difference.between(
                node.name(),
                expected(operation -> state.context().covers(operation.stamp().dot())),
                Observed.at(state));
    }
}
