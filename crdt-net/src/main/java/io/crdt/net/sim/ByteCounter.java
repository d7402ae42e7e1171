package io.crdt.net.sim;

import io.crdt.net.protocol.Message;

/** What messages cost on a link. It is asked about every message of a link that it counts, in order. */
interface ByteCounter {

    /** Tells whether it counts the bytes of a link. */
    boolean counts(int link);

    /**
     * Returns how many bytes the message takes, frames included.
     *
     * @param dialed whether the sender is the side that opened the link
     */
    int bytes(int link, boolean dialed, Message message);
}
