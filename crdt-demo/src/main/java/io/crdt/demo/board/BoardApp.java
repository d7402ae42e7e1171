package io.crdt.demo.board;

import io.crdt.demo.web.WebServer;
import io.crdt.net.CrdtNode;
import io.crdt.net.CrdtOptions;
import io.crdt.net.MemberView;
import io.crdt.net.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One person's board: a node with a data directory, and a page. All of it happens on one Vert.x context. */
public final class BoardApp {

    private static final String PAGE = "/io/crdt/demo/board/";
    private static final long LOOK_EVERY_MILLIS = 500;

    private final Vertx vertx;
    private final String person;
    private final SwitchedNode node;
    private final Board board;
    private @Nullable WebServer page;
    private Future<Void> switched = Future.succeededFuture();
    private boolean refreshing;
    private JsonObject shown = new JsonObject();

    private BoardApp(Vertx vertx, String person, SwitchedNode node) {
        this.vertx = vertx;
        this.person = person;
        this.node = node;
        board = new Board(node, person, new SecureRandom());
    }

    /**
     * Opens the board of a person, and goes online.
     *
     * @param person the name, which the votes go by
     * @param options those of the node, with a data directory
     * @param uiPort where the page is to be
     * @param orNext whether to take one of the next ports if that one is in use
     */
    public static Future<BoardApp> start(Vertx vertx, String person, CrdtOptions options, int uiPort, boolean orNext) {
        Promise<BoardApp> started = Promise.promise();
        vertx.runOnContext(ready -> SwitchedNode.open(vertx, options)
                .map(node -> new BoardApp(vertx, person, node))
                .compose(app -> app.begin(uiPort, orNext))
                .onComplete(started));
        return started.future();
    }

    private Future<BoardApp> begin(int uiPort, boolean orNext) {
        watch(node.node());
        return node.setOnline(true)
                .compose(online -> WebServer.start(vertx, PAGE, uiPort, orNext, this::onCommand))
                .map(serving -> {
                    page = serving;
                    refresh();
                    vertx.setPeriodic(LOOK_EVERY_MILLIS, due -> refresh()); // who comes and goes is told to no watcher
                    return this;
                })
                .onFailure(failure -> node.close());
    }

    /** Returns where the page is. */
    public String url() {
        return page == null ? "" : page.url();
    }

    /** Returns where the node listens. */
    public String address() {
        return node.node().address().toString();
    }

    /** Goes offline for good; completes when everything is saved. */
    public Future<Void> close() {
        return node.close();
    }

    private void watch(CrdtNode next) {
        Board.KEYS.forEach(key -> next.watch(key, change -> refresh()));
    }

    /** Commands wait for a switch that is under way, so that each meets a node that saves. */
    private Future<Void> onCommand(JsonObject command) {
        Future<Void> done = switched.compose(ready -> perform(command));
        if (text(command, "do").equals("online")) {
            switched = done.otherwiseEmpty();
        }
        return done.onComplete(ended -> refresh());
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
            case "online" -> setOnline(on);
            default ->
                throw new IllegalArgumentException(
                        "no board does \"" + text(command, "do") + "\"; nothing was changed");
        };
    }

    private static String text(JsonObject command, String field) {
        return command.getValue(field) instanceof String text ? text : "";
    }

    private Future<Void> setOnline(boolean on) {
        return node.setOnline(on).onSuccess(done -> {
            if (!on) {
                watch(node.node());
            }
        });
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
                .put("online", node.isOnline())
                .put("undo", board.undoable().orElse(""))
                .put("lists", board.view().toJson());
        CrdtNode now = node.node();
        Future.all(now.status(), now.members()).onSuccess(told -> {
            NodeStatus status = told.resultAt(0);
            state.put("saved", status.unsaved() == 0).put("others", others(told.resultAt(1)));
            if (page != null && !state.equals(shown)) {
                shown = state;
                page.show(state);
            }
        });
    }

    /** Who is here is never written down: it is whom there is a link to. Several nodes of one name are one person. */
    private JsonArray others(List<MemberView> members) {
        Map<String, Boolean> linked = new TreeMap<>();
        members.stream()
                .filter(member -> !member.self())
                .forEach(member -> linked.merge(member.replica().label(), member.linked(), Boolean::logicalOr));
        JsonArray others = new JsonArray();
        linked.forEach(
                (name, here) -> others.add(new JsonObject().put("name", name).put("here", here && node.isOnline())));
        return others;
    }
}
