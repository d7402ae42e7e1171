package io.crdt.net.codec;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A message in pieces that a link can carry. The first byte of each piece says whether it is the last one; the pieces of
 * one message follow each other on a link.
 */
public final class Frames {

    static final byte MORE = 0;
    static final byte LAST = 1;

    private Frames() {}

    /**
     * Returns the frames of a message, each made when it is asked for.
     *
     * @param message the bytes of a message
     * @param maxFrame how many bytes a frame may have, with its first one; at least 2
     */
    public static Iterable<byte[]> split(byte[] message, int maxFrame) {
        if (maxFrame < 2) {
            throw new IllegalArgumentException("a frame must be allowed 2 bytes or more, but the limit is " + maxFrame);
        }
        return () -> new Splitter(message, maxFrame - 1);
    }

    private static final class Splitter implements Iterator<byte[]> {
        private final byte[] message;
        private final int room;
        private int position;
        private boolean done;

        Splitter(byte[] message, int room) {
            this.message = message;
            this.room = room;
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
            int length = Math.min(room, message.length - position);
            byte[] frame = new byte[1 + length];
            System.arraycopy(message, position, frame, 1, length);
            position += length;
            done = position == message.length;
            frame[0] = done ? LAST : MORE;
            return frame;
        }
    }
}
