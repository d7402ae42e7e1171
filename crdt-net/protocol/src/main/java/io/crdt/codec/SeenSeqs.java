package io.crdt.codec;

import java.util.Arrays;

/** The dots of one origin, to find out whether any occurs twice. They mostly come ascending, which costs nothing. */
final class SeenSeqs {

    private static final long[] NONE = {};

    private long[] seqs = NONE;
    private int size;
    private boolean unsorted;

    void add(long seq) {
        if (size == seqs.length) {
            seqs = Arrays.copyOf(seqs, Math.max(8, 2 * size));
        }
        unsorted |= size > 0 && seqs[size - 1] >= seq;
        seqs[size++] = seq;
    }

    boolean hasTwins() {
        if (!unsorted) {
            return false;
        }
        long[] sorted = Arrays.copyOf(seqs, size);
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                return true;
            }
        }
        return false;
    }
}
