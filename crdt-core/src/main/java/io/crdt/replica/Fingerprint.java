package io.crdt.replica;

import static io.crdt.payload.PayloadHash.combine;

import io.crdt.causal.Dot;
import io.crdt.causal.Path;
import io.crdt.payload.PayloadHash;

/**
 * A 64-bit hash of one live entry that is the same in every process. The sum over all entries tells replicas that claim
 * the same version vector whether they really hold the same.
 */
final class Fingerprint {

    private Fingerprint() {}

    static long of(ObjectId object, Path path, Dot dot, Object payload) {
        long hash = OfObject.of(object).with(dot);
        Path rest = path;
        while (rest instanceof Path.Step step) {
            hash = combine(hash, Payloads.TABLE.hash(step.key()));
            rest = step.rest();
        }
        return combine(hash, Payloads.TABLE.hash(payload));
    }

    /**
     * The part of the hash that all entries of one object share.
     *
     * @param name the hash of the name of the object
     * @param type the hash of the name of its type
     */
    record OfObject(long name, long type) {

        static OfObject of(ObjectId object) {
            return new OfObject(PayloadHash.of(object.name()), PayloadHash.of(object.type()));
        }

        /** Returns the hash of an entry as far as the dot; the keys of its path and its payload are combined with it. */
        long with(Dot dot) {
            return combine(combine(Fingerprint.of(dot), name), type);
        }
    }

    /** Returns the hash of a dot alone, ignoring any payload. */
    static long of(Dot dot) {
        return combine(combine(PayloadHash.of(dot.origin().high()), dot.origin().low()), dot.seq());
    }
}
