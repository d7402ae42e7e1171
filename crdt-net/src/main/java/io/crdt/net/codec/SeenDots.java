package io.crdt.net.codec;

import java.util.Arrays;

/** The dots of a message, to find out whether any occurs twice. They mostly come ascending, which costs nothing. */
final class SeenDots {

    private final long[][] seqs;
    private final int[] sizes;
    private final boolean[] unsorted;

    SeenDots(int origins) {
        seqs = new long[origins][];
        sizes = new int[origins];
        unsorted = new boolean[origins];
        Arrays.fill(seqs, new long[0]);
    }

    void add(int origin, long seq) {
        int size = sizes[origin]++;
        if (size == seqs[origin].length) {
            seqs[origin] = Arrays.copyOf(seqs[origin], Math.max(8, 2 * size));
        }
        seqs[origin][size] = seq;
        unsorted[origin] |= size > 0 && seqs[origin][size - 1] >= seq;
    }

    boolean hasTwins() {
        for (int origin = 0; origin < seqs.length; origin++) {
            if (unsorted[origin] && hasTwins(Arrays.copyOf(seqs[origin], sizes[origin]))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasTwins(long[] seqs) {
        Arrays.sort(seqs);
        for (int i = 1; i < seqs.length; i++) {
            if (seqs[i] == seqs[i - 1]) {
                return true;
            }
        }
        return false;
    }
}
