package io.crdt.laws;

import java.util.function.Function;

/**
 * What a value must be, said without replication: from the operations that are visible and what each of them had seen
 * when it was made. (Burckhardt, Gotsman, Yang, Zawirski, <i>Replicated Data Types: Specification, Verification,
 * Optimality</i>, 2014.)
 *
 * <p>Write it as naively as possible; an oracle that shares an idea with the implementation shares its bugs.
 *
 * @param <V> the type of the values
 * @param <M> the type of the operations
 */
public interface Oracle<V, M> {

    /** Returns what a reader must find once these operations are visible, and no other. */
    Object expected(History<M> visible);

    /** Returns what a reader does find, to be compared by {@code equals}. */
    Object observed(V value);

    /** Returns an oracle from its two halves. */
    static <V, M> Oracle<V, M> of(Function<? super V, ?> observed, Function<? super History<M>, ?> expected) {
        return new Oracle<>() {
            @Override
            public Object expected(History<M> visible) {
                return expected.apply(visible);
            }

            @Override
            public Object observed(V value) {
                return observed.apply(value);
            }
        };
    }
}
