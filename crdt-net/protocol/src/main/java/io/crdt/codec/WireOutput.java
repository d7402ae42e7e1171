package io.crdt.codec;

import com.esotericsoftware.kryo.io.Output;
import io.crdt.codec.Wire.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bytes on their way to where they are taken, in pieces as large as their taker wants. A long text is not copied in
 * here: it becomes bytes as they are taken.
 */
final class WireOutput extends Output {

    private static final int FIRST_CAPACITY = 64;

    private final Deque<Insertion> insertions = new ArrayDeque<>();
    private long inserted;
    private int taken;

    /** How many bytes have left the buffer for good. */
    private long gone;

    /** A text that comes after the given number of bytes. */
    private record Insertion(long at, LongText text) {}

    WireOutput() {
        super(FIRST_CAPACITY, -1);
    }

    /** Writes a text, of whatever characters. */
    void string(String text) {
        long length = utf8Length(text);
        if (length < 0) {
            utf16(text);
        } else if (length < Tag.LONG_STRING - Tag.STRING) {
            writeByte(Tag.STRING + (int) length);
            writeBytes(utf8(text, length));
        } else if (length <= Integer.MAX_VALUE) {
            writeByte(Tag.LONG_STRING);
            writeVarInt((int) length, true);
            if (length < LongText.MIN_BYTES) {
                writeBytes(utf8(text, length));
            } else {
                writeLater(new LongText(text, length));
            }
        } else {
            throw new IllegalArgumentException("cannot encode a string of " + length + " bytes, more than "
                    + Integer.MAX_VALUE + "; nothing was changed");
        }
    }

    private static byte[] utf8(String text, long length) {
        boolean ascii = length == text.length();
        return text.getBytes(ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Returns how many bytes the text has in UTF-8, or -1 if it has no such form. */
    private static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 ? 1 : 2;
                if (Character.isSurrogate(c)) {
                    if (!Character.isHighSurrogate(c)
                            || i + 1 == text.length()
                            || !Character.isLowSurrogate(text.charAt(++i))) {
                        return -1;
                    }
                }
            }
        }
        return length;
    }

    private void utf16(String text) {
        writeByte(Tag.UTF16_STRING);
        writeVarInt(text.length(), true);
        char[] chars = text.toCharArray();
        writeChars(chars, 0, chars.length);
    }

    void seq(long seq) {
        writeVarLong(requireSeq(seq), true);
    }

    static long requireSeq(long seq) {
        if (seq < 0 || seq > Wire.MAX_SEQ) {
            throw new IllegalArgumentException("cannot encode the sequence number " + seq + ", it must be from 0 to "
                    + Wire.MAX_SEQ + "; nothing was changed");
        }
        return seq;
    }

    /** Adds the bytes of a text that stays as it is until they are taken. */
    private void writeLater(LongText text) {
        insertions.add(new Insertion(gone + position, text));
        inserted += text.left();
    }

    /** Returns how many bytes can be taken. */
    long available() {
        return position - taken + inserted;
    }

    /** Moves the next bytes, of which there must be as many. */
    void take(byte[] to, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            Insertion next = insertions.peek();
            if (next != null && next.at() == gone + taken) {
                int moved = next.text().read(to, at, end - at);
                inserted -= moved;
                at += moved;
                if (next.text().left() == 0) {
                    insertions.remove();
                }
            } else {
                int until = next == null ? position : (int) (next.at() - gone);
                int moved = Math.min(end - at, until - taken);
                System.arraycopy(buffer, taken, to, at, moved);
                taken += moved;
                at += moved;
            }
        }
        makeRoom();
    }

    /** Moving what is left only if it is no more than what has been taken costs a constant time a byte. */
    private void makeRoom() {
        int left = position - taken;
        if (left <= taken) {
            System.arraycopy(buffer, taken, buffer, 0, left);
            gone += taken;
            taken = 0;
            position = left;
        }
    }

    /** Moves all bytes. */
    byte[] takeAll() {
        if (available() > Integer.MAX_VALUE - Long.BYTES) {
            throw new IllegalArgumentException(
                    "cannot encode " + available() + " bytes in one array; nothing was changed");
        }
        byte[] all = new byte[(int) available()];
        take(all, 0, all.length);
        return all;
    }
}
