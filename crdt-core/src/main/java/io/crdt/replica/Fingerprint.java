package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.internal.Hash64;
import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Lattice;
import io.crdt.lattice.Max;
import io.crdt.lattice.Min;
import io.crdt.lattice.Pair;
import io.crdt.type.Stamped;
import io.crdt.type.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A 64-bit hash of one live entry that is the same in every process. The sum over all entries tells replicas that claim
 * the same version vector whether they really hold the same.
 *
 * <p>Strings, numbers, booleans, characters, enums, lists, optionals, identifiers, dates and this library's own payloads are
 * hashed by content. Values of all other classes hash alike: their {@code hashCode} need not agree between processes, and
 * even equal ones may be of different classes.
 */
final class Fingerprint {

    private static final long UNKNOWN = 5;

    private Fingerprint() {}

    static long of(ObjectId object, Path path, Dot dot, Object payload) {
        long hash = of(dot);
        hash = combine(hash, hash(object.name()));
        hash = combine(hash, hash(object.type()));
        Path rest = path;
        while (rest instanceof Path.Step step) {
            hash = combine(hash, hash(step.key()));
            rest = step.rest();
        }
        return combine(hash, hash(payload));
    }

    /** Returns the hash of a dot alone, ignoring any payload. */
    static long of(Dot dot) {
        return combine(combine(Hash64.mix(dot.origin().high()), dot.origin().low()), dot.seq());
    }

    private static long hash(Object value) {
        if (value instanceof String text) {
            return hash(text);
        }
        if (value instanceof Stamped<?> stamped) {
            return combine(Hash64.mix(stamped.packedTime()), hash(stamped.value()));
        }
        if (value instanceof Double || value instanceof Float) {
            return Hash64.mix(Double.doubleToLongBits(((Number) value).doubleValue()));
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return Hash64.mix(((Number) value).longValue());
        }
        if (value instanceof Character character) {
            return Hash64.mix(character);
        }
        if (value instanceof Boolean bool) {
            return Hash64.mix(bool ? 1 : 2);
        }
        if (value instanceof Incarnation incarnation) {
            return combine(Hash64.mix(incarnation.high()), incarnation.low());
        }
        if (value instanceof Dot dot) {
            return of(dot);
        }
        if (value instanceof ReplicaId replica) {
            return combine(combine(Hash64.mix(replica.high()), replica.low()), hash(replica.label()));
        }
        if (value instanceof Enum<?> constant) {
            return hash(constant.name());
        }
        if (value instanceof Tally tally) {
            long seen = combine(Hash64.mix(tally.resetAt()), tally.resetTotal());
            return combine(combine(seen, tally.at()), tally.total());
        }
        if (value instanceof Lattice<?> lattice) {
            return hashLattice(lattice);
        }
        if (value instanceof List<?> list) {
            long hash = list.size();
            for (Object element : list) {
                hash = combine(hash, hash(element));
            }
            return hash;
        }
        if (value instanceof UUID uuid) {
            return combine(Hash64.mix(uuid.getMostSignificantBits()), uuid.getLeastSignificantBits());
        }
        if (value instanceof Optional<?> optional) {
            return combine(3, optional.isPresent() ? hash(optional.get()) : 4);
        }
        if (value instanceof BigInteger || value instanceof BigDecimal || value instanceof Temporal) {
            return hash(value.toString());
        }
        return UNKNOWN;
    }

    private static long hashLattice(Lattice<?> value) {
        if (value instanceof Max<?> max) {
            return combine(1, hash(max.value()));
        }
        if (value instanceof Min<?> min) {
            return combine(2, hash(min.value()));
        }
        if (value instanceof Pair<?, ?> pair) {
            return combine(hash(pair.first()), hash(pair.second()));
        }
        if (value instanceof GrowMap<?, ?> map) {
            long[] sum = {Hash64.mix(map.size())};
            map.asMap().forEach((key, each) -> sum[0] += combine(hash(key), hash(each)));
            return sum[0];
        }
        return hash(value.getClass().getName());
    }

    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 0x100000001b3L + text.charAt(i);
        }
        return Hash64.mix(hash);
    }

    private static long combine(long hash, long next) {
        return Hash64.mix(hash + 0x9e3779b97f4a7c15L + Long.rotateLeft(next, 27));
    }
}
