package io.crdt.net.node;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which a node decodes, applies and makes messages, one after the other.
 *
 * <p>It is none of Vert.x's, since a message may cost seconds: a question of three bytes asks for a million entries, and a
 * delta of a few may remove as many. An event loop that is held for so long serves no request, and no other link. So event
 * loops move bytes, watchers run where the application wants them, and nobody but this thread waits for a large message; see
 * {@link OffLoopTransport} for the other side.
 *
 * <p>It exists while there is something to do, or to be done later, and ends by itself soon after. So it needs no closing.
 */
public final class GossipThread implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(GossipThread.class);
    private static final long IDLE_SECONDS = 5;
    private static final long IDLE = Long.MAX_VALUE;

    private final Vertx vertx;
    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Context context;
    private volatile long busySinceMillis = IDLE;

    GossipThread(Vertx vertx, String node) {
        this.vertx = vertx;
        executor = new ScheduledThreadPoolExecutor(1, action -> {
            Thread thread = new Thread(action, "crdt-gossip-" + node);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs the action after those that wait. What it throws is logged; the next action runs all the same. */
    @Override
    public void execute(Runnable action) {
        executor.execute(() -> run(action));
    }

    /** Runs the action after a time, unless it is cancelled before. */
    ScheduledFuture<?> schedule(Runnable action, long delayMillis) {
        return executor.schedule(() -> run(action), delayMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs an action that the application has asked for; the future completes on the application's context, from which this
     * is called, or on that of the node. May be called from any thread.
     */
    <T> Future<T> call(Supplier<Future<T>> action) {
        Context caller = Vertx.currentContext();
        Promise<T> promise = Promise.promise();
        Handler<AsyncResult<T>> complete = result -> runOn(caller, () -> promise.handle(result));
        execute(() -> {
            try {
                action.get().onComplete(complete);
            } catch (RuntimeException | Error e) {
                complete.handle(Future.failedFuture(e));
            }
        });
        return promise.future();
    }

    /** Returns a future that completes as the other one does, on the context from which this is called, if there is one. */
    public static <T> Future<T> onCallersContext(Future<T> future) {
        Context caller = Vertx.currentContext();
        if (caller == null || future.isComplete()) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> {
            try {
                caller.runOnContext(ready -> promise.handle(result));
            } catch (RejectedExecutionException e) { // its Vert.x is closed; nobody is left to be told elsewhere
                promise.handle(result);
            }
        });
        return promise.future();
    }

    /**
     * Runs the action on the Vert.x context of the node. That is no context of the application, so that neither its watchers
     * nor its requests hold up the links, and the other way round. May be called from any thread after the first call on
     * this one.
     */
    void runOnContext(Runnable action) {
        runOn(context, action);
    }

    /** Like {@link #runOnContext}, but if the Vert.x is closed, this does nothing and returns false. */
    boolean tryOnContext(Runnable action) {
        return tryOn(context, action);
    }

    /** What belongs to the end of a node has to take place even if the Vert.x is closed already; then it does so here. */
    private void runOn(@Nullable Context wanted, Runnable action) {
        if (!tryOn(wanted, action)) {
            action.run();
        }
    }

    private boolean tryOn(@Nullable Context wanted, Runnable action) {
        try {
            (wanted == null ? ownContext() : wanted).runOnContext(ready -> action.run());
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private Context ownContext() {
        Context own = context;
        if (own == null) {
            own = vertx.getOrCreateContext(); // of this thread, which has none from elsewhere
            context = own;
        }
        return own;
    }

    /** Returns for how long the present action has been running; 0 if none is. May be called from any thread. */
    long busyMillis() {
        long since = busySinceMillis;
        return since == IDLE ? 0 : Alarm.nowMillis() - since;
    }

    private void run(Runnable action) {
        busySinceMillis = Alarm.nowMillis();
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed", Thread.currentThread().getName(), e);
        } finally {
            busySinceMillis = IDLE;
        }
    }
}
