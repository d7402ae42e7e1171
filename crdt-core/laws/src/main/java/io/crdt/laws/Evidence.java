package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.DotMap;
import io.crdt.causal.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * What a run of the laws was about: which kinds of operations were made and had an effect, and which pairs of them met. An
 * oracle says nothing of what never happened, so a generator that draws no removals, or draws them for elements that nobody
 * adds, lets a type pass whose removals are wrong.
 *
 * <p>Two operations <i>meet</i> if neither had seen the other, both changed the state of their replica, and they were about
 * the same thing: in a type that is read key by key, about a common key.
 *
 * @param name what reports call the type
 * @param executions how many executions were played
 * @param made how often each kind of operation was made
 * @param effective how often it had an effect
 * @param met how often each pair of kinds met; the names are in their order, with {@code " ∥ "} between them
 */
public record Evidence(
        String name,
        int executions,
        Map<String, Integer> made,
        Map<String, Integer> effective,
        Map<String, Integer> met) {

    /**
     * How often each pair has to meet unless a spec says otherwise. In 200 executions of the default length the rarest pair
     * of the library's own specs meets 9 times, most of them more than 20 times.
     */
    public static final int FLOOR = 3;

    /** A run that lacks evidence goes on up to this number of executions. */
    static final int ENOUGH = 200;

    private static final String BESIDE = " ∥ ";

    public Evidence {
        made = Map.copyOf(made);
        effective = Map.copyOf(effective);
        met = Map.copyOf(met);
    }

    /** Counts execution by execution, and keeps none of them. */
    static final class Tally<X, D, M> {
        private final Map<String, Integer> made = new TreeMap<>();
        private final Map<String, Integer> effective = new TreeMap<>();
        private final Map<String, Integer> met = new TreeMap<>();

        void add(Execution<X, D, M> execution) {
            List<Step.Operated<X, D, M>> acting = new ArrayList<>();
            for (Step.Operated<X, D, M> step : execution.operations()) {
                made.merge(kind(step), 1, Integer::sum);
                if (hasEffect(step)) {
                    effective.merge(kind(step), 1, Integer::sum);
                    acting.stream()
                            .filter(earlier -> !step.event().saw(earlier.event()) && meet(earlier, step))
                            .forEach(earlier -> met.merge(pair(kind(earlier), kind(step)), 1, Integer::sum));
                    acting.add(step);
                }
            }
        }

        Evidence evidence(String name, int executions) {
            return new Evidence(name, executions, made, effective, met);
        }
    }

    /** What one execution shows is never too little: the run is judged as a whole. */
    static <X, D, M> void ofOneExecution(Execution<X, D, M> execution) {}

    /** Returns what reports call the kind of an operation: what it says itself, or the name of its class. */
    private static String kind(Step.Operated<?, ?, ?> step) {
        Object operation = step.event().operation();
        if (operation instanceof Mutator<?> mutator) {
            return mutator.kind();
        }
        return nameOf(operation.getClass());
    }

    static String nameOf(Class<?> type) {
        String name = type.isHidden() ? "" : type.getSimpleName();
        return name.isEmpty() ? "a lambda" : name;
    }

    /** Tells whether an operation changed what is there; taking a dot alone is no effect. */
    private static boolean hasEffect(Step.Operated<?, ?, ?> step) {
        return step.before() instanceof Causal<?> before && step.after() instanceof Causal<?> after
                ? !before.value().equals(after.value())
                : !step.before().equals(step.after());
    }

    private static boolean meet(Step.Operated<?, ?, ?> one, Step.Operated<?, ?, ?> other) {
        if (!(one.delta() instanceof Delta<?> first)
                || !(other.delta() instanceof Delta<?> second)
                || !(one.before() instanceof Causal<?> state)
                || !(state.value() instanceof Crdt<?, ?> value)
                || !value.isKeyed()
                || !(value.store() instanceof DotMap)) {
            return true;
        }
        Set<Object> keys = keys(first);
        return keys(second).stream().anyMatch(keys::contains);
    }

    private static Set<Object> keys(Delta<?> delta) {
        Set<Object> keys = new HashSet<>();
        delta.forEachPath(path -> {
            if (path instanceof Path.Step step) {
                keys.add(step.key());
            }
        });
        return keys;
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) <= 0 ? one + BESIDE + other : other + BESIDE + one;
    }

    /** Returns the pairs of kinds that were made and met less than {@code floor} times, in the order of their names. */
    public List<String> missing(int floor) {
        return missing(floor, (one, other) -> false);
    }

    private List<String> missing(int floor, BiPredicate<String, String> excused) {
        List<String> kinds = made.keySet().stream().sorted().toList();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            for (int j = i; j < kinds.size(); j++) {
                String pair = pair(kinds.get(i), kinds.get(j));
                if (met.getOrDefault(pair, 0) < floor && !excused.test(kinds.get(i), kinds.get(j))) {
                    missing.add(pair);
                }
            }
        }
        return missing;
    }

    /**
     * Requires that each pair of kinds met at least {@code floor} times, but for the pairs that cannot.
     *
     * @param excused pairs that are not asked for, as {@link #missing} names them
     * @throws AssertionError if one did not; the message lists them and says how to provoke them
     */
    public void require(int floor, String... excused) {
        String shortfall = shortfall(floor, (one, other) -> List.of(excused).contains(pair(one, other)));
        if (!shortfall.isEmpty()) {
            throw new AssertionError(shortfall);
        }
    }

    /** Returns what is lacking and how to provoke it; nothing if the run is enough. */
    String shortfall(int floor, BiPredicate<String, String> excused) {
        List<String> missing = missing(floor, excused);
        if (missing.isEmpty() && !made.isEmpty()) {
            return "";
        }
        return "the run is not enough evidence for " + name + ": in " + executions
                + " executions these pairs of operations met fewer than " + floor
                + " times, so that little is known of them: "
                + missing
                + ".\nTo provoke them let randomOperation draw from fewer distinct keys and elements, and draw the"
                + " kinds that are rare more often; or ask for more or longer executions. If a pair cannot meet, say so in"
                + " needNotMeet() of the spec; evidenceFloor() sets another floor, and without(Law.OPERATIONS_MEET) none.\n"
                + this;
    }

    /** Returns the counts as a text, a line for each kind and each pair. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name + ", " + executions + " executions\n");
        new TreeMap<>(made)
                .forEach((kind, count) -> text.append(
                        String.format("%8d %s, %d with an effect%n", count, kind, effective.getOrDefault(kind, 0))));
        missing(Integer.MAX_VALUE)
                .forEach(pair -> text.append(String.format("%8d %s%n", met.getOrDefault(pair, 0), pair)));
        return text.toString();
    }
}
