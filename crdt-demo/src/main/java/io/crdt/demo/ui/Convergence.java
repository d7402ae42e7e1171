package io.crdt.demo.ui;

import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Measures how long writes take from their beginning until every running node has their full effect, apart or not. What is
 * cut off makes them take as long as it lasts. May be used by any thread.
 */
final class Convergence {

    private static final int MAX_PENDING = 256;
    private static final int MAX_FINISHED = 1_000;

    private static final class Sample {
        private final Dot dot;
        private final long startedNanos;
        private final BitSet missing;
        private final LongConsumer onDone;

        Sample(Dot dot, long startedNanos, BitSet missing, LongConsumer onDone) {
            this.dot = dot;
            this.startedNanos = startedNanos;
            this.missing = missing;
            this.onDone = onDone;
        }

        boolean isEverywhere(long nowNanos) {
            if (missing.isEmpty()) {
                onDone.accept(nowNanos - startedNanos);
                return true;
            }
            return false;
        }
    }

    private final List<Sample> pending = new ArrayList<>();
    private List<Long> finished = new ArrayList<>();

    /**
     * Takes a write as a sample, unless there are too many on their way.
     *
     * @param missing the nodes that it has to reach
     * @param onDone called, by any thread, with how many nanoseconds it took
     */
    synchronized void offer(Dot dot, long startedNanos, BitSet missing, LongConsumer onDone) {
        if (pending.size() < MAX_PENDING) {
            pending.add(new Sample(dot, startedNanos, missing, onDone));
        }
    }

    /** A node has this now. */
    synchronized void arrived(int node, VersionVector context) {
        long now = System.nanoTime();
        for (Iterator<Sample> each = pending.iterator(); each.hasNext(); ) {
            Sample sample = each.next();
            if (sample.missing.get(node) && context.covers(sample.dot)) {
                sample.missing.clear(node);
                if (sample.isEverywhere(now)) {
                    finished(now - sample.startedNanos);
                    each.remove();
                }
            }
        }
    }

    /** A node is not there any more, so nobody waits for it. What it has written and told nobody is not waited for either. */
    synchronized void gone(int node, VersionVector anywhere) {
        pending.removeIf(sample -> !anywhere.covers(sample.dot));
        long now = System.nanoTime();
        pending.removeIf(sample -> {
            sample.missing.clear(node);
            return sample.isEverywhere(now);
        });
    }

    private void finished(long nanos) {
        if (finished.size() < MAX_FINISHED) {
            finished.add(nanos);
        }
    }

    /** Returns for how long the oldest write has been on its way; 0 if none is. */
    synchronized long oldestNanos() {
        return pending.isEmpty() ? 0 : System.nanoTime() - pending.get(0).startedNanos;
    }

    /** Returns how long those took that have arrived everywhere since this was called last, ascending. */
    synchronized List<Long> takeFinished() {
        List<Long> taken = finished;
        finished = new ArrayList<>();
        taken.sort(null);
        return taken;
    }
}
