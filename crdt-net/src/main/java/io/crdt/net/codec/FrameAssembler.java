package io.crdt.net.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of one link together again. It never holds more than twice the bytes that it was given, nor more than
 * the limit. It is used by one thread at a time; after an exception it is of no more use, and neither is the link.
 */
public final class FrameAssembler {

    private static final byte[] NOTHING = {};

    private final int maxMessageBytes;
    private byte[] collected = NOTHING;
    private int size;

    /**
     * Creates an assembler that has seen no frame.
     *
     * @param maxMessageBytes how large a message may be
     */
    public FrameAssembler(int maxMessageBytes) {
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("maxMessageBytes must be at least 1, but is " + maxMessageBytes);
        }
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Returns how many bytes of a message that is not complete yet have been taken. */
    public int stagedBytes() {
        return size;
    }

    /**
     * Takes the next frame of the link.
     *
     * @return the message that it completes, or null if there is more to come
     * @throws DecodeException if it is no frame, or the message is larger than allowed
     */
    public byte @Nullable [] accept(byte[] frame) throws DecodeException {
        if (frame.length == 0 || frame[0] != Frames.MORE && frame[0] != Frames.LAST) {
            throw new DecodeException(
                    "a frame",
                    size,
                    "it must start with 0 or 1, but " + (frame.length == 0 ? "is empty" : "has " + frame[0]));
        }
        boolean last = frame[0] == Frames.LAST;
        if (!last && frame.length == 1) {
            throw new DecodeException("a frame", size, "only the last one may carry nothing");
        }
        long total = (long) size + frame.length - 1;
        if (total > maxMessageBytes) {
            throw new DecodeException(
                    "a message", size, "it has " + total + " bytes or more, but maxMessageBytes is " + maxMessageBytes);
        }
        if (last && size == 0) {
            return Arrays.copyOfRange(frame, 1, frame.length);
        }
        append(frame, (int) total);
        return last ? take() : null;
    }

    private void append(byte[] frame, int total) {
        if (total > collected.length) {
            int capacity = (int) Math.min(maxMessageBytes, Math.max(total, 2L * collected.length));
            collected = Arrays.copyOf(collected, capacity);
        }
        System.arraycopy(frame, 1, collected, size, frame.length - 1);
        size = total;
    }

    private byte[] take() {
        byte[] message = collected.length == size ? collected : Arrays.copyOf(collected, size);
        collected = NOTHING;
        size = 0;
        return message;
    }
}
