package io.crdt.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import io.crdt.causal.Incarnation;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads untrusted bytes. Whatever has a length is checked against the bytes that are left before
 * memory is taken for it, also in the methods that serializers of users call.
 */
final class WireInput extends Input {

    private static final int BUFFER_BYTES = 1 << 13;

    /** How many characters a text may have that is decoded in one go. */
    private static final int SHORT_TEXT = 1 << 12;

    /** The longest that Kryo reads back and forth in: the length of a string. */
    private static final int MAX_VAR_INT = 5;

    /** The position at which what may be read ends. */
    private final long end;

    WireInput(byte[] bytes) {
        super(bytes);
        end = bytes.length;
    }

    /** Reads a part of an array. */
    WireInput(byte[] bytes, int offset, int length) {
        super(bytes, offset, length);
        end = (long) offset + length;
    }

    /** Reads chunks of the given total length; the deque lets go of each when it has been read. */
    WireInput(Deque<ByteBuffer> chunks, int size) {
        super(BUFFER_BYTES);
        setInputStream(new ChunkStream(chunks));
        end = size;
    }

    int left() {
        return (int) (end - total());
    }

    /** Takes the next bytes, as many as are left at most, and returns the input that holds just these. */
    WireInput part(int length) {
        if (length <= limit - position) {
            position += length;
            return new WireInput(buffer, position - length, length);
        }
        return new WireInput(readBytes(length));
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

    /** Reads a number from 0 to {@link Wire#MAX_SEQ}. */
    long seq(String what) throws DecodeException {
        return requireSeq(what, readVarLong(true), 0);
    }

    long requireSeq(String what, long seq, long least) throws DecodeException {
        if (seq < least || seq > Wire.MAX_SEQ) {
            throw refuse(what, "it must be from " + least + " to " + Wire.MAX_SEQ + ", but is " + seq);
        }
        return seq;
    }

    Incarnation incarnation() {
        return new Incarnation(readLong(), readLong());
    }

    String string(String what) throws DecodeException {
        return string(what, readByteUnsigned());
    }

    /** Reads a string whose tag has been read. */
    String string(String what, int tag) throws DecodeException {
        if (tag == Wire.Tag.LONG_STRING) {
            return utf8(what, count("bytes of " + what, 1));
        }
        if (tag >= Wire.Tag.STRING) {
            return utf8(what, tag - Wire.Tag.STRING);
        }
        if (tag == Wire.Tag.UTF16_STRING) {
            return new String(readChars(count("characters of " + what, Character.BYTES)));
        }
        throw refuse(what, "a string is expected, but the tag is " + tag);
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

    @Override
    public @Nullable String readString() {
        requireRoomForString();
        return super.readString();
    }

    @Override
    public @Nullable StringBuilder readStringBuilder() {
        requireRoomForString();
        return super.readStringBuilder();
    }

    private void requireRoomForString() {
        optional(MAX_VAR_INT); // bytes that are in the buffer can be read twice
        int start = position;
        if (readVarIntFlag()) {
            requireRoom(readVarIntFlag(true) - 1L, 1);
        }
        position = start;
    }

    @Override
    public byte[] readBytes(int length) {
        requireRoom(length, 1);
        return super.readBytes(length);
    }

    @Override
    public int[] readInts(int length) {
        requireRoom(length, Integer.BYTES);
        return super.readInts(length);
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        requireRoom(length, 1);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        requireRoom(length, Long.BYTES);
        return super.readLongs(length);
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        requireRoom(length, 1);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        requireRoom(length, Float.BYTES);
        return super.readFloats(length);
    }

    @Override
    public double[] readDoubles(int length) {
        requireRoom(length, Double.BYTES);
        return super.readDoubles(length);
    }

    @Override
    public short[] readShorts(int length) {
        requireRoom(length, Short.BYTES);
        return super.readShorts(length);
    }

    @Override
    public char[] readChars(int length) {
        requireRoom(length, Character.BYTES);
        return super.readChars(length);
    }

    @Override
    public boolean[] readBooleans(int length) {
        requireRoom(length, 1);
        return super.readBooleans(length);
    }

    private void requireRoom(long length, int bytesEach) {
        if (length < -1 || length * bytesEach > left()) {
            throw new KryoException("a length of " + length + " does not fit into " + left() + " bytes left");
        }
    }

    /** The bytes of chunks one after the other. */
    private static final class ChunkStream extends InputStream {

        private final Deque<ByteBuffer> chunks;

        ChunkStream(Deque<ByteBuffer> chunks) {
            this.chunks = chunks;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            ByteBuffer chunk = chunks.peek();
            if (chunk == null) {
                return -1;
            }
            int count = Math.min(length, chunk.remaining());
            chunk.get(to, offset, count);
            if (!chunk.hasRemaining()) {
                chunks.remove();
            }
            return count;
        }
    }
}
