package io.crdt.causal;

import java.util.Arrays;

/**
 * An immutable set of incarnations, each with its place in their order. Version vectors of the same incarnations share it.
 *
 * <p>Incarnations are random, so their first bits say nearly where they stand; what is left is a binary search among those
 * with the same first bits, which takes O(log n) steps at worst, even if a hostile peer made them.
 */
final class Origins {

    static final Origins NONE = new Origins(new Incarnation[0]);

    private final Incarnation[] sorted;

    /** How many there are whose first bits are less than the index. */
    private final int[] starts;

    /** How many bits there are after the first ones. */
    private final int shift;

    /** Takes incarnations in their order, none of them twice; the array is not to be changed any more. */
    Origins(Incarnation[] sorted) {
        this.sorted = sorted;
        int firstBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(sorted.length));
        shift = Long.SIZE - firstBits;
        starts = new int[(1 << firstBits) + 1];
        for (Incarnation origin : sorted) {
            starts[bucket(origin) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
    }

    private Origins(Incarnation[] sorted, int[] starts, int shift) {
        this.sorted = sorted;
        this.starts = starts;
        this.shift = shift;
    }

    /** Returns these with one more, for a caller who knows its place. */
    Origins with(int index, Incarnation origin) {
        Incarnation[] grown = new Incarnation[sorted.length + 1];
        System.arraycopy(sorted, 0, grown, 0, index);
        grown[index] = origin;
        System.arraycopy(sorted, index, grown, index + 1, sorted.length - index);
        if (grown.length >= starts.length) {
            return new Origins(grown);
        }
        int[] shifted = starts.clone();
        for (int i = bucket(origin) + 1; i < shifted.length; i++) {
            shifted[i]++;
        }
        return new Origins(grown, shifted, shift);
    }

    private int bucket(Incarnation origin) {
        return (int) (origin.high() >>> shift);
    }

    int size() {
        return sorted.length;
    }

    Incarnation at(int index) {
        return sorted[index];
    }

    /** Tells whether both are the same, so that an index means the same in them. */
    boolean isSameAs(Origins other) {
        return this == other || Arrays.equals(sorted, other.sorted);
    }

    /** Returns where the incarnation stands; if it is not there, −1 minus the place where it would. */
    int indexOf(Incarnation origin) {
        int bucket = bucket(origin);
        int low = starts[bucket];
        int high = starts[bucket + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Incarnation found = sorted[middle];
            if (found == origin) {
                return middle;
            }
            int order = found.compareTo(origin);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** Returns {@link #indexOf} for a caller who has a good guess. */
    int indexOf(Incarnation origin, int guess) {
        return guess < sorted.length && sorted[guess].equals(origin) ? guess : indexOf(origin);
    }
}
