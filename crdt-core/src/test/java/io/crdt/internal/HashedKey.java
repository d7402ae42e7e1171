package io.crdt.internal;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A key whose hash code is chosen. */
record HashedKey(int id, int hash) {
    static Arbitrary<HashedKey> arbitrary() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 3))
                .as((id, quality) -> switch (quality) {
                    case 0 -> colliding(id);
                    case 1 -> new HashedKey(id, id % 3);
                    case 2 -> new HashedKey(id, codeOfHash(id));
                    default -> new HashedKey(id, id);
                });
    }

    static HashedKey colliding(int id) {
        return new HashedKey(id, 7);
    }

    /** Returns the hash code that the map spreads to the hash; small hashes first differ in the deepest levels. */
    static int codeOfHash(int hash) {
        int code = (hash ^ (hash >>> 16)) * 0x7ed1b41d;
        code = (code ^ (code >>> 13) ^ (code >>> 26)) * 0xa5cb9243;
        return code ^ (code >>> 16);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
