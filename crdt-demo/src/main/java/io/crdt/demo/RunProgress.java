package io.crdt.demo;

/** How far a run has come; written by the run, read by the view. */
final class RunProgress {

    private final long startedNanos = System.nanoTime();
    private volatile String phase = "starting";
    private volatile long done;

    void enter(String newPhase) {
        phase = newPhase;
    }

    void done(long steps) {
        done = steps;
    }

    String phase() {
        return phase;
    }

    long done() {
        return done;
    }

    long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }
}
