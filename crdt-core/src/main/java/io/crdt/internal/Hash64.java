package io.crdt.internal;

/** 64-bit hashing that gives the same result in every process, unlike many a {@code hashCode}. */
public final class Hash64 {

    private Hash64() {}

    /** Spreads every bit of the argument over the result (the finalizer of Stafford's thirteenth variant). */
    public static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
