package io.crdt.lattice;

import java.util.Objects;

/**
 * Two values that are joined each on its own.
 *
 * @param first the one
 * @param second the other
 * @param <A> the lattice of the one
 * @param <B> the lattice of the other
 */
public record Pair<A extends Lattice<A>, B extends Lattice<B>>(A first, B second) implements Lattice<Pair<A, B>> {
    public Pair {
        Objects.requireNonNull(first, "a value of a lattice must not be null");
        Objects.requireNonNull(second, "a value of a lattice must not be null");
    }

    @Override
    public Pair<A, B> join(Pair<A, B> other) {
        return new Pair<>(first.join(other.first), second.join(other.second));
    }

    @Override
    public boolean leq(Pair<A, B> other) {
        return first.leq(other.first) && second.leq(other.second);
    }
}
