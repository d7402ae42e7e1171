package io.crdt.demo.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.replica.Key;
import io.crdt.type.LWWMap;
import io.crdt.type.MVMap;
import io.crdt.type.ORMultiMap;
import io.crdt.type.ORSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a board resolves what two people do to it at once, row by row of the table of {@link Board}. */
final class BoardTest {

    private final AtomicLong clock = new AtomicLong();
    private final Colleague anna = new Colleague("anna", 1, clock);
    private final Colleague ben = new Colleague("ben", 2, clock);
    private String todo = "";
    private String doing = "";
    private String milk = "";
    private String bread = "";

    @BeforeEach
    void fill() {
        anna.board.addList("Todo");
        anna.board.addList("Doing");
        todo = anna.id("Todo");
        doing = anna.id("Doing");
        anna.board.addCard(todo, "milk");
        anna.board.addCard(todo, "bread");
        milk = anna.id("milk");
        bread = anna.id("bread");
        meet();
        assertShown("Todo[milk, bread] Doing[]");
    }

    private void meet() {
        anna.hear(ben);
        ben.hear(anna);
    }

    /** Both act without hearing of each other, then they meet. */
    private void apart(Consumer<Board> annasAction, Consumer<Board> bensAction) {
        annasAction.accept(anna.board);
        bensAction.accept(ben.board);
        meet();
    }

    private void assertShown(String board) {
        assertEquals(board, anna.shown());
        assertEquals(board, ben.shown());
        assertEquals(anna.board.view(), ben.board.view());
    }

    @Test
    void bothTitlesStandUntilSomebodyDecides() {
        apart(a -> a.rename(milk, "oat milk"), b -> b.rename(milk, "two milks"));
        assertShown("Todo[oat milk/two milks, bread] Doing[]");
        ben.board.rename(milk, "two oat milks");
        meet();
        assertShown("Todo[two oat milks, bread] Doing[]");
    }

    @Test
    void bothNotesStandUntilSomebodyDecides() {
        apart(a -> a.note(milk, "cold"), b -> b.note(milk, "fresh"));
        assertShown("Todo[milk(cold/fresh), bread] Doing[]");
        anna.board.note(milk, "");
        meet();
        assertShown("Todo[milk, bread] Doing[]");
    }

    @Test
    void aCardThatBothMoveIsInOnePlace() {
        anna.board.addList("Done");
        meet();
        apart(a -> a.move(milk, doing, ""), b -> b.move(milk, anna.id("Done"), ""));
        assertShown("Todo[bread] Doing[] Done[milk]");
    }

    @Test
    void twoCardsCanBePutIntoOneGap() {
        anna.board.addCard(doing, "a");
        anna.board.addCard(doing, "b");
        meet();
        String b = anna.id("b");
        apart(board -> board.move(milk, doing, b), board -> board.move(bread, doing, b));
        assertTrue(List.of("Todo[] Doing[a, milk, bread, b]", "Todo[] Doing[a, bread, milk, b]")
                .contains(ben.shown()));
        assertShown(ben.shown());
    }

    @Test
    void tickingWinsOverOpeningAgain() {
        anna.board.setDone(milk, true);
        meet();
        apart(a -> a.setDone(milk, true), b -> b.setDone(milk, false));
        assertShown("Todo[milk✓, bread] Doing[]");
    }

    @Test
    void votesOfSeveralPeopleAddUpAndEachHasOne() {
        apart(a -> a.setVote(milk, true), b -> b.setVote(milk, true));
        anna.board.setVote(milk, true);
        meet();
        assertShown("Todo[milk+anna+ben, bread] Doing[]");
        apart(a -> a.setVote(milk, false), b -> b.setVote(bread, true));
        assertShown("Todo[milk+ben, bread+ben] Doing[]");
    }

    @Test
    void workOnACardSurvivesItsDeletionAndTheCardIsWhole() {
        ben.board.note(milk, "cold");
        ben.board.setVote(milk, true);
        meet();
        apart(a -> a.delete(milk), b -> b.rename(milk, "oat milk"));
        assertShown("Todo[oat milk(cold)+ben, bread] Doing[]");
        apart(a -> a.delete(milk), b -> b.delete(milk));
        assertShown("Todo[bread] Doing[]");
    }

