package io.crdt.laws;

import io.crdt.causal.CausalContext;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that happened to one replica in an {@link Execution}.
 *
 * @param <X> the type of the states
 * @param <D> the type of the deltas
 * @param <M> the type of the operations
 */
public sealed interface Step<X, D, M> {

    /** Returns the place in the execution, from 1 on. */
    int number();

    /** Returns which replica it happened to, from 0 on. */
    int replica();

    /** Returns the state of the replica before. */
    X before();

    /** Returns the state of the replica after. */
    X after();

    /** Returns the ids of the events that the replica has seen after. */
    CausalContext seen();

    /**
     * The replica made an operation.
     *
     * @param event the operation as the history has it
     * @param delta what it yielded
     */
    record Operated<X, D, M>(
            int number, int replica, X before, X after, CausalContext seen, HistoryEvent<M> event, D delta)
            implements Step<X, D, M> {
        @Override
        public String toString() {
            return HistoryEvent.name(event.operation());
        }
    }

    /**
     * The replica got deltas: for the first time or again, in order or not.
     *
     * @param deltas the operations whose deltas they were
     * @param asGroup whether they came joined to one delta
     */
    record Received<X, D, M>(
            int number,
            int replica,
            X before,
            X after,
            CausalContext seen,
            List<Operated<X, D, M>> deltas,
            boolean asGroup)
            implements Step<X, D, M> {
        @Override
        public String toString() {
            return text(deltas, asGroup);
        }

        static String text(List<? extends Operated<?, ?, ?>> deltas, boolean asGroup) {
            String numbers = deltas.stream()
                    .map(delta -> Integer.toString(delta.number()))
                    .collect(Collectors.joining(" "));
            return asGroup ? "← (" + numbers + ")" : "← " + numbers;
        }
    }

    /**
     * The replica joined the whole state of another one.
     *
     * @param from which replica it was
     * @param other its state
     */
    record Merged<X, D, M>(int number, int replica, X before, X after, CausalContext seen, int from, X other)
            implements Step<X, D, M> {
        @Override
        public String toString() {
            return text(from);
        }

        static String text(int from) {
            return "⊔ " + Diagram.label(from);
        }
    }

    /**
     * The replica went back to an earlier state, as from a backup, and is another incarnation since.
     *
     * @param backup the number of the step that ended in that state; 0 for the beginning
     */
    record Restarted<X, D, M>(int number, int replica, X before, X after, CausalContext seen, int backup)
            implements Step<X, D, M> {
        @Override
        public String toString() {
            return "restart from " + backup;
        }
    }
}
