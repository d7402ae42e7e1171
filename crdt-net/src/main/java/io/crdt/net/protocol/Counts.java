package io.crdt.net.protocol;

/** The running totals that {@link GossipCounts} is a view of. */
final class Counts {

    long pushesSent;
    long pushesReceived;
    long pushesRedundant;
    long pushesParked;
    long asksSent;
    long divergences;

    GossipCounts now() {
        return new GossipCounts(pushesSent, pushesReceived, pushesRedundant, pushesParked, asksSent, divergences);
    }
}
