package io.crdt.demo.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.demo.board.BoardHistory.Change;
import io.crdt.demo.board.BoardHistory.Field;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Several people work on a board at random, hear of each other at random, and each sees at any time what the history
 * demands: everything that was done and not undone by somebody who had seen it. In the end all see the same.
 *
 * <p>{@code -Dboard.seed=42} replays one execution, {@code -Dboard.seeds=5000} tries more.
 */
@Tag("long")
final class BoardLawTest {

    private static final int STEPS = 60;
    private static final List<String> NAMES = List.of("anna", "ben", "clara");

    @Test
    void whateverIsDoneOfflineConvergesAndNothingIsLost() {
        Long only = Long.getLong("board.seed");
        long first = only != null ? only : new Random().nextInt(1_000_000);
        int seeds = only != null ? 1 : Integer.getInteger("board.seeds", 150);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                new Execution(seed).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + "; replay with mvn -q -pl crdt-demo -am test -Dtest=BoardLawTest -Dboard.seed="
                                + seed + " -Dsurefire.failIfNoSpecifiedTests=false",
                        e);
            }
        }
    }

    /** What a person has done last, and where: each write with what had been there before. */
    private record Last(List<Change> changes, List<String> before) {}

    private static final class Execution {

        private final Random random;
        private final BoardHistory history = new BoardHistory();
        private final List<Colleague> people = new ArrayList<>();
        private final List<BitSet> seen = new ArrayList<>();
        private final Map<Integer, Last> last = new HashMap<>();
        private final List<String> log = new ArrayList<>();

        Execution(long seed) {
            random = new Random(seed);
            for (String name : NAMES) {
                // Clocks that differ: of two moves of which one has seen the other, that one decides all the same.
                people.add(new Colleague(name, random.nextLong(), new AtomicLong(random.nextInt(1_000))));
                seen.add(new BitSet());
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                int who = random.nextInt(people.size());
                if (random.nextInt(4) == 0) {
                    hear(who, random.nextInt(people.size()));
                } else {
                    act(who);
                }
                check(who);
            }
            for (int round = 0; round < 2; round++) {
                for (int who = 0; who < people.size(); who++) {
                    hear(0, who);
                    hear(who, 0);
                }
            }
            for (int who = 0; who < people.size(); who++) {
                check(who);
                assertEquals(people.get(0).board.view(), people.get(who).board.view(), this::told);
            }
        }

        private void hear(int who, int other) {
            log.add(NAMES.get(who) + " hears of " + NAMES.get(other));
            people.get(who).hear(people.get(other));
            seen.get(who).or(seen.get(other));
        }

        private void act(int who) {
            Board board = people.get(who).board;
            List<BoardView.TaskList> lists = board.view().lists();
            List<BoardView.Card> cards =
                    lists.stream().flatMap(list -> list.cards().stream()).toList();
            int action = random.nextInt(20);
            String text = "text " + log.size();
            if (lists.isEmpty() || action == 0) {
                add(who, "", text);
            } else if (cards.isEmpty() || action < 4) {
                add(who, any(lists).id(), text);
            } else if (action == 4) {
                delete(who, any(lists));
            } else if (action == 5) {
                String list = any(lists).id();
                log.add(NAMES.get(who) + " renames list " + list);
                remember(who, touched(who, list, Field.TITLE, "", text));
                board.rename(list, text);
            } else if (action < 9) {
                undo(who);
            } else {
                change(who, board, any(cards), any(lists), action, text);
            }
        }

        private void change(
                int who, Board board, BoardView.Card card, BoardView.TaskList list, int action, String text) {
            String id = card.id();
            log.add(NAMES.get(who) + " does " + action + " to " + id);
            if (action < 11) {
                remember(who, touched(who, id, Field.TITLE, "", text));
                board.rename(id, text);
            } else if (action < 13) {
                String note = card.notes().isEmpty() || random.nextBoolean() ? text : "";
                remember(who, touched(who, id, Field.NOTE, "", note));
                board.note(id, note);
            } else if (action < 15) {
                remember(who, touched(who, id, Field.PLACE, "", list.id()));
                move(board, id, list);
            } else if (action == 15) {
                remember(who, touched(who, id, Field.DONE, "", "" + !card.done()));
                board.setDone(id, !card.done());
            } else if (action < 18) {
                boolean vote = !card.voters().contains(NAMES.get(who));
                remember(who, touched(who, id, Field.VOTE, NAMES.get(who), "" + vote));
                board.setVote(id, vote);
            } else {
                remember(who, write(who, id, Field.PRESENCE, "", "false"));
                board.delete(id);
            }
        }

        private void add(int who, String list, String title) {
            Board board = people.get(who).board;
            Set<String> before = idsOf(board.view());
            if (list.isEmpty()) {
                board.addList(title);
            } else {
                board.addCard(list, title);
            }
            Set<String> added = idsOf(board.view());
            added.removeAll(before);
            assertEquals(1, added.size(), this::told);
            String id = added.iterator().next();
            log.add(NAMES.get(who) + " adds " + id + " to " + list);
            write(who, id, Field.TITLE, "", title);
            write(who, id, Field.PLACE, "", list);
            remember(who, write(who, id, Field.PRESENCE, "", "true"));
        }

        private void delete(int who, BoardView.TaskList list) {
            log.add(NAMES.get(who) + " deletes list " + list.id());
            List<Change> changes = new ArrayList<>();
            list.cards().forEach(card -> changes.add(write(who, card.id(), Field.PRESENCE, "", "false")));
            if (history.isSet(seen.get(who), Field.PRESENCE, list.id(), "")) {
                changes.add(write(who, list.id(), Field.PRESENCE, "", "false"));
            }
            remember(who, changes.toArray(Change[]::new));
            people.get(who).board.delete(list.id());
        }

        /** Where somebody has put a card, right before another one or at the end, is where he sees it. */
        private void move(Board board, String card, BoardView.TaskList list) {
            List<String> others = list.cards().stream()
                    .map(BoardView.Card::id)
                    .filter(id -> !id.equals(card))
                    .toList();
            int index = random.nextInt(others.size() + 1);
            board.move(card, list.id(), index < others.size() ? others.get(index) : "");
            List<String> expected = new ArrayList<>(others);
            expected.add(index, card);
            assertEquals(
                    expected,
                    board.view().list(list.id()).orElseThrow().cards().stream()
                            .map(BoardView.Card::id)
                            .toList(),
                    this::told);
        }

        /** Undoing writes what had been there, wherever one finds what the change has left: itself, or nothing. */
        private void undo(int who) {
            Last undone = last.remove(who);
            Board board = people.get(who).board;
            if (undone == null) {
                return;
            }
            log.add(NAMES.get(who) + " undoes " + undone.changes());
            boolean any = false;
            BitSet visible = (BitSet) seen.get(who).clone();
            for (int i = 0; i < undone.changes().size(); i++) {
                Change change = undone.changes().get(i);
                List<Change> left = change.leavesSomething() ? List.of(change) : List.of();
                List<Change> found = history.latest(visible, change.field(), change.item(), change.who());
                if (found.stream().filter(Change::leavesSomething).toList().equals(left)) {
                    any = true;
                    write(
                            who,
                            change.item(),
                            change.field(),
                            change.who(),
                            undone.before().get(i));
                }
            }
            try {
                board.undo();
                assertTrue(any, this::told);
            } catch (IllegalStateException e) {
                assertTrue(!any, this::told);
            }
        }

        private Change touched(int who, String item, Field field, String whose, String value) {
            write(who, item, Field.PRESENCE, "", "true");
            return write(who, item, field, whose, value);
        }

        private Change write(int who, String item, Field field, String whose, String value) {
            return history.add(seen.get(who), field, item, whose, value);
        }

        /** Takes note of what is about to be done, and of what is there before. */
        private void remember(int who, Change... changes) {
            List<String> before =
                    Stream.of(changes).map(change -> before(who, change)).toList();
            last.put(who, new Last(List.of(changes), before));
        }

        private String before(int who, Change change) {
            return switch (change.field()) {
                case TITLE, NOTE -> String.join(" / ", history.texts(change.seen(), change.field(), change.item()));
                case PLACE ->
                    people.get(who).board.view().lists().stream()
                            .filter(list -> list.cards().stream()
                                    .anyMatch(card -> card.id().equals(change.item())))
                            .findFirst()
                            .orElseThrow()
                            .id();
                default -> "" + history.isSet(change.seen(), change.field(), change.item(), change.who());
            };
        }

        private void check(int who) {
            BitSet visible = seen.get(who);
            BoardView view = people.get(who).board.view();
            Set<String> present = history.present(visible);
            Set<String> lists = new TreeSet<>();
            Set<String> cards = new TreeSet<>();
            for (BoardView.TaskList list : view.lists()) {
                lists.add(list.id());
                assertEquals(history.texts(visible, Field.TITLE, list.id()), new TreeSet<>(list.titles()), this::told);
                for (BoardView.Card card : list.cards()) {
                    assertTrue(cards.add(card.id()), this::told);
                    check(card, list.id(), visible);
                }
                assertTrue(present.contains(list.id()) || !list.cards().isEmpty(), this::told);
            }
            Set<String> shown = new TreeSet<>(cards);
            shown.addAll(lists);
            assertTrue(shown.containsAll(present), this::told);
            shown.removeAll(present);
            shown.removeAll(lists); // a list that was deleted stays for what is in it
            assertEquals(Set.of(), shown, this::told);
        }

        private void check(BoardView.Card card, String list, BitSet visible) {
            String id = card.id();
            assertEquals(history.texts(visible, Field.TITLE, id), new TreeSet<>(card.titles()), this::told);
            assertEquals(history.texts(visible, Field.NOTE, id), new TreeSet<>(card.notes()), this::told);
            assertEquals(history.isSet(visible, Field.DONE, id, ""), card.done(), this::told);
            assertEquals(history.voters(visible, id), card.voters(), this::told);
            Set<String> places = history.latest(visible, Field.PLACE, id, "").stream()
                    .map(Change::value)
                    .collect(Collectors.toSet());
            assertTrue(places.contains(list), this::told);
        }

        private static Set<String> idsOf(BoardView view) {
            Set<String> ids = new TreeSet<>();
            view.lists().forEach(list -> {
                ids.add(list.id());
                list.cards().forEach(card -> ids.add(card.id()));
            });
            return ids;
        }

        private <T> T any(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        private String told() {
            return String.join("\n", log);
        }
    }
}
