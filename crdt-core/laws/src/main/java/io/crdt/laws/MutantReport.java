package io.crdt.laws;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which laws reject which mutants of a type. A mutant that survives although it made a difference shows what the laws cannot
 * see of this type: mostly that its oracle is missing or too lenient, or that its generator leaves something out.
 *
 * @param name what reports call the type
 * @param verdicts one for each mutant
 */
public record MutantReport(String name, List<Verdict> verdicts) {

    static final int LEAST = 10;
    static final int MOST = 100;

    public MutantReport {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * What became of a mutant.
     *
     * @param spoiling what is wrong with it
     * @param changes how often that made a difference
     * @param executions in how many executions
     * @param rejectedBy the laws that it broke
     */
    public record Verdict(Spoiling spoiling, int changes, int executions, Set<Law> rejectedBy) {

        public Verdict {
            rejectedBy = Set.copyOf(rejectedBy);
        }

        /** Tells whether no law rejects it. */
        public boolean survives() {
            return rejectedBy.isEmpty();
        }

        @Override
        public String toString() {
            return spoiling + " (" + spoiling.statement() + ") " + outcome();
        }

        private String outcome() {
            if (!survives()) {
                return "is rejected by "
                        + rejectedBy.stream().sorted().map(Law::name).collect(Collectors.joining(", "));
            }
            return changes == 0
                    ? "survives: it never made a difference in " + executions + " executions"
                    : "SURVIVES although it made a difference " + changes + " times in " + executions
                            + " executions: is there an oracle, and does it look at what this changes?";
        }
    }

    /** Returns the mutants that made a difference and that no law rejects. */
    public Set<Spoiling> survivors() {
        return verdicts.stream()
                .filter(verdict -> verdict.survives() && verdict.changes() > 0)
                .map(Verdict::spoiling)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Spoiling.class)));
    }

    /** Returns the report as a text, a line for each mutant. */
    @Override
    public String toString() {
        return name + ", " + verdicts.size() + " mutants\n"
                + verdicts.stream().map(verdict -> "  " + verdict + "\n").collect(Collectors.joining());
    }
}
