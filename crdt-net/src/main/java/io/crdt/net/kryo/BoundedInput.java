package io.crdt.net.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The untrusted bytes of one value. What a serializer reads with a length that came with them is checked against the bytes
 * that are left before memory is taken for it.
 */
final class BoundedInput extends Input {

    /** The longest that Kryo reads back and forth in: the length of a string. */
    private static final int MAX_VAR_INT = 5;

    /** Kryo tells the end of the bytes only where its buffer is larger than what it reads at once. */
    BoundedInput(byte[] bytes) {
        super(Arrays.copyOf(bytes, bytes.length + Long.BYTES), 0, bytes.length);
    }

    int left() {
        return limit - position;
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
}
