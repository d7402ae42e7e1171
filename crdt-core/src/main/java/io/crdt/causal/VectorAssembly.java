package io.crdt.causal;

import java.util.Arrays;

/** A version vector in the making, whose origins come in their order, none of them twice. */
final class VectorAssembly {

    private Incarnation[] origins;
    private long[] seqs;
    private int size;

    VectorAssembly(int expectedSize) {
        origins = new Incarnation[expectedSize];
        seqs = new long[expectedSize];
    }

    /** Adds the next origin, unless it is at 0. */
    void add(Incarnation origin, long seq) {
        if (seq == 0) {
            return;
        }
        if (size == seqs.length) {
            origins = Arrays.copyOf(origins, 2 * size + 2);
            seqs = Arrays.copyOf(seqs, 2 * size + 2);
        }
        origins[size] = origin;
        seqs[size++] = seq;
    }

    VersionVector vector() {
        return size == 0
                ? VersionVector.EMPTY
                : new VersionVector(new Origins(Arrays.copyOf(origins, size)), Seqs.of(seqs, size));
    }
}
