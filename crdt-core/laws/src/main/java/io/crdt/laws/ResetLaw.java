package io.crdt.laws;

import io.crdt.causal.Crdt;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.ReplicaContext;
import io.crdt.clock.Timestamp;

/** What a map of values relies on when it removes a key: {@link Crdt#reset} and {@link Crdt#isBlank}. */
final class ResetLaw {

    private ResetLaw() {}

    static <X, D, M> void resetLeavesNothing(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        for (Step<X, D, M> step : execution.steps()) {
            requireEmptyIfBlank(type, step.after(), step);
            type.reset(step.after(), new Stranger()).ifPresent(left -> {
                Breach.unless(
                        type.isBlank(left),
                        step.number(),
                        () -> "a reset leaves " + type.show(left) + ", which is not blank");
                requireEmptyIfBlank(type, left, step);
            });
        }
    }

    private static <X, D, M> void requireEmptyIfBlank(Subject<X, D, M> type, X state, Step<X, D, M> step) {
        Oracle<X, M> oracle = type.stateOracle().orElse(null);
        if (oracle != null && type.isBlank(state)) {
            Object found = oracle.observed(state);
            Object nothing = oracle.observed(type.bottom());
            Breach.unless(
                    found.equals(nothing),
                    step.number(),
                    () -> type.show(state) + " is blank, but a reader finds "
                            + Alike.apart(found, nothing).joined(" and not "));
        }
    }

    /** Somebody who has not been there before, so that no dot of his can clash, and whose clock is slow. */
    private static final class Stranger implements ReplicaContext {

        private static final Incarnation ORIGIN = new Incarnation(-1, -1);

        private long seq;

        @Override
        public Incarnation origin() {
            return ORIGIN;
        }

        @Override
        public Dot nextDot() {
            return new Dot(ORIGIN, ++seq);
        }

        @Override
        public Timestamp now() {
            return Timestamp.ZERO;
        }
    }
}
