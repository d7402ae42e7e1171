package io.crdt.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The laws of {@code ⊔}, on states that an execution has reached and on the deltas that it sent. */
final class LatticeLaws {

    private static final int TRIPLES = 24;
    private static final int DECOMPOSED = 6;

    /** As many states as are tried in all combinations. A shrunk execution has so few, so the shrinker is not misled. */
    private static final int EXHAUSTIVE_UP_TO = 10;

    private LatticeLaws() {}

    /** A state, and how the execution came to it: what a report says of it. */
    private record Reached<X>(X state, int step, String where) {}

    @FunctionalInterface
    private interface TripleCheck<X> {
        void on(Reached<X> x, Reached<X> y, Reached<X> z);
    }

    static <X, D, M> void joinCommutes(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (x, y, z) -> {
            X oneWay = type.join(x.state, y.state);
            X otherWay = type.join(y.state, x.state);
            same(oneWay, otherWay, "x ⊔ y", "y ⊔ x", List.of(x, y));
        });
    }

    static <X, D, M> void joinAssociates(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (x, y, z) -> {
            X leftFirst = type.join(type.join(x.state, y.state), z.state);
            X rightFirst = type.join(x.state, type.join(y.state, z.state));
            same(leftFirst, rightFirst, "(x ⊔ y) ⊔ z", "x ⊔ (y ⊔ z)", List.of(x, y, z));
        });
    }

    static <X, D, M> void joinIsIdempotent(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (x, y, z) -> {
            same(type.join(x.state, x.state), x.state, "x ⊔ x", "x", List.of(x));
            X joined = type.join(x.state, y.state);
            same(type.join(joined, y.state), joined, "x ⊔ y ⊔ y", "x ⊔ y", List.of(x, y));
        });
    }

    static <X, D, M> void joinInflates(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (x, y, z) -> {
            X joined = type.join(x.state, y.state);
            require(type.leq(x.state, joined), "x is not ≤ x ⊔ y = " + joined, List.of(x, y));
            require(type.leq(y.state, joined), "y is not ≤ x ⊔ y = " + joined, List.of(x, y));
        });
    }

    static <X, D, M> void bottomIsNeutral(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (x, y, z) -> {
            same(type.join(x.state, type.bottom()), x.state, "x ⊔ ⊥", "x", List.of(x));
            same(type.join(type.bottom(), x.state), x.state, "⊥ ⊔ x", "x", List.of(x));
        });
    }

    static <X, D, M> void orderAgreesWithJoin(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        forTriples(execution, (x, y, z) -> {
            boolean below = type.leq(x.state, y.state);
            X joined = type.join(x.state, y.state);
            require(
                    below == joined.equals(y.state),
                    "x ≤ y is " + below + ", but x ⊔ y = " + joined + (below ? " is not y" : " is y"),
                    List.of(x, y));
            require(
                    !below || !type.leq(y.state, x.state) || x.state.equals(y.state),
                    "x ≤ y and y ≤ x, but they differ",
                    List.of(x, y));
        });
    }

    static <X, D, M> void equalityIsOverState(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        List<Reached<X>> states = states(execution);
        for (int i = 0; i < states.size(); i++) {
            for (int j = 0; j < i; j++) {
                Reached<X> x = states.get(i);
                Reached<X> y = states.get(j);
                if (x.state != y.state && x.state.equals(y.state)) {
                    require(
                            x.state.hashCode() == y.state.hashCode(),
                            "x = y, but their hash codes differ",
                            List.of(x, y));
                    // A state tells on itself best: joining x into x adds nothing, so it must add nothing to y either.
                    same(
                            type.join(x.state, x.state),
                            type.join(y.state, x.state),
                            "x = y, but x ⊔ x",
                            "y ⊔ x",
                            List.of(x, y));
                    Reached<X> z = states.get((i + j) % states.size());
                    same(
                            type.join(x.state, z.state),
                            type.join(y.state, z.state),
                            "x = y, but x ⊔ z",
                            "y ⊔ z",
                            List.of(x, y, z));
                }
            }
        }
        StateLaws.equalValuesHaveEqualStores(execution);
    }

    /** (Enes, Almeida, Baquero, Leitão, <i>Efficient Synchronization of State-based CRDTs</i>, 2019.) */
    static <X, D, M> void joinDecomposes(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        List<Reached<X>> states = states(execution);
        SplittableRandom random = new SplittableRandom(execution.seed());
        boolean few = states.size() <= EXHAUSTIVE_UP_TO;
        for (int i = 0; i < (few ? states.size() : DECOMPOSED); i++) {
            Reached<X> state = states.get(few ? i : i == 0 ? states.size() - 1 : random.nextInt(states.size()));
            requireDecomposed(type, state, type.parts(state.state));
        }
    }

    private static <X> void requireDecomposed(Subject<X, ?, ?> type, Reached<X> x, List<X> parts) {
        List<X> joinOfLater = new ArrayList<>();
        X later = type.bottom();
        for (int i = parts.size() - 1; i >= 0; i--) {
            joinOfLater.add(later);
            later = type.join(parts.get(i), later);
        }
        same(later, x.state, "the join of the parts of x, which are " + parts + ",", "x", List.of(x));
        X earlier = type.bottom();
        for (int i = 0; i < parts.size(); i++) {
            X part = parts.get(i);
            X others = type.join(earlier, joinOfLater.get(parts.size() - 1 - i));
            require(
                    !others.equals(x.state),
                    "x is the join of its parts " + parts + " also without the part " + part,
                    List.of(x));
            earlier = type.join(earlier, part);
        }
    }

    private static <X, D, M> void forTriples(Execution<X, D, M> execution, TripleCheck<X> check) {
        List<Reached<X>> states = states(execution);
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

    private static <X, D, M> List<Reached<X>> states(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        List<Reached<X>> states = new ArrayList<>();
        states.add(new Reached<>(type.bottom(), 0, "⊥"));
        for (Step<X, D, M> step : execution.steps()) {
            String where = Diagram.label(step.replica()) + " after step " + step.number();
            states.add(new Reached<>(step.after(), step.number(), where));
            if (step instanceof Step.Operated<X, D, M> operated) {
                X delta = type.apply(operated.delta(), type.bottom());
                states.add(new Reached<>(delta, step.number(), "the delta of step " + step.number()));
            }
        }
        return states;
    }

    private static <X> void same(X left, X right, String leftName, String rightName, List<Reached<X>> states) {
        Breach.unless(
                left.equals(right),
                lastOf(states),
                () -> leftName + " and " + rightName + " differ: "
                        + Alike.apart(left, right).joined(" and ") + list(states));
        Breach.unless(
                left.hashCode() == right.hashCode(),
                lastOf(states),
                () -> leftName + " and " + rightName + " are equal, but their hash codes differ" + list(states));
    }

    private static <X> void require(boolean holds, String what, List<Reached<X>> states) {
        Breach.unless(holds, lastOf(states), () -> what + list(states));
    }

    private static <X> int lastOf(List<Reached<X>> states) {
        return states.stream().mapToInt(Reached::step).reduce(0, Math::max);
    }

    private static <X> String list(List<Reached<X>> states) {
        StringBuilder text = new StringBuilder(", where");
        for (int i = 0; i < states.size(); i++) {
            Reached<X> reached = states.get(i);
            text.append("\n  ").append((char) ('x' + i)).append(" = ").append(reached.state);
            text.append("  (").append(reached.where).append(')');
        }
        return text.toString();
    }
}
