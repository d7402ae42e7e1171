package io.crdt.codec;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A message in pieces that a link can carry. The first byte of each piece says whether it is the last one, or that there
 * will be no last one; the pieces of one message follow each other on a link.
 */
final class Frames implements Iterator<byte[]> {

    static final byte MORE = 0;
    static final byte LAST = 1;

    /** The message ends here and is void, and so is all that both ends remember of the link. */
    static final byte BROKEN_OFF = 2;

    /** What stands before each frame on TCP. */
    static final int LENGTH_BYTES = 4;

    private final MessageBytes message;
    private final int room;
    private boolean done;

    /**
     * Creates the frames of a message.
     *
     * @param maxFrame how many bytes a frame may have, with its first one; at least 2
     */
    Frames(MessageBytes message, int maxFrame) {
        if (maxFrame < 2) {
            throw new IllegalArgumentException("a frame must be allowed 2 bytes or more, but the limit is " + maxFrame);
        }
        this.message = message;
        room = maxFrame - 1;
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
        byte[] frame = new byte[1 + length];
        message.take(frame, 1, length);
        done = message.isDone();
        frame[0] = done ? LAST : MORE;
        return frame;
    }
}
