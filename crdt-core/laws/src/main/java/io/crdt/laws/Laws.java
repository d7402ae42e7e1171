package io.crdt.laws;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The laws, ready to be checked on a type. With any test engine, or none:
 *
 * <pre>{@code Laws.of(new ORSetSpec()).check(seed);}</pre>
 *
 * @param subject the type
 * @param laws the laws to check, in their order
 * @param replicas how many replicas an execution has
 * @param steps how many random steps it has
 */
public record Laws(Subject<?, ?, ?> subject, Set<Law> laws, int replicas, int steps) {

    private static final int DEFAULT_REPLICAS = 4;
    private static final int DEFAULT_STEPS = 40;
    private static final long DIGEST_FACTOR = 0x100000001b3L;

    public Laws {
        Objects.requireNonNull(subject, "the description of the type must not be null");
        laws = Set.copyOf(laws);
        if (laws.isEmpty()) {
            throw new IllegalArgumentException("no laws selected; " + subject.name() + " would pass vacuously");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("an execution has at least one step, but was asked for " + steps);
        }
    }

    /** Returns all laws for the type. */
    public static Laws of(Subject<?, ?, ?> subject) {
        return new Laws(subject, EnumSet.allOf(Law.class), DEFAULT_REPLICAS, DEFAULT_STEPS);
    }

    /** Returns these laws restricted to the given ones. */
    public Laws only(Law first, Law... more) {
        return new Laws(subject, EnumSet.of(first, more), replicas, steps);
    }

    /** Returns these laws but for the given ones. */
    public Laws without(Law first, Law... more) {
        Set<Law> others = EnumSet.copyOf(laws);
        others.removeAll(EnumSet.of(first, more));
        return new Laws(subject, others, replicas, steps);
    }

    /** Returns these laws on executions of this number of replicas, 2 to 15. */
    public Laws withReplicas(int newReplicas) {
        return new Laws(subject, laws, newReplicas, steps);
    }

    /** Returns these laws on executions of this number of random steps. */
    public Laws withSteps(int newSteps) {
        return new Laws(subject, laws, replicas, newSteps);
    }

    /**
     * Checks the laws on the execution of one seed.
     *
     * @throws LawViolation if one is broken
     */
    public void check(long seed) {
        List<Long> choices = Execution.choices(seed, steps);
        check(Execution.of(subject, seed, replicas, choices), seed, choices);
    }

    private void check(Execution<?, ?, ?> execution, long seed, List<Long> choices) {
        for (Law law : Law.values()) {
            if (laws.contains(law)) {
                Breach breach = breach(law, execution);
                if (breach != null) {
                    throw violation(law, seed, choices);
                }
            }
        }
    }

    /**
     * Checks the laws on the executions of {@code count} seeds from {@code firstSeed} on. As long as these are not enough
     * evidence, it goes on up to 200; if that is not enough either, the law {@link Law#OPERATIONS_MEET} is broken.
     *
     * @throws LawViolation if one is broken
     * @throws IllegalArgumentException if the count is not positive, since that would check nothing
     */
    public void check(long firstSeed, int count) {
        requirePositive(count);
        check(subject, firstSeed, count);
    }

    private <X, D, M> void check(Subject<X, D, M> type, long firstSeed, int count) {
        Evidence.Tally<X, D, M> tally = new Evidence.Tally<>();
        String shortfall = "";
        int done = 0;
        while (done < count || !shortfall.isEmpty() && done < Evidence.ENOUGH) {
            List<Long> choices = Execution.choices(firstSeed + done, steps);
            Execution<X, D, M> execution = Execution.of(type, firstSeed + done, replicas, choices);
            check(execution, firstSeed + done, choices);
            done++;
            if (laws.contains(Law.OPERATIONS_MEET)) {
                tally.add(execution);
                shortfall = done < count
                        ? ""
                        : tally.evidence(type.name(), done).shortfall(type.evidenceFloor(), type::needNotMeet);
            }
        }
        if (!shortfall.isEmpty()) {
            throw new LawViolation(
                    Law.OPERATIONS_MEET,
                    firstSeed,
                    type.name() + " breaks the law " + Law.OPERATIONS_MEET + ": " + Law.OPERATIONS_MEET.statement()
                            + "\n\n"
                            + "Here: " + shortfall + "\nReplay with Laws.of(spec).withReplicas(" + replicas
                            + ").withSteps("
                            + steps + ").only(Law.OPERATIONS_MEET).check(" + firstSeed + "L, " + count
                            + "), where spec describes " + type.name() + ".",
                    null);
        }
    }

    /**
     * Returns which kinds of operations the executions of {@code count} seeds made, and which of them met: what the laws,
     * and above all the oracle, were asked about.
     *
     * @throws IllegalArgumentException if the count is not positive
     */
    public Evidence evidence(long firstSeed, int count) {
        requirePositive(count);
        return evidence(subject, firstSeed, count);
    }

