package io.crdt.codec;

import io.crdt.codec.WireFormat.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Bytes on their way to where they are taken, in pieces as large as their taker wants. A long text is not copied in
 * here: it becomes bytes as they are taken. Numbers look as {@link WireInput} tells.
 */
final class WireOutput {

    private static final int FIRST_CAPACITY = 64;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - Long.BYTES;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;
    private static final int BYTES_OF_VAR_LONG = 9;

    private final Deque<Insertion> insertions = new ArrayDeque<>();
    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int position;
    private long inserted;
    private int taken;

    /** How many bytes have left the buffer for good. */
    private long gone;

    /** A text that comes after the given number of bytes. */
    private record Insertion(long at, LongText text) {}

    void writeByte(int number) {
        require(1);
        buffer[position++] = (byte) number;
    }

    void writeBoolean(boolean flag) {
        writeByte(flag ? 1 : 0);
    }

    void writeShort(int number) {
        fixed(number, Short.BYTES);
    }

    void writeInt(int number) {
        fixed(number, Integer.BYTES);
    }

    void writeLong(long number) {
        fixed(number, Long.BYTES);
    }

    private void fixed(long number, int bytes) {
        require(bytes);
        for (int i = 0; i < bytes; i++) {
            buffer[position++] = (byte) (number >>> Byte.SIZE * i);
        }
    }

    /** Writes a number of 32 bits; unless it is positive its sign goes into the lowest bit. */
    void writeVarInt(int number, boolean positive) {
        var(positive ? number & 0xffff_ffffL : (number << 1 ^ number >> Integer.SIZE - 1) & 0xffff_ffffL);
    }

    /** Writes a number of 64 bits; unless it is positive its sign goes into the lowest bit. */
    void writeVarLong(long number, boolean positive) {
        var(positive ? number : number << 1 ^ number >> Long.SIZE - 1);
    }

    private void var(long number) {
        require(BYTES_OF_VAR_LONG);
        long left = number;
        for (int i = 1; i < BYTES_OF_VAR_LONG && left >>> 7 != 0; i++) {
            buffer[position++] = (byte) (left & SEVEN_BITS | MORE);
            left >>>= 7;
        }
        buffer[position++] = (byte) left;
    }

    void writeBytes(byte[] bytes) {
        require(bytes.length);
        System.arraycopy(bytes, 0, buffer, position, bytes.length);
        position += bytes.length;
    }

    private void require(int bytes) {
        long needed = (long) position + bytes;
        if (needed > buffer.length) {
            if (needed > LARGEST_ARRAY) {
                throw new IllegalArgumentException(
                        "cannot encode more than " + LARGEST_ARRAY + " bytes in one piece; nothing was changed");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(Math.max(2L * buffer.length, needed), LARGEST_ARRAY));
        }
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
        for (int i = 0; i < text.length(); i++) {
            writeShort(text.charAt(i));
        }
    }

    void seq(long seq) {
        writeVarLong(requireSeq(seq), true);
    }

    static long requireSeq(long seq) {
        if (seq < 0 || seq > WireFormat.MAX_SEQ) {
            throw new IllegalArgumentException("cannot encode the sequence number " + seq + ", it must be from 0 to "
                    + WireFormat.MAX_SEQ + "; nothing was changed");
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
        if (available() > LARGEST_ARRAY) {
            throw new IllegalArgumentException(
                    "cannot encode " + available() + " bytes in one array; nothing was changed");
        }
        byte[] all = new byte[(int) available()];
        take(all, 0, all.length);
        return all;
    }
}
