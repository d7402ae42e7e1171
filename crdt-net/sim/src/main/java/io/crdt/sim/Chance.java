package io.crdt.sim;

import java.util.SplittableRandom;

/**
 * Chance without memory: each number follows from the seed and from what it is drawn for, not from what was drawn before.
 * So a history replays unchanged when something else is left out of it.
 */
record Chance(long seed) {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** Returns the chance of a part of the world. */
    Chance of(long what) {
        return new Chance(bits(what, 0));
    }

    /** Returns 64 random bits for the n-th time that something is drawn. */
    long bits(long what, long n) {
        return mixed(mixed(seed + GOLDEN * what) + GOLDEN * n);
    }

    /** Returns a random number from 0 to less than the bound. */
    long below(long bound, long what, long n) {
        return Long.remainderUnsigned(bits(what, n) >>> 1, bound);
    }

    /** Returns a random number from 0 to less than 1. */
    double fraction(long what, long n) {
        return (bits(what, n) >>> 11) * 0x1.0p-53;
    }

    SplittableRandom random(long what, long n) {
        return new SplittableRandom(bits(what, n));
    }

    private static long mixed(long value) {
        long bits = value;
        bits = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ bits >>> 27) * 0x94d049bb133111ebL;
        return bits ^ bits >>> 31;
    }
}
