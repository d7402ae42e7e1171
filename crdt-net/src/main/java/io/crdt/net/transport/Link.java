package io.crdt.net.transport;

import java.util.Set;

/** A connection to one other side: frames arrive whole, once and in order, until it breaks. */
public interface Link {

    /** Returns the other side, for messages to people. */
    String remote();

    /** Returns the names in the certificate with which the other side has proved who it is; none if it has not. */
    default Set<String> peerNames() {
        return Set.of();
    }

    /**
     * Tells whether the link itself notices damage on the way, as TLS does. If not, each message carries a checksum: that of
     * TCP is too weak for what must never be wrong.
     */
    default boolean noticesDamage() {
        return false;
    }

    /** Begins to deliver to the listener, unless the link is paused. Nothing that has arrived before is lost. */
    void open(LinkListener listener);

    /**
     * Delivers no more frames until {@link #resume}, but for a few that may be on their way to the listener. The other side
     * is slowed down instead of this one's memory being filled. Neither a close nor its cause overtakes frames that arrived
     * before it.
     */
    void pause();

    /** Delivers frames again; does nothing if the link is not paused. */
    void resume();

    /**
     * Sends a frame. It is taken in any case; the answer says whether there is room for another.
     *
     * @return false if the link is full; {@link LinkListener#onDrained} tells when it no longer is
     */
    boolean send(byte[] frame);

    /** Closes the link after what has been sent. The listener is told by {@link LinkListener#onClosed}. */
    void close();
}
