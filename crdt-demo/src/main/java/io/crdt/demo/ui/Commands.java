package io.crdt.demo.ui;

import io.crdt.demo.engine.DemoNode;
import io.crdt.demo.engine.Engine;
import io.crdt.demo.engine.SharedObjects;
import io.crdt.demo.engine.Writes;
import io.crdt.demo.format.Numbers;
import io.crdt.demo.network.NodePair;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Reads what viewers ask for, refuses what cannot be, and has the rest done. */
final class Commands {

    private static final int MAX_TEXT = 40;
    private static final int MAX_AMOUNT = 1_000;
    private static final int MAX_SKEW_SECONDS = 24 * 3_600;
    private static final int MAX_DELAY_MILLIS = 2_000;
    private static final long SHOW_MILLIS = 8_000;

    private final Vertx vertx;
    private final Engine engine;
    private final Controls controls;
    private final Load load;
    private final ResultLog resultLog;
    private final EventLog eventLog;
    private long showEndsNanos;

    Commands(Vertx vertx, Engine engine, Controls controls, Load load, ResultLog resultLog, EventLog eventLog) {
        this.vertx = vertx;
        this.engine = engine;
        this.controls = controls;
        this.load = load;
        this.resultLog = resultLog;
        this.eventLog = eventLog;
    }

    /** Returns in how many seconds the network will be healed by itself; 0 if it will not. */
    long secondsToHeal() {
        return showEndsNanos == 0 ? 0 : Math.max(1, (showEndsNanos - System.nanoTime() + 999_999_999) / 1_000_000_000);
    }

    /**
     * Does what a command says.
     *
     * @throws IllegalArgumentException if it cannot be done; nothing was changed
     */
    Future<Void> execute(JsonObject command) {
        switch (text(command, "do")) {
            case "write" -> write(command);
            case "cut" -> controls.cut(pair(command));
            case "heal" -> heal(pair(command));
            case "slow" -> {
                controls.slow(pair(command), number(command, "millis", 0, MAX_DELAY_MILLIS));
                resultLog.figures();
            }
            case "isolate" -> controls.isolate(node(command));
            case "split" -> controls.split();
            case "show" -> show();
            case "healAll" -> healAll();
            case "kill" -> {
                return controls.kill(node(command));
            }
            case "restart" -> {
                return controls.restart(node(command));
            }
            case "backUp" -> controls.backUp(node(command));
            case "restore" -> {
                return controls.restore(node(command));
            }
            case "skew" -> {
                controls.skew(node(command), number(command, "seconds", -MAX_SKEW_SECONDS, MAX_SKEW_SECONDS));
                resultLog.figures();
            }
            case "load" -> setLoad(number(command, "perSecond", 0, Load.MAX_PER_SECOND));
            default ->
                throw new IllegalArgumentException(
                        "there is no command \"" + text(command, "do") + "\"; nothing was changed");
        }
        return Future.succeededFuture();
    }

    /** Cuts the network in two, and heals it after a while. */
    private void show() {
        if (showEndsNanos != 0) {
            throw new IllegalArgumentException("the network is cut already and will be healed; nothing was changed");
        }
        controls.split();
        showEndsNanos = System.nanoTime() + SHOW_MILLIS * 1_000_000;
        long ends = showEndsNanos;
        vertx.setTimer(SHOW_MILLIS, timer -> {
            if (showEndsNanos == ends) {
                healAll();
            }
        });
    }

    /** The show is over when its last cut is healed, by the show or by a viewer. */
    private void heal(NodePair pair) {
        controls.heal(pair);
        if (!controls.hasCuts()) {
            showEndsNanos = 0;
        }
    }

    private void healAll() {
        showEndsNanos = 0;
        controls.healAll();
    }

    private void setLoad(int perSecond) {
        load.setPerSecond(perSecond);
        eventLog.did(
                perSecond == 0
                        ? "Nothing is written any more but by you."
                        : Numbers.count(perSecond) + " writes a second now, at nodes drawn by chance.");
        if (perSecond > 0) {
            resultLog.figures();
        }
    }

    private void write(JsonObject command) {
        DemoNode at = node(command);
        Writes writes = engine.writes();
        String what = text(command, "what");
        switch (what) {
            case "like" -> {
                int amount = number(command, "amount", -MAX_AMOUNT, MAX_AMOUNT);
                String counted = amount + (Math.abs(amount) == 1 ? " like" : " likes");
                resultLog.follow("counted " + counted, writes.increment(at, SharedObjects.LIKES, amount));
            }
            case "add" -> {
                String item = item(command);
                resultLog.follow("put \"" + item + "\" into the cart", writes.add(at, SharedObjects.CART, item));
            }
            case "remove" -> {
                String item = item(command);
                resultLog.follow("removed \"" + item + "\" from the cart", writes.remove(at, SharedObjects.CART, item));
            }
            case "put" -> {
                String item = item(command);
                String value = text(command, "value");
                resultLog.follow(
                        "set the price of \"" + item + "\" to " + value,
                        writes.put(at, SharedObjects.PRICES, item, value));
            }
            case "unput" -> {
                String item = item(command);
                resultLog.follow(
                        "removed the price of \"" + item + "\"", writes.removeKey(at, SharedObjects.PRICES, item));
            }
            default -> throw new IllegalArgumentException("there is no write \"" + what + "\"; nothing was changed");
        }
    }

    private static String item(JsonObject command) {
        return text(command, "item");
    }

    private NodePair pair(JsonObject command) {
        return NodePair.of(index(command, "a"), index(command, "b"));
    }

    private DemoNode node(JsonObject command) {
        return engine.cluster().nodes().get(index(command, "node"));
    }

    private int index(JsonObject command, String field) {
        return number(command, field, 0, engine.cluster().nodes().size() - 1);
    }

    private static int number(JsonObject command, String field, int min, int max) {
        if (command.getValue(field) instanceof Integer number && number >= min && number <= max) {
            return number;
        }
        throw new IllegalArgumentException(field + " must be a whole number from " + min + " to " + max + ", but is "
                + command.getValue(field) + "; nothing was changed");
    }

    private static String text(JsonObject command, String field) {
        if (command.getValue(field) instanceof String text) {
            String stripped = text.strip();
            if (!stripped.isEmpty()
                    && stripped.length() <= MAX_TEXT
                    && stripped.chars().noneMatch(Character::isISOControl)) {
                return stripped;
            }
        }
        throw new IllegalArgumentException(
                field + " must be a text of 1 to " + MAX_TEXT + " characters; nothing was changed");
    }
}
