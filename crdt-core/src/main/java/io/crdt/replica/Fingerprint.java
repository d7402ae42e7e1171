package io.crdt.replica;

import static io.crdt.payload.PayloadHash.combine;

import io.crdt.causal.Dot;
import io.crdt.causal.Path;
import io.crdt.payload.PayloadHash;
import io.crdt.payload.PayloadKind;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit hash of one live entry that is the same in every process. The sum over all entries tells replicas that claim
 * the same version vector whether they really hold the same.
 */
final class Fingerprint {

    private Fingerprint() {}

    static long of(ObjectId object, Path path, Dot dot, Object payload) {
        return of(object, path, dot, payload, Payloads.TABLE.kindOf(payload));
    }

    /** The same for a payload of which the kind is known. */
    static long of(ObjectId object, Path path, Dot dot, Object payload, @Nullable PayloadKind<Object> kind) {
        long hash = of(dot);
        hash = combine(hash, PayloadHash.of(object.name()));
        hash = combine(hash, PayloadHash.of(object.type()));
        Path rest = path;
        while (rest instanceof Path.Step step) {
            hash = combine(hash, Payloads.TABLE.hash(step.key()));
            rest = step.rest();
        }
        return combine(hash, Payloads.TABLE.hash(payload, kind));
    }

    /** Returns the hash of a dot alone, ignoring any payload. */
    static long of(Dot dot) {
        return combine(combine(PayloadHash.of(dot.origin().high()), dot.origin().low()), dot.seq());
    }
}
