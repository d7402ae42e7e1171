package io.crdt.type;

import io.crdt.causal.DotFun;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Finds the winner among concurrent writes: the greatest by time and then by dot. */
final class LatestWrite {

    private static final Comparator<Stamped<?>> BY_TIME = Comparator.comparingLong(Stamped::packedTime);

    private LatestWrite() {}

    /** Returns the write that counts, or null if there is none. */
    static <V> @Nullable Stamped<V> of(DotFun<Stamped<V>> writes) {
        return Greatest.of(writes, BY_TIME);
    }
}
