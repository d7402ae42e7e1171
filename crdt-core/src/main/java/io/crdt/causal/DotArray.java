package io.crdt.causal;

import java.util.Arrays;
import java.util.function.Consumer;

/** No dot, or several: sorted, so that equal sets are equal arrays. A single dot stands for itself. */
final class DotArray implements DotSet {

    static final DotArray EMPTY = new DotArray(new Dot[0]);

    private final Dot[] dots;

    private DotArray(Dot[] sorted) {
        dots = sorted;
    }

    /** Takes the array over. */
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
        return other instanceof DotArray array && Arrays.equals(dots, array.dots);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dots);
    }

    @Override
    public String toString() {
        return Arrays.toString(dots);
    }
}