    private <X, D, M> Evidence evidence(Subject<X, D, M> type, long firstSeed, int count) {
        Evidence.Tally<X, D, M> tally = new Evidence.Tally<>();
        for (int i = 0; i < count; i++) {
            tally.add(Execution.of(type, firstSeed + i, replicas, steps));
        }
        return tally.evidence(type.name(), count);
    }

    /**
     * Makes mutants of the type, each with one thing wrong that others have got wrong, and returns which laws reject which.
     * A mutant is played from the seed on until it is rejected, for 10 executions at least and 100 at most.
     *
     * @throws IllegalArgumentException if the subject is a plain lattice, of which there is nothing to spoil but its join
     */
    public MutantReport mutants(long firstSeed) {
        if (subject instanceof CrdtSpec<?> spec) {
            return new MutantReport(
                    subject.name(),
                    Stream.of(Spoiling.values())
                            .map(spoiling -> verdict(new SpoiledSpec<>(spec, spoiling), firstSeed))
                            .toList());
        }
        throw new IllegalArgumentException(
                "mutants are made of types with dots, but " + subject.name() + " is a plain lattice");
    }

    private MutantReport.Verdict verdict(SpoiledSpec<?> mutant, long firstSeed) {
        Set<Law> rejecting = EnumSet.noneOf(Law.class);
        int done = 0;
        while (done < MutantReport.LEAST || rejecting.isEmpty() && done < MutantReport.MOST) {
            Execution<?, ?, ?> execution = Execution.of(mutant, firstSeed + done, replicas, steps);
            for (Law law : Law.values()) {
                if (laws.contains(law)
                        && law != Law.SOMETHING_HAPPENS
                        && !rejecting.contains(law)
                        && breach(law, execution) != null) {
                    rejecting.add(law);
                }
            }
            done++;
        }
        return new MutantReport.Verdict(mutant.spoiling(), mutant.changes(), done, rejecting);
    }

    /**
     * Returns a number that is made of the bytes of every state on the executions of {@code count} seeds. It is the same in
     * every JVM, unless a hash code or an iteration order that depends on one got into the bytes; so compare it between
     * two, or with a constant.
     *
     * @throws IllegalStateException if the type has no encoding
     * @throws IllegalArgumentException if the count is not positive
     */
    public long digest(long firstSeed, int count) {
        requirePositive(count);
        long digest = 0;
        for (int i = 0; i < count; i++) {
            digest = digest(digest, Execution.of(subject, firstSeed + i, replicas, steps));
        }
        return digest;
    }

    private static void requirePositive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of seeds must be positive, but is " + count);
        }
    }

    private static <X, D, M> long digest(long start, Execution<X, D, M> execution) {
        Subject<X, D, M> type = execution.subject();
        long digest = start;
        for (Step<X, D, M> step : execution.steps()) {
            byte[] bytes = type.encode(step.after())
                    .orElseThrow(() -> new IllegalStateException(type.name() + " has no encoding to digest"));
            for (byte each : bytes) {
                digest = digest * DIGEST_FACTOR + each;
            }
            digest = digest * DIGEST_FACTOR + bytes.length;
        }
        return digest;
    }

    private LawViolation violation(Law law, long seed, List<Long> choices) {
        // What has no effect is as silent in every part of the execution: nothing to make small, and each look is dear.
        List<Long> fewest = law == Law.SOMETHING_HAPPENS
                ? choices
                : Shrinker.smallest(
                        choices, fewer -> breach(law, Execution.of(subject, seed, replicas, fewer)) != null);
        Execution<?, ?, ?> smallest = Execution.of(subject, seed, replicas, fewest);
        Breach breach = breach(law, smallest);
        if (breach == null) {
            String message = subject.name() + " breaks the law " + Law.OPERATIONS_FOLLOW_FROM_THEIR_ARGUMENTS + ": "
                    + Law.OPERATIONS_FOLLOW_FROM_THEIR_ARGUMENTS.statement() + "\n\nHere: on the execution of the seed "
                    + seed + " it broke the law " + law + " once and not again. Does a mutator or randomOperation read"
                    + " anything but its arguments, such as a static variable, a clock or a random generator of its own?";
            return new LawViolation(Law.OPERATIONS_FOLLOW_FROM_THEIR_ARGUMENTS, seed, message, null);
        }
        String where = breach.step() == 0 ? "" : " after step " + breach.step();
        String message = subject.name() + " breaks the law " + law + ": " + law.statement() + "\n\n"
                + smallest.diagram(breach.step())
                + "\nHere" + where + ": " + breach.getMessage() + "\n\n"
                + "Replay with Laws.of(spec).withReplicas(" + replicas + ").withSteps(" + steps + ").only(Law." + law
                + ").check(" + seed + "L), where spec describes " + subject.name() + ".";
        return new LawViolation(law, seed, message, breach.getCause());
    }

    private static @Nullable Breach breach(Law law, Execution<?, ?, ?> execution) {
        try {
            law.check(execution);
            return null;
        } catch (Breach e) {
            return e;
        } catch (RuntimeException e) {
            return new Breach(0, "checking the law failed with " + e, e);
        }
    }
}
