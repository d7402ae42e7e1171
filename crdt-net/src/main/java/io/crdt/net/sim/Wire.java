package io.crdt.net.sim;

import io.crdt.net.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a message between its sender and the network. A test may send it through a codec here, or damage it to
 * see whether that is noticed.
 */
@FunctionalInterface
public interface Wire {

    /** Passes messages on as the objects they are. */
    Wire OBJECTS = message -> message;

    /** Returns what the receiver will get, or null if it gets nothing. */
    @Nullable
    Message carry(Message message);
}
