package io.crdt.internal;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A key whose hash code is chosen. */
record HashedKey(Object id, int hash) {

    /** What makes keys of one hash code have one digest, too. */
    private static final class Opaque {
        private final int number;

        Opaque(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Opaque opaque && opaque.number == number;
        }

        @Override
        public int hashCode() {
            return 5;
        }

        @Override
        public String toString() {
            return "opaque " + number;
        }
    }

    static Arbitrary<HashedKey> arbitrary() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 4))
                .as((id, quality) -> switch (quality) {
                    case 0 -> colliding(id);
                    case 3 -> ofOneDigest(id);
                    case 1 -> new HashedKey(id, id % 3);
                    case 2 -> new HashedKey(id, codeOfHash(id));
                    default -> new HashedKey(id, id);
                });
    }

    static HashedKey colliding(int id) {
        return new HashedKey(id, 7);
    }

    static HashedKey ofOneDigest(int id) {
        return new HashedKey(new Opaque(id), 7);
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
