package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** The laws of deltas: they are small states, and sending them is as good as sending states. */
final class DeltaLaws {

    private static final int PAIRS = 12;

    /** As many deltas as are tried in all pairs. A shrunk execution has so few, so the shrinker is not misled. */
    private static final int EXHAUSTIVE_UP_TO = 4;

    private DeltaLaws() {}

    static <X, D, M> void deltaMutationIsStateMutation(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        for (Step.Operated<X, D, M> step : execution.operations()) {
            X joined = type.join(step.before(), alone(type, step.delta()));
            same(step.after(), joined, step.number(), "m(X) and X ⊔ mδ(X) differ for " + step);
        }
    }

    static <X, D, M> void deltaGroupIsStateMerge(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        for (Step<X, D, M> step : execution.steps()) {
            if (step instanceof Step.Received<X, D, M> received && received.asGroup()) {
                X merged = step.before();
                for (Step.Operated<X, D, M> sent : received.deltas()) {
                    merged = type.join(merged, alone(type, sent.delta()));
                }
                same(step.after(), merged, step.number(), "the group of deltas and the join of their states differ");
            }
        }
    }

    static <X, D, M> void deltaSplits(Execution<X, D, M> execution) {
        SplittableRandom random = new SplittableRandom(execution.seed());
        for (Step<X, D, M> step : execution.steps()) {
            if (step instanceof Step.Operated<X, D, M> operated) {
                X elsewhere = execution
                        .steps()
                        .get(random.nextInt(execution.steps().size()))
                        .before();
                requireSplit(execution.subject(), operated.delta(), operated.before(), step, random);
                requireSplit(execution.subject(), operated.delta(), elsewhere, step, random);
            } else if (step instanceof Step.Received<X, D, M> received && received.asGroup()) {
                D group = received.deltas().stream()
                        .map(Step.Operated::delta)
                        .reduce(execution.subject()::group)
                        .orElseThrow();
                requireSplit(execution.subject(), group, step.before(), step, random);
            }
        }
    }

    private static <X, D, M> void requireSplit(
            Subject<X, D, M> type, D delta, X start, Step<X, D, M> step, SplittableRandom random) {
        List<D> parts = new ArrayList<>(type.split(delta));
        if (!parts.isEmpty()) {
            parts.add(parts.get(random.nextInt(parts.size())));
        }
        Collections.shuffle(parts, new Random(random.nextLong()));
        X split = start;
        for (D part : parts) {
            split = type.apply(part, split);
        }
        same(
                type.apply(delta, start),
                split,
                step.number(),
                "the delta " + delta + " and its parts " + parts + " differ");
    }

    static <X, D, M> void duplicateDeltasAreHarmless(Execution<X, D, M> execution) {
        SplittableRandom random = new SplittableRandom(execution.seed());
        for (Step<X, D, M> step : execution.steps()) {
            appliedBy(step).forEach(sent -> requireNothingNew(execution.subject(), sent, step));
            List<Step.Operated<X, D, M>> seen = execution.operations().stream()
                    .filter(sent -> step.seen().covers(sent.event().id()))
                    .toList();
            if (!seen.isEmpty()) {
                requireNothingNew(execution.subject(), seen.get(random.nextInt(seen.size())), step);
            }
        }
    }

    private static <X, D, M> void requireNothingNew(
            Subject<X, D, M> type, Step.Operated<X, D, M> sent, Step<X, D, M> step) {
        X again = type.apply(sent.delta(), step.after());
        same(step.after(), again, step.number(), "the delta of step " + sent.number() + " was seen, but acts again");
    }

    private static <X, D, M> List<Step.Operated<X, D, M>> appliedBy(Step<X, D, M> step) {
        if (step instanceof Step.Operated<X, D, M> operated) {
            return List.of(operated);
        }
        return step instanceof Step.Received<X, D, M> received ? received.deltas() : List.of();
    }

    static <X, D, M> void deltaOrderIsIrrelevant(Execution<X, D, M> execution) {
        List<Step.Operated<X, D, M>> sent = execution.operations();
        if (sent.isEmpty()) {
            return;
        }
        List<Step<X, D, M>> steps = execution.steps();
        SplittableRandom random = new SplittableRandom(execution.seed());
        boolean few = sent.size() <= EXHAUSTIVE_UP_TO;
        for (int i = 0; i < (few ? sent.size() * sent.size() : PAIRS); i++) {
            var first = sent.get(few ? i / sent.size() : random.nextInt(sent.size()));
            var second = sent.get(few ? i % sent.size() : random.nextInt(sent.size()));
            X somewhere = steps.get(random.nextInt(steps.size())).after();
            requireSameInBothOrders(
                    execution.subject(), first, second, execution.subject().bottom());
            requireSameInBothOrders(execution.subject(), first, second, somewhere);
        }
    }

    private static <X, D, M> void requireSameInBothOrders(
            Subject<X, D, M> type, Step.Operated<X, D, M> first, Step.Operated<X, D, M> second, X start) {
        X oneWay = type.apply(second.delta(), type.apply(first.delta(), start));
        X otherWay = type.apply(first.delta(), type.apply(second.delta(), start));
        String which = "the order of the deltas of the steps " + first.number() + " and " + second.number();
        same(oneWay, otherWay, Math.max(first.number(), second.number()), which + " matters, applied to " + start);
    }

    static <X, D, M> void deltaClaimsNoMoreThanItsOwn(Execution<X, D, M> execution) {
        for (Step.Operated<X, D, M> step : execution.operations()) {
            if (step.delta() instanceof Delta<?> delta
                    && step.before() instanceof Causal<?> before
                    && step.after() instanceof Causal<?> after) {
                Set<Dot> killed = liveDots(before);
                killed.removeAll(liveDots(after));
                CausalContext own = CausalContext.EMPTY;
                for (Dot dot : step.event().taken()) {
                    own = own.with(dot);
                }
                for (Dot dot : killed) {
                    own = own.with(dot);
                }
                same(
                        delta.context(),
                        own,
                        step.number(),
                        "what the delta of " + step + " knows of, and what it took and killed, differ");
            }
        }
    }

    static Set<Dot> liveDots(Causal<?> state) {
        Set<Dot> dots = new HashSet<>();
        ((Crdt<?, ?>) state.value()).store().forEachDot(dots::add);
        return dots;
    }

    private static <X, D, M> X alone(Subject<X, D, M> type, D delta) {
        return type.apply(delta, type.bottom());
    }

    private static void same(Object left, Object right, int step, String what) {
        Breach.unlessEqual(left, right, step, what);
    }
}
