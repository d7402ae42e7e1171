package io.crdt.net.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import io.crdt.causal.Incarnation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An input over bytes that nobody vouches for. Whatever has a length is checked against the bytes that are left before
 * memory is taken for it, also in the methods that serializers of users call.
 */
final class WireInput extends Input {

    WireInput(byte[] bytes) {
        super(bytes);
    }

    int left() {
        return limit - position;
    }

    DecodeException refuse(String what, String rule) {
        return new DecodeException(what, total(), rule);
    }

    /** Reads how many things follow that take at least so many bytes each. */
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
        int start = position;
        position += length;
        for (int i = start; i < position; i++) {
            if (buffer[i] < 0) {
                return decoded(what, ByteBuffer.wrap(buffer, start, length));
            }
        }
        return new String(buffer, start, length, StandardCharsets.ISO_8859_1);
    }

    private String decoded(String what, ByteBuffer bytes) throws DecodeException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
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
}
