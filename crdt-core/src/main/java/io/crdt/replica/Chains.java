package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.internal.Hash64;
import io.crdt.internal.PersistentMap;
import java.util.Map;

/**
 * A hash of each origin's history: the latest one of a chain that every operation of the origin has a link in. It is
 * immutable.
 *
 * <p>An origin's chain at a sequence number depends on what its operations up to there were, and on nothing else. So
 * replicas with equal contexts have equal chains, even of operations that have left no trace, unless two processes have
 * written under one incarnation.
 */
final class Chains {

    /** The chain of an origin without operations, and of one whose chain nobody knows. */
    static final long UNKNOWN = 0;

    static final Chains NONE = new Chains(PersistentMap.empty(), 0);

    private final PersistentMap<Incarnation, Long> latest;
    private final long digest;

    private Chains(PersistentMap<Incarnation, Long> latest, long digest) {
        this.latest = latest;
        this.digest = digest;
    }

    long get(Incarnation origin) {
        Long chain = latest.get(origin);
        return chain == null ? UNKNOWN : chain;
    }

    /** Returns the chains of all origins as an unmodifiable view. */
    Map<Incarnation, Long> asMap() {
        return latest.asMap();
    }

    /** Returns a 64-bit sum of all chains; each is a hash of its origin already. */
    long digest() {
        return digest;
    }

    /**
     * Returns the chains with one more operation.
     *
     * @param operation its last dot
     * @param added the sum of the hashes of the entries that it added
     * @param removed the sum of the hashes of the dots that it removed
     */
    Chains extended(Dot operation, long added, long removed) {
        long before = get(operation.origin());
        long content = Hash64.mix(added + Long.rotateLeft(removed, 32));
        long after = Hash64.mix(Hash64.mix(before ^ Fingerprint.of(operation)) + content);
        return with(operation.origin(), after == UNKNOWN ? 1 : after);
    }

    /** Returns the chains with another one for an origin. */
    Chains with(Incarnation origin, long chain) {
        Long before = latest.get(origin);
        long present = before == null ? UNKNOWN : before;
        if (chain == present) {
            return this;
        }
        return new Chains(
                chain == UNKNOWN ? latest.remove(origin) : latest.put(origin, chain, before), digest - present + chain);
    }
}
