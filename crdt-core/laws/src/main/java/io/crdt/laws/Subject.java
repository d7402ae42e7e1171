package io.crdt.laws;

import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What the laws are about: states that join, and operations that yield deltas. A user describes either a type with dots
 * ({@link CrdtSpec}) or a plain lattice ({@link LatticeSpec}) and needs not know this.
 *
 * @param <X> the type of the states
 * @param <D> the type of the deltas
 * @param <M> the type of the operations
 */
public sealed interface Subject<X, D, M> permits CrdtSpec, LatticeSpec {

    /** Returns what reports call it. */
    String name();

    /** Returns the state that has seen nothing. */
    X bottom();

    /** Draws an operation from the generator and nothing else; few distinct arguments make operations meet. */
    M randomOperation(RandomGenerator random);

    /** Returns the delta of an operation on a state. */
    D operate(M operation, X state, ReplicaContext me);

    /** Returns the state of the replica that has made an operation itself. */
    X mutated(X state, D delta);

    /** Returns a state with a delta applied. */
    X apply(D delta, X state);

    /** Returns one delta that stands for two. */
    D group(D first, D second);

    /** Returns the join of two states. */
    X join(X left, X right);

    /** Tells whether joining {@code lower} into {@code upper} adds nothing. */
    boolean leq(X lower, X upper);

    /** Returns the irreducible states that a state is the join of: for a type with dots, one for each dot. */
    List<X> parts(X state);

    /** Returns the irreducible deltas that a delta is the group of. */
    List<D> split(D delta);

    /** Returns the state after everything in it was taken back, if that can be done. */
    Optional<X> reset(X state, ReplicaContext me);

    /** Tells whether a map of such values would not show the key. */
    boolean isBlank(X state);

    /** Returns the bytes of a state, if it has any. */
    Optional<byte[]> encode(X state);

    /** Returns the state that the bytes of {@code original} stand for. */
    X decode(byte[] bytes, X original);

    /** Returns what says which value a state must have, if there is one. */
    Optional<Oracle<X, M>> stateOracle();

    /** Returns the short form of a state for a report. */
    String show(X state);

    /** Returns how often each pair of kinds of operations has to meet in a run of the laws; see {@link Evidence}. */
    default int evidenceFloor() {
        return Evidence.FLOOR;
    }

    /** Tells whether two kinds of operations, in the order of their names, need not meet, since they cannot. */
    default boolean needNotMeet(String one, String other) {
        return false;
    }
}
