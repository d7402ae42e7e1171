package io.crdt.sim;

import io.crdt.codec.DecodeException;
import io.crdt.codec.MessageCodec;
import io.crdt.protocol.Message;
import java.util.Arrays;

/** A wire that carries bytes. */
final class CodecWire implements Wire {

    private static final byte NO_KIND = 0x7f;

    private final MessageCodec codec;
    private final Decoder decoder;

    /** Returns the message of bytes. */
    interface Decoder {
        Message decode(byte[] bytes) throws DecodeException;
    }

    CodecWire(MessageCodec codec, Decoder decoder) {
        this.codec = codec;
        this.decoder = decoder;
    }

    @Override
    public MessageCodec codec() {
        return codec;
    }

    @Override
    public Message carry(Message message) {
        byte[] bytes = codec.encode(message);
        requireRefused(Arrays.copyOf(bytes, bytes.length - 1), "the end of " + message + " is missing");
        byte[] other = bytes.clone();
        other[0] = NO_KIND;
        requireRefused(other, "there is no kind of message " + NO_KIND);
        try {
            Message decoded = decoder.decode(bytes);
            if (!decoded.equals(message)) {
                throw new IllegalStateException(message + " was sent, but " + decoded + " arrived");
            }
            return decoded;
        } catch (DecodeException e) {
            throw new IllegalStateException(message + " was sent, but cannot be decoded", e);
        }
    }

    private void requireRefused(byte[] bytes, String why) {
        try {
            Message decoded = decoder.decode(bytes);
            throw new IllegalStateException("these bytes were taken for " + decoded + ", but " + why);
        } catch (DecodeException expected) {
            // as it must be
        }
    }
}
