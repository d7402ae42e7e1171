package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.CausalContext;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What the state of a replica has to be, given what it has seen. */
final class StateLaws {

    private static final long LEAST_TRIES = 100_000;
    private static final long TRIES_A_STEP = 2_500;
    private static final long START_MILLIS = 1_700_000_000_000L;

    private StateLaws() {}

    static <X, D, M> void nothingThrows(Execution<X, D, M> execution) {
        Throwable failure = execution.failure();
        if (failure != null) {
            throw new Breach(execution.size() + 1, "it fails with " + failure, failure);
        }
    }

    /**
     * An execution in which nothing happened says little: an operation may be refused, find nothing to remove, or have an
     * effect one time in a thousand. So operations are tried one after the other until one has an effect. As long as none
     * has, every replica is where it began, so there is nothing to exchange and a try is cheap.
     *
     * <p>After n tries a sound type is reported with the probability (1 - p)<sup>n</sup>, where p is how often an operation
     * has an effect: for 100,000 tries less than 10<sup>-28</sup> if it is one in 1,500, and 2 · 10<sup>-9</sup> if it is
     * one in 5,000.
     */
    static <X, D, M> void somethingHappens(Execution<X, D, M> execution) {
        int tries = (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_TRIES, TRIES_A_STEP * execution.length()));
        Breach.unless(
                !hasNoEffect(execution) || hasEffectWithin(tries, execution),
                0,
                () -> "there is not enough evidence: in this execution and in " + tries
                        + " random operations on what nobody has written to, none has changed anything. If one in "
                        + tries / 20
                        + " had an effect, that would be seen once in 500 million seeds. Does randomOperation"
                        + " draw what it should, and do its mutators return their deltas? If its effects are as rare as that,"
                        + " draw them more often, or ask for longer executions: withSteps("
                        + 10L * Math.max(execution.length(), LEAST_TRIES / TRIES_A_STEP)
                        + ") tries ten times as often");
    }

    private static <X, D, M> boolean hasEffectWithin(int tries, Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        SplittableRandom random = new SplittableRandom(execution.seed());
        X bottom = type.bottom();
        List<Site<X>> sites = IntStream.range(0, execution.replicas())
                .mapToObj(number -> new Site<>(number, bottom, random.split()))
                .toList();
        try {
            for (int i = 0; i < tries; i++) {
                Site<X> site = sites.get(i % sites.size());
                site.setTime(START_MILLIS + i);
                D delta = type.operate(type.randomOperation(random), bottom, site);
                if (!type.mutated(bottom, delta).equals(bottom)) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return true; // that it fails is the business of another law
        }
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
                for (HistoryEvent<M> event :
                        execution.history().visibleTo(step.seen()).events()) {
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
                        () -> "a reader finds " + Alike.apart(found, right).joined(", but the history demands "));
            }
        }
    }

    /**
     * A type may keep from state to state what it derives from its store ({@link io.crdt.causal.StoreIndex}). Here every
     * state was read when it was made, so all of that is there; and each reads like one that was put together from its
     * entries, in which nothing is derived yet.
     */
    static <X, D, M> void readsFollowFromTheStore(Execution<X, D, M> execution) {
        if (execution.subject() instanceof CrdtSpec<?> spec) {
            readsFollowFromTheStore(spec, execution);
        }
    }

    @SuppressWarnings("unchecked") // the steps of a CrdtSpec are steps of its type
    private static <S extends Crdt<S, ?>> void readsFollowFromTheStore(CrdtSpec<S> spec, Execution<?, ?, ?> played) {
        var execution = (Execution<Causal<S>, Delta<S>, Mutator<S>>) played;
        for (Step<Causal<S>, Delta<S>, Mutator<S>> step : execution.steps()) {
            List<Object> found = read(spec, step.after());
            List<Object> derived = read(spec, Parts.rebuilt(spec.empty(), step.after()));
            Breach.unless(
                    found.equals(derived),
                    step.number(),
                    () -> "a reader finds "
                            + Alike.apart(found, derived)
                                    .joined(", but where the same entries were put together again "));
        }
    }

    /** Returns what the oracle observes of a state and whether that is blank; nothing of what fails, which other laws report. */
    static <X, D, M> List<Object> read(Subject<X, D, M> type, X state) {
        List<Object> read = new ArrayList<>(2);
        try {
            type.stateOracle().ifPresent(oracle -> read.add(oracle.observed(state)));
            read.add(type.isBlank(state));
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return List.of();
        }
        return read;
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
