package io.crdt.codec;

/** The first message of a peer that speaks another wire version than this node. */
public final class WireVersionException extends DecodeException {

    private final int peerVersion;
    private final int ownVersion;

    WireVersionException(long at, int peerVersion, int ownVersion) {
        super("the hello", at, "the peer speaks wire version " + peerVersion + ", this node speaks " + ownVersion);
        this.peerVersion = peerVersion;
        this.ownVersion = ownVersion;
    }

    /** Returns the version that the peer speaks. */
    public int peerVersion() {
        return peerVersion;
    }

    /** Returns the version that this node speaks. */
    public int ownVersion() {
        return ownVersion;
    }
}
