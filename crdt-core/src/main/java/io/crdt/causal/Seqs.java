package io.crdt.causal;

/**
 * An immutable array of sequence numbers. It is kept in chunks, so that changing one number copies one chunk; versions share
 * all the others, and where they do they need not be compared.
 */
final class Seqs {

    private static final int CHUNK_BITS = 6;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final long[][] chunks;

    private Seqs(long[][] chunks) {
        this.chunks = chunks;
    }

    /** Returns the first {@code size} numbers of the array. */
    static Seqs of(long[] seqs, int size) {
        long[][] chunks = new long[(size + CHUNK - 1) >> CHUNK_BITS][];
        for (int i = 0; i < chunks.length; i++) {
            int from = i << CHUNK_BITS;
            chunks[i] = new long[Math.min(CHUNK, size - from)];
            System.arraycopy(seqs, from, chunks[i], 0, chunks[i].length);
        }
        return new Seqs(chunks);
    }

    /** Returns this array of {@code size} numbers with one more in between. */
    Seqs withInserted(int index, long seq, int size) {
        long[] grown = new long[size + 1];
        for (int i = 0; i < chunks.length; i++) {
            System.arraycopy(chunks[i], 0, grown, i << CHUNK_BITS, chunks[i].length);
        }
        System.arraycopy(grown, index, grown, index + 1, size - index);
        grown[index] = seq;
        return of(grown, size + 1);
    }

    long get(int index) {
        return chunks[index >> CHUNK_BITS][index & CHUNK - 1];
    }

    /** Returns the first index from {@code from} on at which two arrays of one size differ, or the greatest int. */
    int nextDifference(Seqs other, int from) {
        int offset = from & CHUNK - 1;
        for (int i = from >> CHUNK_BITS; i < chunks.length; i++) {
            long[] mine = chunks[i];
            long[] theirs = other.chunks[i];
            if (mine != theirs) {
                for (int j = offset; j < mine.length; j++) {
                    if (mine[j] != theirs[j]) {
                        return (i << CHUNK_BITS) + j;
                    }
                }
            }
            offset = 0;
        }
        return Integer.MAX_VALUE;
    }

    /** A copy in the making, of which only those chunks are copies that have changed. */
    static final class Draft {
        private final long[][] before;
        private final long[][] chunks;

        Draft(Seqs seqs) {
            before = seqs.chunks;
            chunks = before.clone();
        }

        void set(int index, long seq) {
            int chunk = index >> CHUNK_BITS;
            if (chunks[chunk] == before[chunk]) {
                chunks[chunk] = before[chunk].clone();
            }
            chunks[chunk][index & CHUNK - 1] = seq;
        }

        /** Returns what has become of it. The draft is not to be changed any more. */
        Seqs seqs() {
            return new Seqs(chunks);
        }
    }
}
