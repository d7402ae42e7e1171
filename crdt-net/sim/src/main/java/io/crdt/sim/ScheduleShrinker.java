package io.crdt.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a schedule that breaks an invariant as short as it can (Zeller, Hildebrandt, <i>Simplifying and Isolating
 * Failure-Inducing Input</i>, 2002): leaves out all actions of a kind, then ever smaller parts, as long as the same
 * invariant is broken. It stops after a bounded amount of work, with the best it has.
 */
final class ScheduleShrinker {

    private final Function<Schedule, Outcome> trial;
    private final long mostEvents;
    private long events;

    /**
     * What came of a schedule.
     *
     * @param failing what of the schedule had any effect until it broke the invariant; null if it did not
     * @param events how much work it was
     */
    record Outcome(@Nullable Schedule failing, long events) {}

    ScheduleShrinker(Function<Schedule, Outcome> trial, long mostEvents) {
        this.trial = trial;
        this.mostEvents = mostEvents;
    }

    Schedule shrink(Schedule schedule) {
        Schedule effective = failing(schedule);
        return effective == null ? schedule : withoutParts(withoutKinds(effective));
    }

    private Schedule withoutKinds(Schedule schedule) {
        Schedule shortest = schedule;
        Set<Class<?>> kinds = new LinkedHashSet<>();
        schedule.actions().forEach(timed -> kinds.add(timed.action().getClass()));
        for (Class<?> kind : kinds) {
            shortest = ifFailing(
                    shortest.actions().stream()
                            .filter(timed -> timed.action().getClass() != kind)
                            .toList(),
                    shortest);
        }
        return shortest;
    }

    private Schedule withoutParts(Schedule schedule) {
        Schedule shortest = schedule;
        int size = Math.max(1, shortest.actions().size() / 2);
        while (events < mostEvents) {
            int before = shortest.actions().size();
            for (int end = before; end > 0; end -= size) {
                List<Schedule.Timed> without = new ArrayList<>(shortest.actions());
                int to = Math.min(end, without.size());
                without.subList(Math.max(0, to - size), to).clear();
                shortest = ifFailing(without, shortest);
            }
            if (size == 1 && shortest.actions().size() == before) {
                break;
            }
            size = Math.max(1, size / 2);
        }
        return shortest;
    }

    private Schedule ifFailing(List<Schedule.Timed> actions, Schedule otherwise) {
        Schedule failing = actions.size() == otherwise.actions().size() ? null : failing(new Schedule(actions));
        return failing == null ? otherwise : failing;
    }

    private @Nullable Schedule failing(Schedule schedule) {
        if (events >= mostEvents) {
            return null;
        }
        Outcome outcome = trial.apply(schedule);
        events += outcome.events();
        return outcome.failing();
    }
}
