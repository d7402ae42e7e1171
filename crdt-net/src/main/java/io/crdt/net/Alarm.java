package io.crdt.net;

import io.vertx.core.Vertx;

/** One timer of Vert.x, for a state machine that says when it wants to be woken. Belongs to one context. */
final class Alarm {

    static final long NEVER = Long.MAX_VALUE;

    private final Vertx vertx;
    private final Runnable action;
    private long timer = -1;
    private long dueMillis = NEVER;

    Alarm(Vertx vertx, Runnable action) {
        this.vertx = vertx;
        this.action = action;
    }

    /** Sets the time of the next call, by {@link #nowMillis}, in place of the one that was set; or none. */
    void set(long millis) {
        if (millis == dueMillis) {
            return;
        }
        cancel();
        if (millis != NEVER) {
            dueMillis = millis;
            timer = vertx.setTimer(Math.max(1, millis - nowMillis()), due -> {
                dueMillis = NEVER;
                action.run();
            });
        }
    }

    void cancel() {
        if (dueMillis != NEVER) {
            vertx.cancelTimer(timer);
            dueMillis = NEVER;
        }
    }

    /** Returns the time on a clock that never runs backwards. */
    static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
