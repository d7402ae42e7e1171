package io.crdt.net.sim;

import io.crdt.net.codec.Codec;
import io.crdt.net.codec.MessageCodec;
import io.crdt.net.protocol.Message;

/** Encodes what is sent on one link out of so many, and counts. */
final class EncodedBytes implements ByteCounter {

    private static final int MAX_FRAME = 64 * 1024;

    /** The length of a frame and the byte that says whether it is the last one. */
    private static final int FRAME_HEAD = 4 + 1;

    private final MessageCodec codec = MessageCodec.of(Codec.standard());
    private final int oneOf;

    EncodedBytes(int oneOf) {
        this.oneOf = oneOf;
    }

    @Override
    public boolean counts(int link) {
        return oneOf > 0 && link % oneOf == 0;
    }

    @Override
    public int bytes(int link, boolean dialed, Message message) {
        int length = codec.encode(message).length;
        int frames = Math.max(1, (length + MAX_FRAME - 2) / (MAX_FRAME - 1));
        return length + frames * FRAME_HEAD;
    }
}
