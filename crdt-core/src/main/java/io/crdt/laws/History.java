package io.crdt.laws;

import io.crdt.causal.Coverage;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Operations that were carried out, and which of them had seen which.
 *
 * @param events the operations, in the order they were made, which no replica can know
 * @param <M> the type of the operations
 */
public record History<M>(List<Event<M>> events) {

    public History {
        events = List.copyOf(events);
    }

    /** Returns the part of this history that somebody has seen. */
    public History<M> visibleTo(Coverage seen) {
        return visible(events, seen);
    }

    static <M> History<M> visible(List<Event<M>> events, Coverage seen) {
        return new History<>(
                events.stream().filter(event -> seen.covers(event.id())).toList());
    }

    /** Tells whether with every event that somebody has seen, all that it had seen is visible too. */
    public boolean isClosed(Coverage seen) {
        List<Event<M>> hidden =
                events.stream().filter(event -> !seen.covers(event.id())).toList();
        return hidden.isEmpty()
                || visibleTo(seen).events.stream()
                        .noneMatch(event -> hidden.stream().anyMatch(event::saw));
    }

    /** Returns the events whose operation is of the kind. */
    public Stream<Event<M>> of(Predicate<? super M> kind) {
        return events.stream().filter(event -> kind.test(event.operation()));
    }

    /** Tells whether any event of the kind had seen the given one. */
    public boolean wasSeenBy(Event<M> event, Predicate<? super M> kind) {
        return of(kind).anyMatch(later -> later.saw(event));
    }
}
