package io.crdt.demo.board;

import io.crdt.demo.web.WebServer;
import io.crdt.net.CrdtNode;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.crdt.net.status.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One person's board: a node with a data directory, and a page. All of it happens on one Vert.x context. */
public final class BoardApp {

    private static final String PAGE = "/io/crdt/demo/board/";
    private static final long LOOK_AGAIN_MILLIS = 500;

    private final Vertx vertx;
    private final String person;
    private final CrdtNode node;
    private final WebServer page;
    private final Board board;
    private boolean refreshing;
    private boolean waiting;
    private JsonObject shown = new JsonObject();

    private BoardApp(Vertx vertx, String person, CrdtNode node, WebServer page) {
        this.vertx = vertx;
        this.person = person;
        this.node = node;
        this.page = page;
        board = new Board(LocalCopy.of(node), person, new SecureRandom());
        Board.KEYS.forEach(key -> node.watch(key, change -> refresh()));
        node.watchMembers(members -> refresh());
    }

    /**
     * Opens the board of a person, and goes online. The page comes first: if its port is taken, no directory has been made.
     *
     * @param person the name, which the votes go by
     * @param options those of the node, with a data directory
     * @param uiPort where the page is to be
     * @param orNext whether to take one of the next ports if that one is in use
     */
    public static Future<BoardApp> start(Vertx vertx, String person, CrdtOptions options, int uiPort, boolean orNext) {
        Promise<BoardApp> started = Promise.promise();
        vertx.runOnContext(ready -> WebServer.start(
                        vertx, PAGE, uiPort, orNext, command -> started.future().compose(app -> app.onCommand(command)))
                .compose(page -> CrdtNode.open(vertx, options)
                        .compose(node -> new BoardApp(vertx, person, node, page).begin())
                        .onFailure(failure -> page.close()))
                .onComplete(started));
        return started.future();
    }

    private Future<BoardApp> begin() {
        return node.start().onSuccess(started -> refresh()).map(this).onFailure(failure -> node.close());
    }

    /** Returns where the page is. */
    public String url() {
        return page.url();
    }

    /** Returns where the node listens. */
    public String address() {
        return node.address().toString();
    }

    /** Goes offline for good; completes when everything is saved. */
    public Future<Void> close() {
        return node.close();
    }

    private Future<Void> onCommand(JsonObject command) {
        return perform(command).onComplete(ended -> refresh());
    }

    private Future<Void> perform(JsonObject command) {
        String card = text(command, "card");
        boolean on = Boolean.TRUE.equals(command.getValue("on"));
        return switch (text(command, "do")) {
            case "addList" -> board.addList(text(command, "title"));
            case "addCard" -> board.addCard(text(command, "list"), text(command, "title"));
            case "rename" -> board.rename(text(command, "id"), text(command, "title"));
            case "note" -> board.note(card, text(command, "note"));
            case "move" -> board.move(card, text(command, "list"), text(command, "before"));
            case "done" -> board.setDone(card, on);
            case "vote" -> board.setVote(card, on);
            case "delete" -> board.delete(text(command, "id"));
            case "undo" -> board.undo();
            case "online" -> on ? node.connect() : node.disconnect();
            default ->
                throw new IllegalArgumentException(
                        "no board does \"" + text(command, "do") + "\"; nothing was changed");
        };
    }

    private static String text(JsonObject command, String field) {
        return command.getValue(field) instanceof String text ? text : "";
    }

    /** Shows what is new, if anything is; many calls at once cost one look. */
    private void refresh() {
        if (!refreshing) {
            refreshing = true;
            vertx.runOnContext(ready -> {
                refreshing = false;
                show();
            });
        }
    }

    /** The board is read before it is asked what is saved: "saved" must not be said of anything written in between. */
    private void show() {
        JsonObject state = new JsonObject()
                .put("person", person)
                .put("undo", board.undoable().orElse(""))
                .put("lists", board.view().toJson());
        Future.all(node.status(), node.members()).onSuccess(told -> {
            NodeStatus status = told.resultAt(0);
            boolean saved = status.unsaved() == 0;
            state.put("online", status.online()).put("saved", saved).put("others", others(told.resultAt(1)));
            if (!state.equals(shown)) {
                shown = state;
                page.show(state);
            }
            if (!saved) {
                lookAgain();
            }
        });
    }

    /** Nobody tells when a disk that was slow or full has caught up. */
    private void lookAgain() {
        if (!waiting) {
            waiting = true;
            vertx.setTimer(LOOK_AGAIN_MILLIS, due -> {
                waiting = false;
                refresh();
            });
        }
    }

    /**
     * The people who are here are never written down: they are those that a link leads to. Several nodes of one name are one
     * person.
     */
    private static JsonArray others(List<MemberView> members) {
        Map<String, Boolean> linked = new TreeMap<>();
        members.stream()
                .filter(member -> !member.self())
                .forEach(member -> linked.merge(member.replica().label(), member.linked(), Boolean::logicalOr));
        JsonArray others = new JsonArray();
        linked.forEach(
                (name, here) -> others.add(new JsonObject().put("name", name).put("here", here)));
        return others;
    }
}
