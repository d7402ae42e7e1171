package io.crdt.lattice;

/**
 * A join-semilattice: values that can be joined in any order, grouping and number with one and the same result.
 *
 * <p>{@link #join} is commutative, associative and idempotent, and a value never shrinks under it. These laws are what
 * makes replicas converge without coordination (Shapiro, Preguiça, Baquero, Zawirski, <i>Conflict-free Replicated Data
 * Types</i>, 2011).
 *
 * @param <L> the type itself
 */
public interface Lattice<L extends Lattice<L>> {

    /** Returns the least upper bound of this value and {@code other}; neither is changed. */
    L join(L other);

    /** Tells whether this value is below or equal to {@code other}, that is whether joining it in adds nothing. */
    default boolean leq(L other) {
        return join(other).equals(other);
    }
}
