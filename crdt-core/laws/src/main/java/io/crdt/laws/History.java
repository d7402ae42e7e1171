package io.crdt.laws;

import io.crdt.causal.Coverage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Operations that were carried out, and which of them had seen which.
 *
 * @param events the operations, in the order they were made, which no replica can know
 * @param <M> the type of the operations
 */
public record History<M>(List<HistoryEvent<M>> events) {

    public History {
        events = List.copyOf(events);
    }

    /** Returns the part of this history that somebody has seen. */
    public History<M> visibleTo(Coverage seen) {
        return new History<>(
                events.stream().filter(event -> seen.covers(event.id())).toList());
    }

    /** Tells whether with every event that somebody has seen, all that it had seen is visible too. */
    public boolean isClosed(Coverage seen) {
        List<HistoryEvent<M>> hidden =
                events.stream().filter(event -> !seen.covers(event.id())).toList();
        return hidden.isEmpty()
                || visibleTo(seen).events.stream()
                        .noneMatch(event -> hidden.stream().anyMatch(event::saw));
    }

    /** Returns the part of this history whose operations are of the class. */
    @SuppressWarnings("unchecked") // an event is read only, and its operation is a K
    public <K extends M> History<K> only(Class<K> kind) {
        return new History<>(events.stream()
                .filter(event -> kind.isInstance(event.operation()))
                .map(event -> (HistoryEvent<K>) event)
                .toList());
    }

    /** Returns the parts of this history that agree in something, such as the element that they add or remove. */
    public <K> Map<K, History<M>> by(Function<? super M, ? extends K> key) {
        Map<K, List<HistoryEvent<M>>> parts = new LinkedHashMap<>();
        events.forEach(event -> parts.computeIfAbsent(key.apply(event.operation()), each -> new ArrayList<>())
                .add(event));
        Map<K, History<M>> histories = new LinkedHashMap<>();
        parts.forEach((each, part) -> histories.put(each, new History<>(part)));
        return histories;
    }

    /** Returns the operations that no other one of this history had seen: the maximal operations in causal order. */
    public Stream<M> latest() {
        return events.stream()
                .filter(event -> events.stream().noneMatch(later -> later.saw(event)))
                .map(HistoryEvent::operation);
    }

    /** Returns the events whose operation is of the kind. */
    public Stream<HistoryEvent<M>> of(Predicate<? super M> kind) {
        return events.stream().filter(event -> kind.test(event.operation()));
    }

    /** Tells whether any event of the kind had seen the given one. */
    public boolean wasSeenBy(HistoryEvent<M> event, Predicate<? super M> kind) {
        return of(kind).anyMatch(later -> later.saw(event));
    }
}
