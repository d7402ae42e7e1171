package io.crdt.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The laws of {@code ⊔}, on states that an execution has reached and on the deltas that it sent. */
final class LatticeLaws {

    private static final int TRIPLES = 24;
    private static final int EXHAUSTIVE_UP_TO = 3;
    private static final int DECOMPOSED = 6;

    private LatticeLaws() {}

    @FunctionalInterface
    interface TripleCheck<X> {
        void on(X a, X b, X c);
    }

    static <X, D, M> void joinCommutes(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (a, b, c) -> same(type.join(a, b), type.join(b, a), "a ⊔ b and b ⊔ a differ", a, b));
    }

    static <X, D, M> void joinAssociates(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(
                execution,
                (a, b, c) -> same(
                        type.join(type.join(a, b), c),
                        type.join(a, type.join(b, c)),
                        "(a ⊔ b) ⊔ c and a ⊔ (b ⊔ c) differ",
                        a,
                        b,
                        c));
    }

    static <X, D, M> void joinIsIdempotent(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (a, b, c) -> {
            same(type.join(a, a), a, "a ⊔ a and a differ", a);
            X joined = type.join(a, b);
            same(type.join(joined, b), joined, "a ⊔ b ⊔ b and a ⊔ b differ", a, b);
        });
    }

    static <X, D, M> void joinInflates(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (a, b, c) -> {
            X joined = type.join(a, b);
            require(type.leq(a, joined), "a is not ≤ a ⊔ b", a, b);
            require(type.leq(b, joined), "b is not ≤ a ⊔ b", a, b);
        });
    }

    static <X, D, M> void bottomIsNeutral(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (a, b, c) -> {
            same(type.join(a, type.bottom()), a, "a ⊔ ⊥ and a differ", a);
            same(type.join(type.bottom(), a), a, "⊥ ⊔ a and a differ", a);
        });
    }

    static <X, D, M> void orderAgreesWithJoin(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (a, b, c) -> {
            require(type.leq(a, b) == type.join(a, b).equals(b), "a ≤ b disagrees with a ⊔ b = b", a, b);
            require(!type.leq(a, b) || !type.leq(b, a) || a.equals(b), "a ≤ b and b ≤ a, but they differ", a, b);
        });
    }

    static <X, D, M> void equalityIsOverState(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        List<X> states = states(execution);
        for (int i = 0; i < states.size(); i++) {
            for (int j = 0; j < i; j++) {
                X a = states.get(i);
                X b = states.get(j);
                if (a != b && a.equals(b)) {
                    require(a.hashCode() == b.hashCode(), "a = b, but their hash codes differ", a, b);
                    // A state tells on itself best: joining a into a adds nothing, so it must add nothing to b either.
                    same(type.join(a, a), type.join(b, a), "a = b, but a ⊔ a and b ⊔ a differ", a, b);
                    X c = states.get((i + j) % states.size());
                    same(type.join(a, c), type.join(b, c), "a = b, but a ⊔ c and b ⊔ c differ", a, b, c);
                }
            }
        }
        StateLaws.equalValuesHaveEqualStores(execution);
    }

    /** (Enes, Almeida, Baquero, Leitão, <i>Efficient Synchronization of State-based CRDTs</i>, 2019.) */
    static <X, D, M> void joinDecomposes(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        List<X> states = states(execution);
        SplittableRandom random = new SplittableRandom(execution.seed());
        for (int i = 0; i < Math.min(DECOMPOSED, states.size()); i++) {
            X state = states.get(
                    states.size() <= DECOMPOSED ? i : i == 0 ? states.size() - 1 : random.nextInt(states.size()));
            requireDecomposed(type, state, type.parts(state));
        }
    }

    private static <X> void requireDecomposed(Subject<X, ?, ?> type, X state, List<X> parts) {
        List<X> joinOfLater = new ArrayList<>();
        X later = type.bottom();
        for (int i = parts.size() - 1; i >= 0; i--) {
            joinOfLater.add(later);
            later = type.join(parts.get(i), later);
        }
        same(later, state, "the join of the parts of a and a differ", state);
        X earlier = type.bottom();
        for (int i = 0; i < parts.size(); i++) {
            X part = parts.get(i);
            X others = type.join(earlier, joinOfLater.get(parts.size() - 1 - i));
            require(!others.equals(state), "a is the join of its parts also without the part b", state, part);
            earlier = type.join(earlier, part);
        }
    }

    private static <X, D, M> void forTriples(Execution<X, D, M> execution, TripleCheck<X> check) {
        List<X> states = states(execution);
        int count = states.size();
        if (count <= EXHAUSTIVE_UP_TO) {
            for (int i = 0; i < count * count * count; i++) {
                check.on(states.get(i % count), states.get(i / count % count), states.get(i / count / count));
            }
            return;
        }
        SplittableRandom random = new SplittableRandom(execution.seed());
        for (int i = 0; i < TRIPLES; i++) {
            check.on(
                    states.get(random.nextInt(count)),
                    states.get(random.nextInt(count)),
                    states.get(random.nextInt(count)));
        }
    }

    private static <X, D, M> List<X> states(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        List<X> states = new ArrayList<>();
        states.add(type.bottom());
        for (Step<X, D, M> step : execution.steps()) {
            states.add(step.after());
            if (step instanceof Step.Operated<X, D, M> operated) {
                states.add(type.apply(operated.delta(), type.bottom()));
            }
        }
        return states;
    }

    private static void same(Object left, Object right, String what, Object... states) {
        Breach.unlessEqual(left, right, 0, what + list(states));
    }

    private static void require(boolean holds, String what, Object... states) {
        Breach.unless(holds, 0, () -> what + list(states));
    }

    private static String list(Object... states) {
        StringBuilder text = new StringBuilder(", where");
        for (int i = 0; i < states.length; i++) {
            text.append("\n  ").append((char) ('a' + i)).append(" = ").append(states[i]);
        }
        return text.toString();
    }
}
