package io.crdt.lattice;

import java.util.Objects;

/**
 * A value that only falls: joining keeps the lesser one.
 *
 * @param value the least value so far
 * @param <T> the type of the values: immutable, with a {@code compareTo} that agrees with {@code equals}, so that of two
 *     values that compare as equal it does not matter which one is kept
 */
public record Min<T extends Comparable<? super T>>(T value) implements Lattice<Min<T>> {
    public Min {
        Objects.requireNonNull(value, "a value of a lattice must not be null");
    }

    @Override
    public Min<T> join(Min<T> other) {
        return value.compareTo(other.value) <= 0 ? this : other;
    }

    @Override
    public boolean leq(Min<T> other) {
        return value.compareTo(other.value) >= 0;
    }
}
