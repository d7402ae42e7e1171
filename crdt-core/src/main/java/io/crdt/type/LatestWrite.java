package io.crdt.type;

import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import org.jspecify.annotations.Nullable;

/** Finds the winner among concurrent writes: the greatest by time and then by dot. */
final class LatestWrite<V> {

    private @Nullable Dot dot;
    private @Nullable Stamped<V> write;

    private LatestWrite() {}

    /** Returns the write that counts, or null if there is none. */
    static <V> @Nullable Stamped<V> of(DotFun<Stamped<V>> writes) {
        LatestWrite<V> latest = new LatestWrite<>();
        writes.forEach(latest::see);
        return latest.write;
    }

    private void see(Dot candidateDot, Stamped<V> candidate) {
        if (write == null || dot == null || isBefore(write, dot, candidate, candidateDot)) {
            dot = candidateDot;
            write = candidate;
        }
    }

    private static boolean isBefore(Stamped<?> write, Dot dot, Stamped<?> laterWrite, Dot laterDot) {
        int byTime = Long.compare(write.packedTime(), laterWrite.packedTime());
        return byTime != 0 ? byTime < 0 : dot.compareTo(laterDot) < 0;
    }
}
