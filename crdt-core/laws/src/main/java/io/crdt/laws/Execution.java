package io.crdt.laws;

import io.crdt.causal.CausalContext;
import io.crdt.causal.Dot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A few replicas that make random operations and exchange what they know in every way that a network has: deltas alone
 * and in groups, late, twice and out of order, and whole states. Clocks are wrong, and replicas come back from backups. In
 * the end all of them have seen everything.
 *
 * <p>It follows from a seed alone. Inside, it is a list of numbers, one a step, each of which says on its own what happens;
 * so steps can be left out, which is how a failure is made small.
 *
 * @param <X> the type of the states
 * @param <D> the type of the deltas
 * @param <M> the type of the operations
 */
public final class Execution<X, D, M> {

    private final Subject<X, D, M> subject;
    private final long seed;
    private final int replicas;
    private final List<Long> choices;
    private final List<Step<X, D, M>> steps = new ArrayList<>();
    private final List<Step.Operated<X, D, M>> operations = new ArrayList<>();
    private final Set<Dot> premature = new HashSet<>();
    private final Map<CausalContext, Boolean> causal = new HashMap<>();
    private @Nullable Throwable failure;
    private Diagram.@Nullable Line failed;
    private @Nullable Execution<X, D, M> again;
    private @Nullable List<Integer> hashes;
    private @Nullable Rehearsal<?> rehearsal;
    private boolean isRehearsed;

    private Execution(Subject<X, D, M> subject, long seed, int replicas, List<Long> choices) {
        this.subject = subject;
        this.seed = seed;
        this.replicas = replicas;
        this.choices = choices;
    }

    /** Returns the execution of a seed. */
    public static <X, D, M> Execution<X, D, M> of(Subject<X, D, M> subject, long seed, int replicas, int steps) {
        return of(subject, seed, replicas, choices(seed, steps));
    }

    static <X, D, M> Execution<X, D, M> of(Subject<X, D, M> subject, long seed, int replicas, List<Long> choices) {
        if (replicas < 2 || replicas > 15) {
            throw new IllegalArgumentException("an execution has 2 to 15 replicas, but was asked for " + replicas);
        }
        return new Execution<>(subject, seed, replicas, choices).played();
    }

    private Execution<X, D, M> played() {
        Player<X, D, M> player = new Player<>(this);
        try {
            player.play(choices);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            failure = e;
            failed = player.lineOf(e);
        }
        return this;
    }

    /** Returns what the same operations do when they are made once more. The hash codes of its states are on record. */
    Execution<X, D, M> again() {
        if (again == null) {
            Execution<X, D, M> second = new Execution<>(subject, seed, replicas, choices);
            second.hashes = new ArrayList<>();
            again = second.played();
        }
        return again;
    }

    /** Returns the hash code that the state of a step had when it was reached. */
    int hashWhenReached(Step<X, D, M> step) {
        return Objects.requireNonNull(hashes).get(step.number() - 1);
    }

    /** Returns what whole replicas make of it; null for a lattice without dots. */
    @Nullable
    Rehearsal<?> rehearsal() {
        if (!isRehearsed) {
            isRehearsed = true;
            rehearsal = Rehearsal.of(this);
        }
        return rehearsal;
    }

    static List<Long> choices(long seed, int steps) {
        return new SplittableRandom(seed).longs(steps).boxed().toList();
    }

    /** Returns what was executed. */
    public Subject<X, D, M> subject() {
        return subject;
    }

    /** Returns the number that everything followed from. */
    public long seed() {
        return seed;
    }

    /** Returns the number of replicas. */
    public int replicas() {
        return replicas;
    }

    /** Returns what happened, in order. */
    public List<Step<X, D, M>> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** Returns how many random steps were asked for. */
    int length() {
        return choices.size();
    }

    /** Returns the steps that were operations. */
    public List<Step.Operated<X, D, M>> operations() {
        return Collections.unmodifiableList(operations);
    }

    /** Returns the operations and what each had seen. */
    public History<M> history() {
        return new History<>(operations.stream().map(Step.Operated::event).toList());
    }

    /** Returns what ended the execution before its time, or null. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Tells whether no cause is missing: with every operation all that it had seen was seen too, and so it was when each
     * of the operations was made. Only then does a history say what the value must be; in between, when a delta has come
     * before one that it builds on, all that is certain is that those who have seen the same are equal.
     */
    public boolean isCausal(CausalContext seen) {
        return causal.computeIfAbsent(seen, this::computeCausal);
    }

    private boolean computeCausal(CausalContext seen) {
        History<M> history = history();
        return premature.stream().noneMatch(seen::covers) && history.isClosed(seen);
    }

    int size() {
        return steps.size();
    }

    void add(Step<X, D, M> step, boolean onCausalGround) {
        steps.add(step);
        if (hashes != null) {
            hashes.add(step.after().hashCode());
        }
        if (step instanceof Step.Operated<X, D, M> operated) {
            operations.add(operated);
            if (!onCausalGround) {
                premature.add(operated.event().id());
            }
        }
    }

    /** Returns the execution as a space-time diagram: a column a replica, a line a step. */
    @Override
    public String toString() {
        return diagram(0);
    }

    /** Returns the diagram up to the given step, which is marked; all of it if there is no such step. */
    String diagram(int marked) {
        int last = marked < 1 || marked > steps.size() ? steps.size() : marked;
        Stream<Diagram.Line> lines = steps.subList(0, last).stream().map(this::line);
        boolean toTheEnd = last == steps.size() && failed != null;
        return Diagram.of(
                Stream.concat(lines, toTheEnd ? Stream.of(failed) : Stream.empty())
                        .toList(),
                marked);
    }

    List<Integer> numbersOf(CausalContext seen) {
        return operations.stream()
                .filter(operated -> seen.covers(operated.event().id()))
                .map(Step.Operated::number)
                .toList();
    }

    private Diagram.Line line(Step<X, D, M> step) {
        return new Diagram.Line(
                step.number(), step.replica(), step.toString(), numbersOf(step.seen()), show(step.after()));
    }

    private String show(X state) {
        try {
            return subject.show(state);
        } catch (RuntimeException e) {
            return e.toString();
        }
    }
}
