package io.crdt.type;

import io.crdt.causal.DotFun;
import io.crdt.lattice.Lattice;
import org.jspecify.annotations.Nullable;

/** Reads the payloads of all live dots as one value of their lattice. */
final class Joined {

    private Joined() {}

    /** Returns the join of the payloads, or null if there are none. */
    static <L extends Lattice<L>> @Nullable L of(DotFun<L> values) {
        Fold<L> fold = new Fold<>();
        values.forEach((dot, value) -> fold.join(value));
        return fold.joined;
    }

    private static final class Fold<L extends Lattice<L>> {
        private @Nullable L joined;

        void join(L value) {
            joined = joined == null ? value : joined.join(value);
        }
    }
}
