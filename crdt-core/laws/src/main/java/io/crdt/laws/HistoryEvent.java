package io.crdt.laws;

import io.crdt.causal.Coverage;
import io.crdt.causal.Dot;
import io.crdt.clock.Timestamp;
import java.util.List;

/**
 * An operation that was carried out.
 *
 * @param id its name among the events
 * @param operation what was done
 * @param taken the dots it was handed out
 * @param time the last timestamp it was given; {@link Timestamp#ZERO} if it did not ask
 * @param seen the ids of the events that its replica had seen before
 * @param <M> the type of the operations
 */
public record HistoryEvent<M>(Dot id, M operation, List<Dot> taken, Timestamp time, Coverage seen) {

    public HistoryEvent {
        taken = List.copyOf(taken);
    }

    /** Tells whether the replica that made this had seen the other. */
    public boolean saw(HistoryEvent<M> other) {
        return seen.covers(other.id);
    }

    @Override
    public String toString() {
        return name(operation) + " as " + id;
    }

    /**
     * Returns what reports call an operation: nobody can read what a lambda calls itself, and it is another in each run. An
     * operation that cannot say its name must not hide what the report is about.
     */
    static String name(Object operation) {
        if (operation.getClass().isHidden()) {
            return "a lambda";
        }
        try {
            return String.valueOf(operation.toString());
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return operation.getClass().getSimpleName() + " (its toString failed with " + e + ")";
        }
    }
}
