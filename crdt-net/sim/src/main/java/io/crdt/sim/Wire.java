package io.crdt.sim;

import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a message between its sender and the network. A test may send it through a codec here, or damage it to
 * see whether that is noticed.
 */
@FunctionalInterface
public interface Wire {

    /** Passes messages on as the objects they are. */
    Wire OBJECTS = message -> message;

    /** Encodes and decodes every message, and checks that it stays what it is and that nothing else is taken for one. */
    static Wire through(MessageCodec codec) {
        return new CodecWire(codec, codec::decode);
    }

    /** Returns the codec that the bytes on this wire are counted by: the standard one, unless the wire has its own. */
    default MessageCodec codec() {
        return MessageCodec.of(Codec.standard());
    }

    /**
     * Returns what the receiver will get, or null if it gets nothing.
     *
     * @throws IllegalStateException if the wire itself is broken
     * @throws IllegalArgumentException if it cannot carry the message
     */
    @Nullable
    Message carry(Message message);
}
