package io.crdt.lattice;

import java.util.Objects;

/**
 * A value that only rises: joining keeps the greater one.
 *
 * @param value the greatest value so far
 * @param <T> the type of the values: immutable, with a {@code compareTo} that agrees with {@code equals}, so that of two
 *     values that compare as equal it does not matter which one is kept
 */
public record Max<T extends Comparable<? super T>>(T value) implements Lattice<Max<T>> {
    public Max {
        Objects.requireNonNull(value, "a value of a lattice must not be null");
    }

    @Override
    public Max<T> join(Max<T> other) {
        return value.compareTo(other.value) >= 0 ? this : other;
    }

    @Override
    public boolean leq(Max<T> other) {
        return value.compareTo(other.value) <= 0;
    }
}
