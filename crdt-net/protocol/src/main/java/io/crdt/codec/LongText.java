package io.crdt.codec;

import java.nio.charset.StandardCharsets;

/** A text that becomes UTF-8 bit by bit, so that its sender does not need the bytes all at once. */
final class LongText {

    /** Texts with fewer bytes are not worth it. */
    static final int MIN_BYTES = 1 << 14;

    private static final int CHARS_AT_ONCE = 1 << 12;

    private final String text;
    private int next;
    private long left;
    private byte[] bytes = {};
    private int taken;

    /**
     * Creates the bytes of a text.
     *
     * @param text a text in which every surrogate has its partner
     * @param length how many bytes of UTF-8 it has
     */
    LongText(String text, long length) {
        this.text = text;
        left = length;
    }

    /** Returns how many bytes there are still to be read. */
    long left() {
        return left;
    }

    /** Moves some of the bytes that are left, at least one and at most {@code room}, and returns how many. */
    int read(byte[] to, int offset, int room) {
        if (taken == bytes.length) {
            int end = Math.min(next + CHARS_AT_ONCE, text.length());
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            bytes = text.substring(next, end).getBytes(StandardCharsets.UTF_8);
            taken = 0;
            next = end;
        }
        int moved = Math.min(room, bytes.length - taken);
        System.arraycopy(bytes, taken, to, offset, moved);
        taken += moved;
        left -= moved;
        return moved;
    }
}
