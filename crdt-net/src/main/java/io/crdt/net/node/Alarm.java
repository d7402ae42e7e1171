package io.crdt.net.node;

import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** One timer, for a state machine that says when it wants to be woken. Used on the gossip thread, where it calls back. */
final class Alarm {

    static final long NEVER = Long.MAX_VALUE;

    private final GossipThread thread;
    private final Runnable action;
    private @Nullable ScheduledFuture<?> timer;
    private long dueMillis = NEVER;

    Alarm(GossipThread thread, Runnable action) {
        this.thread = thread;
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
            timer = thread.schedule(
                    () -> {
                        dueMillis = NEVER;
                        action.run();
                    },
                    Math.max(1, millis - nowMillis()));
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        dueMillis = NEVER;
    }

    /** Returns the time on a clock that never runs backwards. */
    static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
