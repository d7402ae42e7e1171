package io.crdt.net.contract;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what has to happen, never for time to pass. */
public final class Await {

    private static final long SECONDS = 60;

    private Await() {}

    /**
     * Waits until the condition holds; fails if it does not within a time that is generous on a busy machine. It is not
     * asked again once it held, so what it has seen then is still what it saw.
     */
    public static void until(Vertx vertx, String what, BooleanSupplier condition) {
        Promise<Void> holds = Promise.promise();
        long timer = vertx.setPeriodic(1, tick -> {
            if (!holds.future().isComplete() && condition.getAsBoolean()) {
                holds.complete();
            }
        });
        try {
            result(holds.future());
        } catch (AssertionError e) {
            throw new AssertionError("not within " + SECONDS + " s: " + what, e);
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    /** Returns what the future completes with. */
    public static <T> T result(Future<T> future) {
        try {
            return future.await(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + SECONDS + " s", e);
        }
    }

    /** Returns what the future fails with. */
    public static Throwable failure(Future<?> future) {
        return result(future.transform(
                done -> done.failed() ? Future.succeededFuture(done.cause()) : Future.failedFuture("did not fail")));
    }
}
