package io.crdt.demo.board;

import io.crdt.causal.Crdt;
import io.crdt.replica.Key;
import io.crdt.type.LWWMap;
import io.crdt.type.MVMap;
import io.crdt.type.ORMultiMap;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A task board of several people, as one of them works on it: lists of cards with a note, a done flag and votes. It is kept
 * in seven shared objects, by ids that are drawn at random; everything done here is at once on the own copy and reaches the
 * others' some time.
 *
 * <table>
 * <caption>Concurrent actions</caption>
 * <tr><th>here</th><th>there</th><th>both end with</th></tr>
 * <tr><td>rename</td><td>rename it</td><td>both titles, side by side, until somebody who sees both renames it</td></tr>
 * <tr><td>write the note</td><td>write it</td><td>both notes, likewise</td></tr>
 * <tr><td>move a card</td><td>move it</td><td>the card once, where the later of the two put it</td></tr>
 * <tr><td>move a card</td><td>move another one to the same place</td><td>both there, one after the other</td></tr>
 * <tr><td>tick as done</td><td>open again</td><td>done</td></tr>
 * <tr><td>vote</td><td>withdraw the same person's vote</td><td>the vote</td></tr>
 * <tr><td>delete a card</td><td>do anything to it</td><td>the card, whole, with what was done to it</td></tr>
 * <tr><td>delete a list</td><td>do anything to a card in it, or put one there</td><td>the list with this card
 * alone</td></tr>
 * <tr><td>delete a list</td><td>move a card out of it</td><td>the card in its new list</td></tr>
 * <tr><td>undo</td><td>change the same</td><td>as if both had been written by hand: one of the cases above</td></tr>
 * </table>
 *
 * <p>Whatever is done to a card adds it to {@link #CARDS} again, where adding wins over removing; that is why work on a card
 * survives its deletion. What a deleted card said stays in the other objects, or else it would come back in pieces.
 *
 * <p>To be used by one thread at a time.
 */
final class Board {

    static final Key<ORSet<String>> LISTS = Key.of("board/lists", ORSet.type(String.class));
    static final Key<ORSet<String>> CARDS = Key.of("board/cards", ORSet.type(String.class));
    static final Key<MVMap<String, String>> TITLES = Key.of("board/titles", MVMap.type(String.class, String.class));
    static final Key<MVMap<String, String>> NOTES = Key.of("board/notes", MVMap.type(String.class, String.class));
    static final Key<LWWMap<String, String>> PLACES = Key.of("board/places", LWWMap.type(String.class, String.class));
    static final Key<ORSet<String>> DONE = Key.of("board/done", ORSet.type(String.class));
    static final Key<ORMultiMap<String, String>> VOTES =
            Key.of("board/votes", ORMultiMap.type(String.class, String.class));

    /** All that a board is made of. */
    static final List<Key<? extends Crdt<?, ?>>> KEYS = List.of(LISTS, CARDS, TITLES, NOTES, PLACES, DONE, VOTES);

    static final int MAX_TITLE = 200;
    static final int MAX_NOTE = 2_000;
    static final int MAX_LISTS = 50;
    static final int MAX_CARDS = 2_000;

    private static final int ID_RADIX = 36;

    private final LocalCopy copy;
    private final String person;
    private final RandomGenerator random;
    private @Nullable UndoableAction last;

    /** The board in that copy, as worked on by a person; ids are drawn from the generator, which has to be unpredictable. */
    Board(LocalCopy copy, String person, RandomGenerator random) {
        this.copy = copy;
        this.person = person;
        this.random = random;
    }

    BoardView view() {
        return BoardView.of(copy.state());
    }

    Future<Void> addList(String title) {
        List<BoardView.TaskList> lists = view().lists();
        requireRoom("lists", lists.size(), MAX_LISTS);
        List<String> ids = lists.stream().map(BoardView.TaskList::id).toList();
        return add(LISTS, title, new Place("", positionIn(ids, "")));
    }

    /** Adds a card at the end of a list. */
    Future<Void> addCard(String list, String title) {
        requireRoom("cards", view().cards(), MAX_CARDS);
        return add(CARDS, title, new Place(list, positionIn(idsIn(list), "")));
    }

    /** Everything else is written before the id, and a reader that sees a write sees all writes before it. */
    private Future<Void> add(Key<ORSet<String>> set, String title, Place place) {
        String text = requireText("a title", title, MAX_TITLE);
        String id = Long.toString(random.nextLong(Long.MAX_VALUE), ID_RADIX);
        UndoableAction action = new UndoableAction(copy, "add " + quoted(text))
                .write(TITLES, (titles, me) -> titles.put(me, id, text))
                .write(PLACES, (places, me) -> places.put(me, id, place.toString()));
        return done(membership(action, set, id, true));
    }

    /** Renames a list or a card. */
    Future<Void> rename(String id, String title) {
        String text = requireText("a title", title, MAX_TITLE);
        return done(text(action("rename", id), TITLES, id, text));
    }

    /** Writes the note of a card, in place of all that are there; an empty text removes it. */
    Future<Void> note(String card, String note) {
        String text = note.isBlank() ? "" : requireText("a note", note, MAX_NOTE);
        return done(text(onCard("write the note of", card), NOTES, card, text));
    }

    /** Moves a card into a list, before a card there; to its end if that one is not there. */
    Future<Void> move(String card, String list, String before) {
        List<String> others =
                idsIn(list).stream().filter(id -> !id.equals(card)).toList();
        String to = new Place(list, positionIn(others, before)).toString();
        return done(onCard("move", card)
                .write(PLACES, places -> places.store().at(card), (places, me) -> places.put(me, card, to), was -> {
                    String from = BoardView.placeOf(card, was).toString();
                    return (places, me) -> places.put(me, card, from);
                }));
    }

    /** Ticks a card as done, or opens it again. */
    Future<Void> setDone(String card, boolean done) {
        return done(membership(onCard(done ? "tick" : "open again", card), DONE, card, done));
    }

    /** Votes for a card, or withdraws the vote. Two people of one name share a vote. */
    Future<Void> setVote(String card, boolean vote) {
        UndoableAction.Write<ORMultiMap<String, String>> cast = (votes, me) -> votes.put(me, card, person);
        UndoableAction.Write<ORMultiMap<String, String>> withdraw = (votes, me) -> votes.remove(me, card, person);
        return done(onCard(vote ? "vote for" : "withdraw the vote for", card)
                .write(
                        VOTES,
                        votes -> votes.store().at(card).at(person),
                        vote ? cast : withdraw,
                        votes -> votes.containsEntry(card, person) ? cast : withdraw));
    }

    /** Deletes a card, or a list with the cards that are seen in it. */
    Future<Void> delete(String id) {
        UndoableAction action = new UndoableAction(copy, "delete " + quoted(titleOf(id)));
        view().list(id).ifPresent(list -> list.cards().forEach(card -> membership(action, CARDS, card.id(), false)));
        return done(membership(action, isList(id) ? LISTS : CARDS, id, false));
    }

    /**
     * Takes back what this person did last here, once, where nobody has changed it since. What that was is not kept over
     * restarts.
     *
     * @throws IllegalStateException if there is nothing to take back; nothing was changed
     */
    Future<Void> undo() {
        UndoableAction action = last;
        if (action == null) {
            throw new IllegalStateException("there is nothing to undo; nothing was changed");
        }
        last = null;
        return action.undo().saved();
    }

    /** Returns what {@link #undo} would take back, if anything. */
    Optional<String> undoable() {
        return Optional.ofNullable(last).map(UndoableAction::toString);
    }

    private Future<Void> done(UndoableAction action) {
        last = action.canBeUndone() ? action : last;
        return action.saved();
    }

    /** Begins to do something to what is there, and thereby keeps it there. */
    private UndoableAction action(String verb, String id) {
        return new UndoableAction(copy, verb + " " + quoted(titleOf(id)))
                .write(isList(id) ? LISTS : CARDS, (ids, me) -> ids.add(me, id));
    }

    private UndoableAction onCard(String verb, String card) {
        if (view().card(card).isEmpty()) {
            throw gone("card");
        }
        return action(verb, card);
    }

    private static UndoableAction membership(UndoableAction action, Key<ORSet<String>> key, String id, boolean member) {
        UndoableAction.Write<ORSet<String>> add = (set, me) -> set.add(me, id);
        UndoableAction.Write<ORSet<String>> remove = (set, me) -> set.remove(me, id);
        return action.write(
                key, set -> set.store().at(id), member ? add : remove, set -> set.contains(id) ? add : remove);
    }

    private static UndoableAction text(UndoableAction action, Key<MVMap<String, String>> key, String id, String text) {
        return action.write(key, texts -> texts.store().at(id), put(id, text), texts -> put(id, oneOf(texts.get(id))));
    }

    private static UndoableAction.Write<MVMap<String, String>> put(String id, String text) {
        return (texts, me) -> text.isEmpty() ? texts.remove(me, id) : texts.put(me, id, text);
    }

    /** One place takes one text: several that stood side by side come back as one. */
    private static String oneOf(Set<String> texts) {
        return String.join(" / ", BoardView.texts(texts));
    }

    /** Returns a position before one of the ids, or after the last if it is none of them. */
    private BigDecimal positionIn(List<String> ids, String before) {
        int index = ids.contains(before) ? ids.indexOf(before) : ids.size();
        return Place.between(
                index > 0 ? positionOf(ids.get(index - 1)) : null,
                index < ids.size() ? positionOf(ids.get(index)) : null,
                random);
    }

    private BigDecimal positionOf(String id) {
        return BoardView.placeOf(id, copy.state().get(PLACES)).position();
    }

    private List<String> idsIn(String list) {
        return view().list(list).orElseThrow(() -> gone("list")).cards().stream()
                .map(BoardView.Card::id)
                .toList();
    }

    private boolean isList(String id) {
        return view().list(id).isPresent();
    }

    private String titleOf(String id) {
        BoardView view = view();
        return view.list(id)
                .map(BoardView.TaskList::titles)
                .or(() -> view.card(id).map(BoardView.Card::titles))
                .map(titles -> titles.isEmpty() ? "(no title)" : String.join(" / ", titles))
                .orElseThrow(() -> gone("card or list"));
    }

    private static IllegalArgumentException gone(String what) {
        return new IllegalArgumentException("this " + what + " is not there any more; nothing was changed");
    }

    private static void requireRoom(String what, int present, int most) {
        if (present >= most) {
            throw new IllegalArgumentException(
                    "a board has up to " + most + " " + what + ", and that is how many there are; nothing was changed");
        }
    }

    private static String requireText(String what, String text, int most) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > most) {
            throw new IllegalArgumentException(what + " has 1 to " + most + " characters, but this has "
                    + stripped.length() + "; nothing was changed");
        }
        return stripped;
    }

    private static String quoted(String title) {
        return "“" + title + "”";
    }
}
