package io.crdt.codec;

/** The first message of a peer that speaks no edition of the wire format that this node speaks. */
public final class EditionException extends DecodeException {

    private final int lowestOfPeer;
    private final int highestOfPeer;

    EditionException(long at, int lowestOfPeer, int highestOfPeer) {
        super(
                "the hello",
                at,
                "the peer speaks " + text(lowestOfPeer, highestOfPeer) + " of the wire format, this node speaks "
                        + text(WireFormat.LOWEST_EDITION, WireFormat.HIGHEST_EDITION)
                        + ": they cannot talk until one of them is upgraded");
        this.lowestOfPeer = lowestOfPeer;
        this.highestOfPeer = highestOfPeer;
    }

    private static String text(int lowest, int highest) {
        return lowest == highest ? "edition " + lowest : "editions " + lowest + " to " + highest;
    }

    /** Returns the lowest edition that the peer speaks. */
    public int lowestOfPeer() {
        return lowestOfPeer;
    }

    /** Returns the highest edition that the peer speaks. */
    public int highestOfPeer() {
        return highestOfPeer;
    }
}
