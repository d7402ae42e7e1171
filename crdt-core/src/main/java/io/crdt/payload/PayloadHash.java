package io.crdt.payload;

import io.crdt.internal.Hash64;

/** 64-bit hashes of what payloads consist of, the same in every process. */
public final class PayloadHash {

    private PayloadHash() {}

    /** Returns the hash of a text. */
    public static long of(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 0x100000001b3L + text.charAt(i);
        }
        return Hash64.mix(hash);
    }

    /** Returns the hash of a number. */
    public static long of(long number) {
        return Hash64.mix(number);
    }

    /** Returns the hash of something that follows something else. */
    public static long combine(long hash, long next) {
        return Hash64.mix(hash + 0x9e3779b97f4a7c15L + Long.rotateLeft(next, 27));
    }
}
