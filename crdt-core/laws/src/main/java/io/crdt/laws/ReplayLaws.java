package io.crdt.laws;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the same operations do when they are made again, and what the states of the past do in the meantime: nothing else. */
final class ReplayLaws {

    private ReplayLaws() {}

    static <X, D, M> void replicaTakesEveryDelta(Execution<X, D, M> execution) {
        Rehearsal<?> rehearsal = execution.rehearsal();
        throwUnlessNull(rehearsal == null ? null : rehearsal.refused());
    }

    static <X, D, M> void watchersAreToldOfChanges(Execution<X, D, M> execution) {
        Rehearsal<?> rehearsal = execution.rehearsal();
        throwUnlessNull(rehearsal == null ? null : rehearsal.untold());
    }

    private static void throwUnlessNull(@Nullable Breach breach) {
        if (breach != null) {
            throw breach;
        }
    }

    /** A state that is damaged by what comes later has another hash code then, since that follows from what it holds. */
    static <X, D, M> void statesStayAsTheyAre(Execution<X, D, M> execution) {
        Execution<X, D, M> again = execution.again();
        for (Step<X, D, M> step : again.steps()) {
            int now = step.after().hashCode();
            int then = again.hashWhenReached(step);
            Breach.unless(
                    now == then,
                    step.number(),
                    () -> "the state of this step has changed since: its hash code was " + then + " and is " + now
                            + " at the end, " + execution.subject().show(step.after())
                            + ". Payloads, elements and keys must be immutable: does a mutator keep what it wrote, such as a"
                            + " list, and change it later? Write a copy, such as List.copyOf");
        }
    }

    static <X, D, M> void operationsFollowFromTheirArguments(Execution<X, D, M> execution) {
        List<Step<X, D, M>> first = execution.steps();
        List<Step<X, D, M>> second = execution.again().steps();
        for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
            Step<X, D, M> one = first.get(i);
            X state = one.after();
            X again = second.get(i).after();
            Breach.unless(state.equals(again), one.number(), () -> {
                Alike alike = Alike.apart(state, again);
                return "the same operations, made again by the same replicas at the same time, give another state\n  first: "
                        + alike.left() + "\n  again: " + alike.right()
                        + "\nDoes a mutator or randomOperation read anything but its arguments, such as a static variable, a"
                        + " clock or a random generator of its own, or does a payload have no equals of its own?";
            });
        }
        Breach.unless(
                first.size() == second.size(),
                Math.min(first.size(), second.size()),
                () -> "the same operations, made again, end after " + second.size() + " steps and not after "
                        + first.size());
    }
}
