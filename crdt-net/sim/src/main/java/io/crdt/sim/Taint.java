package io.crdt.sim;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.ReplicaState;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What a history can no longer promise, since a disk was damaged or an incarnation was used twice. It is little: a state is
 * a set of entries, and each follows from the operations that added and removed its dot, whatever became of others. So of
 * some dots nobody can tell whether they live and what they hold; of all others one still can. {@link Fault#DAMAGE} and
 * {@link Fault#FORK} say what that comes to.
 */
final class Taint {

    private final BitSet objects = new BitSet();
    private final Set<Incarnation> forked = new HashSet<>();
    private final Set<Dot> dots = new HashSet<>();
    private boolean clean = true;

    /** The entry of a dot of an object was lost or altered somewhere. */
    void damage(int object, Dot dot) {
        clean = false;
        objects.set(object);
        dots.add(dot);
    }

    /** From now on two processes write under an incarnation. */
    void fork(Incarnation incarnation) {
        clean = false;
        forked.add(incarnation);
    }

    /** An object was written to under a forked incarnation, and these of its dots were removed so. */
    void wroteForked(int object, Collection<Dot> removed) {
        objects.set(object);
        dots.addAll(removed);
    }

    /** Tells whether all holds as ever. */
    boolean isClean() {
        return clean;
    }

    boolean isForked(Incarnation incarnation) {
        return forked.contains(incarnation);
    }

    /** Tells whether what the object holds may be something else than its history demands. */
    boolean has(int object) {
        return objects.get(object);
    }

    /** Tells whether two states of one context differ in nothing but what cannot be relied on. */
    boolean explains(ReplicaState one, ReplicaState other) {
        return reliable(one) == reliable(other);
    }

    /** Returns the part of a fingerprint, which is a sum over entries and chains, that can be relied on. */
    private long reliable(ReplicaState state) {
        long sum = state.fingerprint();
        for (Incarnation origin : forked) {
            long last = state.context().get(origin);
            if (last > 0) {
                sum -= state.chain(origin)
                        + state.sum(origin, new Range(1, last)).hash();
            }
        }
        for (Dot dot : dots) {
            if (!forked.contains(dot.origin())) {
                sum -= state.sum(dot.origin(), new Range(dot.seq(), dot.seq())).hash();
            }
        }
        return sum;
    }
}
