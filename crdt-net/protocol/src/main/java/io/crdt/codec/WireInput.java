package io.crdt.codec;

import io.crdt.causal.Incarnation;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads untrusted bytes. Whatever has a length is checked against the bytes that are left before memory is taken for it.
 *
 * <p>Fixed numbers are read with their least significant byte first. The others have seven bits in a byte, least
 * significant first; the highest bit tells that more follow, but of the ninth byte of a long, whose eight bits all count.
 */
final class WireInput {

    /** How many characters a text may have that is decoded in one go. */
    private static final int SHORT_TEXT = 1 << 12;

    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    /** The bits of a number of 32 bits in its fifth byte stand from here on; what a sixth would hold is not read. */
    private static final int LAST_SHIFT_OF_INT = 28;

    private static final int LAST_SHIFT_OF_LONG = 56;

    private final Deque<ByteBuffer> chunks;

    /** How many bytes may be read in all. */
    private final long end;

    private byte[] buffer;
    private int position;

    /** Where the bytes end in the buffer that may be read there. */
    private int limit;

    /** How many bytes had been read when the position was 0; negative if the first of a buffer is not to be read. */
    private long base;

    WireInput(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Reads a part of an array. */
    WireInput(byte[] bytes, int offset, int length) {
        this(new ArrayDeque<>(), length, bytes, offset, offset + length);
    }

    /** Reads chunks up to the given total length; the deque lets go of each as soon as it is being read. */
    WireInput(Deque<ByteBuffer> chunks, int size) {
        this(chunks, size, new byte[0], 0, 0);
    }

    private WireInput(Deque<ByteBuffer> chunks, long end, byte[] buffer, int position, int limit) {
        this.chunks = chunks;
        this.end = end;
        this.buffer = buffer;
        this.position = position;
        this.limit = limit;
        base = -position;
    }

    /** Returns how many bytes have been read. */
    long total() {
        return base + position;
    }

    int left() {
        return (int) (end - total());
    }

    byte readByte() throws DecodeException {
        if (position == limit) {
            nextChunk();
        }
        return buffer[position++];
    }

    private void nextChunk() throws DecodeException {
        long read = total();
        while (position == limit) {
            ByteBuffer chunk = read < end ? chunks.poll() : null;
            if (chunk == null) {
                throw refuse("the bytes", "they end too early");
            }
            buffer = chunk.array();
            position = chunk.arrayOffset() + chunk.position();
            limit = position + (int) Math.min(chunk.remaining(), end - read);
        }
        base = read - position;
    }

    int readByteUnsigned() throws DecodeException {
        return readByte() & 0xff;
    }

    short readShort() throws DecodeException {
        return (short) fixed(Short.BYTES);
    }

    int readInt() throws DecodeException {
        return (int) fixed(Integer.BYTES);
    }

    long readLong() throws DecodeException {
        return fixed(Long.BYTES);
    }

    private long fixed(int bytes) throws DecodeException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (readByte() & 0xffL) << Byte.SIZE * i;
        }
        return number;
    }

    /** Reads a number of 32 bits; one that is not positive alone has its sign in the lowest bit. */
    int readVarInt(boolean positive) throws DecodeException {
        int number = 0;
        for (int shift = 0; shift <= LAST_SHIFT_OF_INT; shift += 7) {
            byte next = readByte();
            number |= (next & SEVEN_BITS) << shift;
            if ((next & MORE) == 0) {
                break;
            }
        }
        return positive ? number : number >>> 1 ^ -(number & 1);
    }

    /** Reads a number of 64 bits; one that is not positive alone has its sign in the lowest bit. */
    long readVarLong(boolean positive) throws DecodeException {
        long number = 0;
        for (int shift = 0; shift <= LAST_SHIFT_OF_LONG; shift += 7) {
            byte next = readByte();
            number |= (shift == LAST_SHIFT_OF_LONG ? next & 0xffL : next & SEVEN_BITS) << shift;
            if ((next & MORE) == 0) {
                break;
            }
        }
        return positive ? number : number >>> 1 ^ -(number & 1);
    }

    void skip(int bytes) throws DecodeException {
        requireRoom(bytes);
        int left = bytes;
        while (left > 0) {
            if (position == limit) {
                nextChunk();
            }
            int some = Math.min(left, limit - position);
            position += some;
            left -= some;
        }
    }

    private void requireRoom(int bytes) throws DecodeException {
        if (bytes < 0 || bytes > left()) {
            throw refuse("the bytes", bytes + " of them are expected, but " + left() + " are left");
        }
    }

    byte[] readBytes(int length) throws DecodeException {
        requireRoom(length);
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            if (position == limit) {
                nextChunk();
            }
            int some = Math.min(length - at, limit - position);
            System.arraycopy(buffer, position, bytes, at, some);
            position += some;
            at += some;
        }
        return bytes;
    }

    DecodeException refuse(String what, String rule) {
        return new DecodeException(what, total(), rule);
    }

    /** Reads how many things follow, each of at least the given number of bytes. */
    int count(String what, int bytesEach) throws DecodeException {
        int count = readVarInt(true);
        if (count < 0 || (long) count * bytesEach > left()) {
            throw refuse(
                    "the number of " + what,
                    Integer.toUnsignedString(count) + " of them, each " + bytesEach + " bytes or more, do not fit into "
                            + left() + " bytes left");
        }
        return count;
    }

    /** Reads a position in a list. */
    int index(String what, int size) throws DecodeException {
        int index = readVarInt(true);
        if (index < 0 || index >= size) {
            throw refuse(what, "its index is " + Integer.toUnsignedString(index) + " of " + size);
        }
        return index;
    }

    /** Reads a number from 0 to {@link WireFormat#MAX_SEQ}. */
    long seq(String what) throws DecodeException {
        return requireSeq(what, readVarLong(true), 0);
    }

    long requireSeq(String what, long seq, long least) throws DecodeException {
        if (seq < least || seq > WireFormat.MAX_SEQ) {
            throw refuse(what, "it must be from " + least + " to " + WireFormat.MAX_SEQ + ", but is " + seq);
        }
        return seq;
    }

    Incarnation incarnation() throws DecodeException {
        return new Incarnation(readLong(), readLong());
    }

    String string(String what) throws DecodeException {
        return string(what, readByteUnsigned());
    }

    /** Reads a string whose tag has been read. */
    String string(String what, int tag) throws DecodeException {
        if (tag == WireFormat.Tag.LONG_STRING) {
            return utf8(what, count("bytes of " + what, 1));
        }
        if (tag >= WireFormat.Tag.STRING) {
            return utf8(what, tag - WireFormat.Tag.STRING);
        }
        if (tag == WireFormat.Tag.UTF16_STRING) {
            return utf16(count("characters of " + what, Character.BYTES));
        }
        throw refuse(what, "a string is expected, but the tag is " + tag);
    }

    private String utf16(int length) throws DecodeException {
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = (char) readShort();
        }
        return new String(text);
    }

    private String utf8(String what, int length) throws DecodeException {
        if (length > left()) {
            throw refuse(what, "a string of " + length + " bytes does not fit into " + left() + " bytes left");
        }
        if (length > limit - position) {
            return decoded(what, readBytes(length), 0, length);
        }
        position += length;
        return decoded(what, buffer, position - length, length);
    }

    private String decoded(String what, byte[] bytes, int start, int length) throws DecodeException {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < 0) {
                return decoded(what, ByteBuffer.wrap(bytes, start, length));
            }
        }
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    /** A decoder of the JDK takes two bytes for each that it is given, so a long text goes through it little by little. */
    private String decoded(String what, ByteBuffer bytes) throws DecodeException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            if (bytes.remaining() <= SHORT_TEXT) {
                return decoder.decode(bytes).toString();
            }
            StringBuilder text = new StringBuilder(bytes.remaining() / 2);
            CharBuffer some = CharBuffer.allocate(SHORT_TEXT);
            CoderResult result;
            do {
                result = decoder.decode(bytes, some, true);
                if (result.isError()) {
                    result.throwException();
                }
                text.append(some.flip());
                some.clear();
            } while (result.isOverflow());
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException(what, total(), "a string must be valid UTF-8", e);
        }
    }
}
