package io.crdt.demo.board;

import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A board as people see it: what follows from the shared objects, and from nothing else, so equal replicas show equal
 * boards.
 *
 * <p>Some peer may run another version, or be broken. What is no text is left out, what lacks a title or place goes without.
 *
 * @param lists from left to right
 */
record BoardView(List<TaskList> lists) {

    /**
     * A list of cards.
     *
     * @param titles its title; several if it was renamed concurrently, until somebody who sees them decides
     */
    record TaskList(String id, List<String> titles, List<Card> cards) {
        private JsonObject toJson() {
            return new JsonObject()
                    .put("id", id)
                    .put("titles", new JsonArray(titles))
                    .put("cards", new JsonArray(cards.stream().map(Card::toJson).toList()));
        }
    }

    /**
     * A card.
     *
     * @param titles its title; several if it was renamed concurrently, until somebody who sees them decides
     * @param notes its note, if there is one; several likewise
     * @param voters who votes for it
     */
    record Card(String id, List<String> titles, List<String> notes, boolean done, List<String> voters) {
        private JsonObject toJson() {
            return new JsonObject()
                    .put("id", id)
                    .put("titles", new JsonArray(titles))
                    .put("notes", new JsonArray(notes))
                    .put("done", done)
                    .put("voters", new JsonArray(voters));
        }
    }

    /** Reads the board from a state, which is of one moment, so that whatever belongs together is there together. */
    static BoardView of(ReplicaState state) {
        LWWMap<String, String> places = state.get(Board.PLACES);
        Map<String, List<String>> cardsOf = inOrder(state.get(Board.CARDS).elements(), places).stream()
                .collect(Collectors.groupingBy(card -> placeOf(card, places).list()));
        Set<String> lists = new TreeSet<>(texts(state.get(Board.LISTS).elements()));
        lists.addAll(cardsOf.keySet()); // a card that has outlived its list keeps it
        return new BoardView(inOrder(lists, places).stream()
                .map(list -> new TaskList(
                        list,
                        texts(state.get(Board.TITLES).get(list)),
                        cardsOf.getOrDefault(list, List.of()).stream()
                                .map(card -> card(card, state))
                                .toList()))
                .toList());
    }

    private static Card card(String id, ReplicaState state) {
        return new Card(
                id,
                texts(state.get(Board.TITLES).get(id)),
                texts(state.get(Board.NOTES).get(id)),
                state.get(Board.DONE).contains(id),
                texts(state.get(Board.VOTES).get(id)));
    }

    static Place placeOf(String id, LWWMap<String, String> places) {
        Optional<?> written = places.get(id); // a text, if all goes well
        return Place.parse(written.orElse(null));
    }

    private static List<String> inOrder(Collection<?> ids, LWWMap<String, String> places) {
        Comparator<String> byPosition =
                Comparator.comparing(id -> placeOf(id, places).position());
        return texts(ids).stream().sorted(byPosition).toList();
    }

    /** Returns the texts among some values, sorted. */
    static List<String> texts(Collection<?> values) {
        return values.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .sorted()
                .toList();
    }

    Optional<TaskList> list(String id) {
        return lists.stream().filter(list -> list.id().equals(id)).findFirst();
    }

    Optional<Card> card(String id) {
        return lists.stream()
                .flatMap(list -> list.cards().stream())
                .filter(card -> card.id().equals(id))
                .findFirst();
    }

    int cards() {
        return lists.stream().mapToInt(list -> list.cards().size()).sum();
    }

    JsonArray toJson() {
        return new JsonArray(lists.stream().map(TaskList::toJson).toList());
    }
}
