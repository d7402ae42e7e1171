package io.crdt.net.transport;

/** Who is told what happens on a link. */
public interface LinkListener {

    /** A frame has arrived. */
    void onFrame(byte[] frame);

    /** What has arrived is no frame, or too long a one. The link is closed, which {@link #onClosed} tells the cause of. */
    default void onBadFrame() {}

    /** The link was full and has room again. */
    void onDrained();

    /**
     * The link is no more. Nothing comes after this.
     *
     * @param cause what broke it; empty if one of the sides just closed it
     */
    void onClosed(String cause);
}
