package io.crdt.demo.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.store.sqlite.StoreFiles;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boards as people run them: each a process with a data directory, which may be killed at any time. */
final class BoardProcessTest {

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private BoardProcess start(String name, String... arguments) throws Exception {
        return new BoardProcess(vertx, directory, name, List.of(arguments));
    }

    private static JsonObject addCard(JsonObject state, String title) {
        String list = BoardProcess.lists(state).getJsonObject(0).getString("id");
        return new JsonObject().put("do", "addCard").put("list", list).put("title", title);
    }

    private static JsonObject online(boolean on) {
        return new JsonObject().put("do", "online").put("on", on);
    }

    @Test
    void whatTwoPeopleDoOfflineMeetsAlsoIfOneIsKilled() throws Exception {
        try (BoardProcess anna = start("anna")) {
            anna.act(new JsonObject().put("do", "addList").put("title", "Todo"));
            anna.awaitSaved("Todo");
            try (BoardProcess ben = start("ben", "--peer=" + anna.address)) {
                ben.awaitSaved("Todo");
                anna.await("ben is here", shown -> others(shown).contains("\"name\":\"ben\",\"here\":true"));

                ben.act(online(false));
                JsonObject alone = ben.await("offline", shown -> !shown.getBoolean("online"));
                assertTrue(!others(alone).contains("true"), others(alone));
                anna.await("ben is away", shown -> others(shown).contains("\"name\":\"ben\",\"here\":false"));
                ben.act(addCard(alone, "bread"));
                ben.awaitSaved("bread");
                ben.kill();
            }
            anna.act(addCard(anna.awaitSaved(), "milk"));
            anna.awaitSaved("milk");

            try (BoardProcess ben = start("ben", "--peer=" + anna.address)) {
                JsonObject bens = ben.awaitSaved("Todo", "milk", "bread");
                JsonObject annas = anna.awaitSaved("Todo", "milk", "bread");
                assertEquals(BoardProcess.lists(annas), BoardProcess.lists(bens));
            }
        }
    }

    @Test
    void onlineAgainIsAsBefore() throws Exception {
        try (BoardProcess anna = start("anna");
                BoardProcess ben = start("ben", "--peer=" + anna.address)) {
            ben.await("anna is here", shown -> others(shown).contains("\"here\":true"));
            ben.act(online(false));
            ben.act(new JsonObject().put("do", "addList").put("title", "Ben's")); // waits for the switch
            anna.act(new JsonObject().put("do", "addList").put("title", "Anna's"));
            anna.awaitSaved("Anna's");
            ben.awaitSaved("Ben's");
            ben.act(online(true));
            assertEquals(
                    BoardProcess.lists(ben.awaitSaved("Anna's", "Ben's")),
                    BoardProcess.lists(anna.awaitSaved("Anna's", "Ben's")));
        }
    }

    @Test
    void whatWasShownAsSavedOutlivesAKill() throws Exception {
        List<String> saved;
        try (BoardProcess anna = start("anna")) {
            anna.act(new JsonObject().put("do", "addList").put("title", "Todo"));
            JsonObject state = anna.awaitSaved("Todo");
            for (int i = 0; i < 200; i++) {
                anna.act(addCard(state, "card " + i));
            }
            saved = BoardProcess.titles(anna.awaitSaved("card 20")); // the others are under way
            anna.kill();
        }
        try (BoardProcess anna = start("anna")) {
            List<String> kept = BoardProcess.titles(anna.await("read", shown -> true));
            assertTrue(kept.containsAll(saved), kept + " lacks some of " + saved);
        }
    }

    @Test
    void aSignalEndsItInOrder() throws Exception {
        try (BoardProcess anna = start("anna")) {
            anna.act(new JsonObject().put("do", "addList").put("title", "Todo"));
            anna.awaitSaved("Todo");
            assertEquals("", anna.end());
        }
        assertTrue(StoreFiles.verify(directory.resolve("anna")).isSound());
    }

    @Test
    void aDirectoryInUseIsRefusedInOneLine() throws Exception {
        try (BoardProcess anna = start("anna")) {
            AssertionError refused = assertThrows(AssertionError.class, () -> start("anna"));
            assertTrue(String.valueOf(refused.getMessage()).contains("crdt-demo board: "), refused.getMessage());
            anna.awaitSaved();
        }
    }

    private static String others(JsonObject state) {
        return state.getJsonArray("others").encode();
    }
}
