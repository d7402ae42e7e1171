package io.crdt.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Spreads steps evenly over a time. A late caller does not wait. */
final class Pace {

    private final double stepNanos;
    private long startNanos;

    Pace(Duration duration, long steps) {
        stepNanos = steps == 0 ? 0 : (double) duration.toNanos() / steps;
    }

    /** From now on it is time for the first step. */
    void start() {
        startNanos = System.nanoTime();
    }

    /** Waits until it is time for the step. */
    void awaitTurn(long step) {
        long due = startNanos + (long) (stepNanos * step);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Runs the action, and postpones the steps to come by the time it took. */
    void pauseFor(Runnable action) {
        long before = System.nanoTime();
        action.run();
        startNanos += System.nanoTime() - before;
    }

    /** Runs the action, and postpones the steps to come by the time it took. */
    <T> T pauseFor(Supplier<T> action) {
        long before = System.nanoTime();
        T result = action.get();
        startNanos += System.nanoTime() - before;
        return result;
    }
}
