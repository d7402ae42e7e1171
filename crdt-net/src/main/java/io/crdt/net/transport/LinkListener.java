package io.crdt.net.transport;

import org.jspecify.annotations.Nullable;

/** Who is told what happens on a link. */
public interface LinkListener {

    /** A frame has arrived. */
    void onFrame(byte[] frame);

    /** The link was full and has room again. */
    void onDrained();

    /**
     * The link is no more. Nothing comes after this.
     *
     * @param cause what broke it; null if one of the sides just closed it
     */
    void onClosed(@Nullable TransportException cause);
}
