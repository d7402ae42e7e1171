package io.crdt.net.sim;

import io.crdt.causal.Incarnation;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * What a history can no longer promise, since a disk was damaged or an incarnation was used twice: what such an object holds
 * does not follow from the operations any more. {@link Fault#DAMAGE} and {@link Fault#FORK} say what still does.
 */
final class Taint {

    private final BitSet objects = new BitSet();
    private final Set<Incarnation> forked = new HashSet<>();
    private boolean clean = true;

    /** An object was damaged somewhere. */
    void damage(int object) {
        clean = false;
        objects.set(object);
    }

    /** From now on two processes write under an incarnation. */
    void fork(Incarnation incarnation) {
        clean = false;
        forked.add(incarnation);
    }

    /** Tells whether replicas with equal contexts have to have equal states. */
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
}
