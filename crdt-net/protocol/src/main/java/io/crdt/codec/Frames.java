package io.crdt.codec;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A message in pieces that a link can carry. Each piece starts with a number: its lowest two bits say whether the piece is
 * the last one, or that there will be no last one; the others are the channel. {@link #CHANNEL} is the only one so far. The
 * pieces of one message follow each other on their channel. A checksum counts as the end of its message.
 */
final class Frames implements Iterator<byte[]> {

    static final byte MORE = 0;
    static final byte LAST = 1;

    /** The message ends here and is void, and so is all that both ends remember of the link. */
    static final byte BROKEN_OFF = 2;

    /** How many bits of a head say how the message goes on; those above are the channel. */
    static final int END_BITS = 2;

    /** The channel of the first space. */
    static final int CHANNEL = 0;

    /** What stands before each frame on TCP. */
    static final int LENGTH_BYTES = 4;

    private final MessageBytes message;
    private final int room;
    private final @Nullable MessageChecksum checksum;
    private boolean done;

    /** How many bytes of the checksum are still to come. */
    private int checksumLeft;

    /**
     * Creates the frames of a message.
     *
     * @param maxFrame how many bytes a frame may have, with its first one; at least 2
     * @param checked whether a checksum follows the message
     */
    Frames(MessageBytes message, int maxFrame, boolean checked) {
        if (maxFrame < 2) {
            throw new IllegalArgumentException("a frame must be allowed 2 bytes or more, but the limit is " + maxFrame);
        }
        this.message = message;
        room = maxFrame - 1;
        checksum = checked ? new MessageChecksum() : null;
        checksumLeft = checked ? MessageChecksum.BYTES : 0;
    }

    @Override
    public boolean hasNext() {
        return !done;
    }

    @Override
    public byte[] next() {
        if (done) {
            throw new NoSuchElementException("the message has no more frames");
        }
        int length = message.available(room);
        int ofChecksum = Math.min(checksumLeft, room - length); // there is room only behind the end of the message
        byte[] frame = new byte[1 + length + ofChecksum];
        message.take(frame, 1, length);
        if (checksum != null) {
            checksum.update(frame, 1, length);
            System.arraycopy(checksum.bytes(), MessageChecksum.BYTES - checksumLeft, frame, 1 + length, ofChecksum);
            checksumLeft -= ofChecksum;
        }
        done = checksumLeft == 0 && message.isDone();
        frame[0] = done ? LAST : MORE;
        return frame;
    }
}