    @Test
    void aListStaysWithTheCardThatSomebodyPutsThere() {
        apart(a -> a.delete(todo), b -> b.addCard(todo, "eggs"));
        assertShown("Todo[eggs] Doing[]");
        apart(a -> a.delete(todo), b -> b.move(ben.id("eggs"), doing, ""));
        assertShown("Doing[eggs]");
    }

    @Test
    void aListStaysWithTheCardThatSomebodyWorksOn() {
        apart(a -> a.delete(todo), b -> b.setDone(bread, true));
        assertShown("Todo[bread✓] Doing[]");
    }

    @Test
    void undoTakesBackTheLastActionOnly() {
        anna.board.rename(milk, "oat milk");
        anna.board.move(milk, doing, "");
        assertEquals("move “oat milk”", anna.board.undoable().orElseThrow());
        anna.board.undo();
        meet();
        assertShown("Todo[oat milk, bread] Doing[]");
        assertTrue(anna.board.undoable().isEmpty());
        assertThrows(IllegalStateException.class, () -> anna.board.undo());
    }

    @Test
    void everyActionCanBeUndone() {
        anna.board.note(milk, "cold");
        anna.board.setVote(bread, true);
        meet();
        String before = anna.shown();
        List<Consumer<Board>> actions = List.of(
                board -> board.addList("More"),
                board -> board.addCard(todo, "eggs"),
                board -> board.rename(milk, "oat milk"),
                board -> board.rename(todo, "To do"),
                board -> board.note(milk, "warm"),
                board -> board.note(milk, ""),
                board -> board.note(bread, "fresh"),
                board -> board.move(milk, doing, ""),
                board -> board.setDone(milk, true),
                board -> board.setVote(milk, true),
                board -> board.setVote(bread, false),
                board -> board.delete(milk),
                board -> board.delete(todo));
        for (Consumer<Board> action : actions) {
            action.accept(anna.board);
            meet();
            assertTrue(!anna.shown().equals(before), anna.board.undoable().toString());
            anna.board.undo();
            meet();
            assertShown(before);
        }
    }

    @Test
    void undoLeavesWhatOthersHaveWrittenSince() {
        anna.board.rename(milk, "oat milk");
        meet();
        ben.board.rename(milk, "soy milk");
        ben.board.rename(milk, "oat milk"); // the same text, but Ben's
        meet();
        var refused = assertThrows(IllegalStateException.class, () -> anna.board.undo());
        assertTrue(refused.getMessage().contains("somebody has changed that since"), refused.getMessage());
        assertShown("Todo[oat milk, bread] Doing[]");
    }

    @Test
    void undoOfAnAdditionDoesNotTakeAwayWhatOthersWorkOn() {
        anna.board.addCard(todo, "eggs");
        meet();
        ben.board.setVote(ben.id("eggs"), true);
        meet();
        assertThrows(IllegalStateException.class, () -> anna.board.undo());
        assertShown("Todo[milk, bread, eggs+ben] Doing[]");
    }

    @Test
    void undoOfADeletionBringsBackWhatOthersHaveDoneMeanwhile() {
        ben.board.setVote(bread, true);
        anna.board.delete(todo);
        anna.hear(ben);
        assertEquals("Todo[bread+ben] Doing[]", anna.shown());
        anna.board.undo();
        meet();
        assertShown("Todo[milk, bread+ben] Doing[]");
    }

    @Test
    void undoAndAChangeOfTheSameAtOnceAreTwoChanges() {
        anna.board.rename(milk, "oat milk");
        meet();
        apart(Board::undo, b -> b.rename(milk, "soy milk"));
        assertShown("Todo[milk/soy milk, bread] Doing[]");
    }

    @Test
    void undoOfADecisionKeepsBothTexts() {
        apart(a -> a.rename(milk, "oat milk"), b -> b.rename(milk, "two milks"));
        anna.board.rename(milk, "neither");
        anna.board.undo();
        meet();
        assertShown("Todo[oat milk / two milks, bread] Doing[]");
    }

