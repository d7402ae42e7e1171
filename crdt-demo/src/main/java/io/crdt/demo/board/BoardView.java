package io.crdt.demo.board;

import io.crdt.replica.ReplicaState;
import io.crdt.type.LWWMap;
import io.crdt.type.MVMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A board as people see it: what follows from the shared objects, and from nothing else, so equal replicas show equal boards.
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
        MVMap<String, String> titles = state.get(Board.TITLES);
        Map<String, List<String>> cardsOf = new HashMap<>();
        inOrder(state.get(Board.CARDS).elements(), places)
                .forEach(card -> cardsOf.computeIfAbsent(placeOf(card, places).list(), list -> new ArrayList<>())
                        .add(card));
        Set<String> lists = new TreeSet<>(state.get(Board.LISTS).elements());
        lists.addAll(cardsOf.keySet());
        return new BoardView(inOrder(lists, places).stream()
                .map(list -> new TaskList(
                        list,
                        sorted(titles.get(list)),
                        cardsOf.getOrDefault(list, List.of()).stream()
                                .map(card -> card(card, state))
                                .toList()))
                .toList());
    }

    private static Card card(String id, ReplicaState state) {
        return new Card(
                id,
                sorted(state.get(Board.TITLES).get(id)),
                sorted(state.get(Board.NOTES).get(id)),
                state.get(Board.DONE).contains(id),
                sorted(state.get(Board.VOTES).get(id)));
    }

    static Place placeOf(String id, LWWMap<String, String> places) {
        return Place.parse(places.get(id).orElseThrow());
    }

    private static List<String> inOrder(Set<String> ids, LWWMap<String, String> places) {
        Comparator<String> byPosition =
                Comparator.comparing(id -> placeOf(id, places).position());
        return ids.stream()
                .sorted(byPosition.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static List<String> sorted(Set<String> texts) {
        return texts.stream().sorted().toList();
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
