package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Dot;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** What the state of a replica has to be, given what it has seen. */
final class StateLaws {

    private static final int LONG = 400;
    private static final int CONFIRMATIONS = 8;

    private StateLaws() {}

    static <X, D, M> void nothingThrows(Execution<X, D, M> execution) {
        Throwable failure = execution.failure();
        if (failure != null) {
            throw new Breach(execution.size() + 1, "it fails with " + failure, failure);
        }
    }

    /** A short execution may well be made of removals of nothing; so long ones have to confirm that it is no accident. */
    static <X, D, M> void somethingHappens(Execution<X, D, M> execution) {
        boolean isAccident = !hasNoEffect(execution)
                || LongStream.range(0, CONFIRMATIONS)
                        .mapToObj(i -> longer(execution, i))
                        .anyMatch(longer -> !hasNoEffect(longer));
        Breach.unless(
                isAccident,
                0,
                () -> "none of the random operations in " + CONFIRMATIONS + " executions of " + LONG
                        + " steps has changed any state either, from "
                        + longer(execution, 0).operations().stream()
                                .limit(3)
                                .map(operated -> Event.name(operated.event().operation()))
                                .toList()
                        + " on; does randomOperation draw what it should, and do its mutators return their deltas?");
    }

    private static <X, D, M> Execution<X, D, M> longer(Execution<X, D, M> execution, long number) {
        return Execution.of(execution.subject(), execution.seed() + number, execution.replicas(), LONG);
    }

    private static <X, D, M> boolean hasNoEffect(Execution<X, D, M> execution) {
        return execution.failure() == null
                && execution.operations().stream()
                        .allMatch(operated -> operated.before().equals(operated.after()));
    }

    static <X, D, M> void replicasConverge(Execution<X, D, M> execution) {
        Map<CausalContext, Step<X, D, M>> bySeen = new HashMap<>();
        for (Step<X, D, M> step : execution.steps()) {
            Step<X, D, M> other = bySeen.putIfAbsent(step.seen(), step);
            if (other != null) {
                Breach.unlessEqual(
                        other.after(),
                        step.after(),
                        step.number(),
                        Diagram.label(step.replica()) + " has seen the same as " + Diagram.label(other.replica())
                                + " after step " + other.number() + ", but they differ");
            }
        }
    }

    static <X, D, M> void contextIsWhatWasSeen(Execution<X, D, M> execution) {
        for (Step<X, D, M> step : execution.steps()) {
            if (step.after() instanceof Causal<?> state && execution.isCausal(step.seen())) {
                CausalContext expected = CausalContext.EMPTY;
                for (Event<M> event : execution.history().visibleTo(step.seen()).events()) {
                    for (Dot dot : event.taken()) {
                        expected = expected.with(dot);
                    }
                }
                Breach.unlessEqual(
                        state.context(), expected, step.number(), "the context and the dots that were seen differ");
                Breach.unless(
                        DeltaLaws.liveDots(state).stream().allMatch(state.context()::covers),
                        step.number(),
                        () -> "a dot lives that the context does not cover: " + state);
            }
        }
    }

    static <X, D, M> void equalContextsMeanEqualValues(Execution<X, D, M> execution) {
        Map<CausalContext, Causal<?>> byContext = new HashMap<>();
        for (Step<X, D, M> step : execution.steps()) {
            if (step.after() instanceof Causal<?> state && execution.isCausal(step.seen())) {
                Causal<?> other = byContext.putIfAbsent(state.context(), state);
                if (other != null) {
                    Breach.unlessEqual(other, state, step.number(), "at one context the values differ");
                }
            }
        }
    }

    static <X, D, M> void valueAgreesWithOracle(Execution<X, D, M> execution) {
        Oracle<X, M> oracle = execution.subject().stateOracle().orElse(null);
        if (oracle == null) {
            return;
        }
        Map<CausalContext, Object> expected = new HashMap<>();
        for (Step<X, D, M> step : execution.steps()) {
            if (execution.isCausal(step.seen())) {
                Object right = expected.computeIfAbsent(
                        step.seen(),
                        seen -> ask(
                                "oracle's expected()",
                                step,
                                () -> oracle.expected(execution.history().visibleTo(seen))));
                Object found = ask("oracle's observed()", step, () -> oracle.observed(step.after()));
                Breach.unless(
                        right.equals(found),
                        step.number(),
                        () -> "a reader finds " + found + ", but the history demands " + right);
            }
        }
    }

    /** Asks what the user has written; if it fails, that is what the report has to say, and not that the type is wrong. */
    private static <T> T ask(String what, Step<?, ?, ?> step, Supplier<T> question) {
        T answer;
        try {
            answer = question.get();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new Breach(step.number(), "the " + what + " failed with " + e, e);
        }
        Breach.unless(answer != null, step.number(), () -> "the " + what + " returned null");
        return answer;
    }

    static <X, D, M> void bytesStandForTheState(Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        Map<X, byte[]> first = new HashMap<>();
        for (Step<X, D, M> step : execution.steps()) {
            X state = step.after();
            byte[] bytes =
                    ask("encoding's encode()", step, () -> type.encode(state)).orElse(null);
            if (bytes == null) {
                return;
            }
            X decoded = ask("encoding's decode()", step, () -> type.decode(bytes, state));
            Breach.unlessEqual(state, decoded, step.number(), "what is decoded is not what was encoded");
            byte[] same = first.putIfAbsent(state, bytes);
            requireEqualBytes(bytes, same == null ? bytes : same, step, "an equal state");
            requireEqualBytes(bytes, type.encode(decoded).orElseThrow(), step, "what is decoded");
        }
    }

    private static void requireEqualBytes(byte[] bytes, byte[] others, Step<?, ?, ?> step, String other) {
        Breach.unless(
                Arrays.equals(bytes, others),
                step.number(),
                () -> "this state and " + other + " have different bytes:\n  "
                        + HexFormat.of().formatHex(bytes) + "\n  "
                        + HexFormat.of().formatHex(others));
    }

    /** Contexts could hide that an {@code equals} looks at the value, since two replicas rarely have equal ones. */
    static <X, D, M> void equalValuesHaveEqualStores(Execution<X, D, M> execution) {
        for (Step<X, D, M> step : execution.steps()) {
            for (Step<X, D, M> other : execution.steps()) {
                if (other.number() < step.number()
                        && step.after() instanceof Causal<?> left
                        && other.after() instanceof Causal<?> right) {
                    Crdt<?, ?> one = (Crdt<?, ?>) left.value();
                    Crdt<?, ?> two = (Crdt<?, ?>) right.value();
                    Breach.unless(
                            one.equals(two) == one.store().equals(two.store()),
                            step.number(),
                            () -> "the value of step " + other.number()
                                    + " equals this one's, but their stores do not, or the other way round");
                }
            }
        }
    }
}