    @Test
    void whatIsTooLongOrGoneIsRefusedAndNothingChanges() {
        anna.board.delete(milk);
        String before = anna.shown();
        List<Runnable> calls = List.of(
                () -> anna.board.addList(" "),
                () -> anna.board.addCard(todo, "x".repeat(Board.MAX_TITLE + 1)),
                () -> anna.board.addCard(milk, "x"),
                () -> anna.board.rename(bread, ""),
                () -> anna.board.rename(milk, "x"),
                () -> anna.board.note(bread, "x".repeat(Board.MAX_NOTE + 1)),
                () -> anna.board.setDone(milk, true),
                () -> anna.board.setVote("nothing", true),
                () -> anna.board.setDone(todo, true),
                () -> anna.board.note(todo, "x"),
                () -> anna.board.move(todo, doing, ""),
                () -> anna.board.move(milk, doing, ""),
                () -> anna.board.move(bread, milk, ""),
                () -> anna.board.delete(milk));
        for (Runnable call : calls) {
            var refused = assertThrows(IllegalArgumentException.class, call::run);
            assertTrue(refused.getMessage().endsWith("nothing was changed"), refused.getMessage());
        }
        assertEquals(before, anna.shown());
        assertEquals("delete “milk”", anna.board.undoable().orElseThrow());
    }

    /** As another version might, or one that is broken: the names are those of the board, the values are not. */
    @Test
    void whatAPeerWritesThatIsNoBoardBreaksNothing() {
        Key<ORSet<Object>> cards = Key.of("board/cards", ORSet.type(Object.class));
        Key<ORSet<Object>> lists = Key.of("board/lists", ORSet.type(Object.class));
        Key<MVMap<String, Object>> titles = Key.of("board/titles", MVMap.type(String.class, Object.class));
        Key<LWWMap<String, Object>> places = Key.of("board/places", LWWMap.type(String.class, Object.class));
        Key<ORMultiMap<String, Object>> votes = Key.of("board/votes", ORMultiMap.type(String.class, Object.class));
        ben.update(cards, (set, me) -> set.add(me, 7L));
        ben.update(lists, (set, me) -> set.add(me, 7L));
        ben.update(cards, (set, me) -> set.add(me, "nowhere"));
        ben.update(titles, (map, me) -> map.put(me, "nowhere", 7L));
        ben.update(lists, (set, me) -> set.add(me, milk)); // what is a card already
        ben.update(titles, (map, me) -> map.put(me, bread, 7L));
        ben.update(votes, (map, me) -> map.put(me, bread, 7L));
        int n = 0;
        for (Object place :
                List.of(7L, "", " ", "x y", "NaN " + todo, "1E999999999 " + todo, "9".repeat(20_000) + " " + todo)) {
            String id = "odd" + n++;
            ben.update(places, (map, me) -> map.put(me, id, place));
            ben.update(cards, (set, me) -> set.add(me, id));
        }
        meet();
        assertEquals(anna.board.view(), ben.board.view());
        assertEquals(anna.board.view().toJson(), ben.board.view().toJson());
        assertEquals(10, anna.board.view().cards());

        // And all of it can be worked on.
        for (BoardView.Card card : anna.board.view().lists().stream()
                .flatMap(list -> list.cards().stream())
                .toList()) {
            anna.board.move(card.id(), todo, "");
            anna.board.undo();
            anna.board.rename(card.id(), "x");
            anna.board.undo();
            anna.board.move(card.id(), todo, milk);
            anna.board.setVote(card.id(), true);
        }
        anna.board.delete(milk); // the list of this id goes first
        for (BoardView.Card card : anna.board.view().list(todo).orElseThrow().cards()) {
            anna.board.delete(card.id());
        }
        assertEquals(0, anna.board.view().cards());
    }

    @Test
    void aBoardHasSoManyListsAndCards() {
        for (int i = 2; i < Board.MAX_LISTS; i++) {
            anna.board.addList("list " + i);
        }
        assertThrows(IllegalArgumentException.class, () -> anna.board.addList("one more"));
    }

    @Test
    void oneGapTakesAnyNumberOfCards() {
        for (int i = 0; i < 300; i++) {
            anna.board.addCard(todo, "card " + i);
            anna.board.move(anna.id("card " + i), todo, bread);
        }
        List<String> titles = anna.board.view().lists().get(0).cards().stream()
                .flatMap(card -> card.titles().stream())
                .toList();
        assertEquals("card 0", titles.get(1));
        assertEquals("card 299", titles.get(300));
        assertEquals("bread", titles.get(301));
    }
}
