package io.crdt.codec;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of one link together again. Large frames are kept as they are and small ones gathered, so that it never
 * holds more than about twice the bytes that it was given. It is used by one thread at a time; after an exception it is of
 * no more use, and neither is the link.
 */
final class FrameAssembler {

    private static final int SMALL = 1 << 12;

    private final Deque<ByteBuffer> chunks = new ArrayDeque<>();
    private int maxMessageBytes = 1;
    private byte[] gathered = {};
    private int gatheredSize;
    private int size;
    private @Nullable MessageChecksum checksum;

    /**
     * Creates an assembler that has seen no frame.
     *
     * @param maxMessageBytes how large a message may be
     */
    FrameAssembler(int maxMessageBytes) {
        setMaxMessageBytes(maxMessageBytes);
    }

    void setMaxMessageBytes(int maxMessageBytes) {
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("maxMessageBytes must be at least 1, but is " + maxMessageBytes);
        }
        this.maxMessageBytes = maxMessageBytes;
    }

    /** From now on each message ends with a checksum. */
    void expectChecksums() {
        checksum = new MessageChecksum();
    }

    /** Returns how many bytes of a message that is not complete yet have been taken. */
    int stagedBytes() {
        return size;
    }

    /**
     * Takes the next frame of the link.
     *
     * @return the message that it completes, or null if there is more to come
     * @throws DecodeException if it is no frame, or the message is larger than allowed or was damaged on its way
     */
    @Nullable
    WireInput accept(byte[] frame) throws DecodeException {
        if (frame.length == 0 || frame[0] != Frames.MORE && frame[0] != Frames.LAST) {
            throw new DecodeException("a frame", size, refusal(frame));
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
        if (checksum != null) {
            checksum.update(frame, 1, frame.length - 1);
        }
        int end = last ? requireWhole(total) : 0;
        if (last && size == 0) {
            return new WireInput(Arrays.copyOfRange(frame, 1, frame.length - end));
        }
        append(frame);
        size = (int) total;
        return last ? take(end) : null;
    }

    private static String refusal(byte[] frame) {
        if (frame.length == 0) {
            return "it must start with 0 or 1, or be a 2 alone, but is empty";
        }
        int channel = (frame[0] & 0xff) >>> Frames.END_BITS;
        return channel == Frames.CHANNEL
                ? "it must start with 0 or 1, or be a 2 alone, but has " + frame[0]
                : "only channel " + Frames.CHANNEL + " is open, but it is for another one, it starts with "
                        + (frame[0] & 0xff);
    }

    /** Returns how many bytes at the end of the message are its checksum. */
    private int requireWhole(long total) throws DecodeException {
        if (checksum == null) {
            return 0;
        }
        if (total < MessageChecksum.BYTES || !checksum.isWhole()) {
            throw new DecodeException("a message", total, "its checksum is wrong: it was damaged on its way");
        }
        checksum.reset();
        return MessageChecksum.BYTES;
    }

    /** Forgets the message that is not complete. */
    void drop() {
        chunks.clear();
        gathered = new byte[0];
        gatheredSize = 0;
        size = 0;
        if (checksum != null) {
            checksum.reset();
        }
    }

    private void append(byte[] frame) {
        int length = frame.length - 1;
        if (gatheredSize + length > gathered.length) {
            closeGathered();
            if (length >= SMALL) {
                chunks.add(ByteBuffer.wrap(frame, 1, length));
                return;
            }
            gathered = new byte[2 * SMALL];
        }
        System.arraycopy(frame, 1, gathered, gatheredSize, length);
        gatheredSize += length;
    }

    private void closeGathered() {
        if (gatheredSize > 0) {
            chunks.add(ByteBuffer.wrap(Arrays.copyOf(gathered, gatheredSize)));
        }
        gathered = new byte[0];
        gatheredSize = 0;
    }

    private WireInput take(int end) {
        closeGathered();
        cut(end);
        WireInput message = new WireInput(new ArrayDeque<>(chunks), size - end);
        chunks.clear();
        size = 0;
        return message;
    }

    /** Drops the last bytes, which may be in more than one chunk. */
    private void cut(int bytes) {
        int left = bytes;
        while (left > 0) {
            ByteBuffer last = chunks.getLast();
            int cut = Math.min(left, last.remaining());
            last.limit(last.limit() - cut);
            left -= cut;
            if (!last.hasRemaining()) {
                chunks.removeLast();
            }
        }
    }
}
