package io.crdt.causal;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * No dot, or several, sorted. A single dot stands for itself, and of very many the array is no longer copied
 * ({@link DotTree}).
 */
final class DotArray implements DotSet {

    /** An array of more dots than this is not copied to add or remove one. */
    static final int MAX_COPIED = 64;

    static final DotArray EMPTY = new DotArray(new Dot[0]);

    private final Dot[] dots;

    private DotArray(Dot[] sorted) {
        dots = sorted;
    }

    /** Takes ownership of the array. */
    static DotSet of(Dot[] distinct) {
        if (distinct.length == 0) {
            return EMPTY;
        }
        if (distinct.length == 1) {
            return distinct[0];
        }
        Arrays.sort(distinct);
        return new DotArray(distinct);
    }

    static void requireEnd(Path path, String what) {
        if (path != Path.end()) {
            throw new IllegalArgumentException("the path of " + what + " ends there, but goes on with " + path);
        }
    }

    @Override
    public boolean contains(Dot dot) {
        return Arrays.binarySearch(dots, dot) >= 0;
    }

    @Override
    public int size() {
        return dots.length;
    }

    @Override
    public void forEachDot(Consumer<? super Dot> action) {
        for (Dot dot : dots) {
            action.accept(dot);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DotArray array
                ? Arrays.equals(dots, array.dots)
                : other instanceof DotTree tree && haveSame(this, tree);
    }

    static boolean haveSame(DotSet one, DotSet other) {
        boolean[] same = {one.size() == other.size()};
        if (same[0]) {
            one.forEachDot(dot -> same[0] &= other.contains(dot));
        }
        return same[0];
    }

    @Override
    public int hashCode() {
        return sumOfHashes(this);
    }

    static int sumOfHashes(DotSet dots) {
        int[] sum = {dots.size()};
        dots.forEachDot(dot -> sum[0] += dot.hashCode());
        return sum[0];
    }

    @Override
    public String toString() {
        return Arrays.toString(dots);
    }
}
