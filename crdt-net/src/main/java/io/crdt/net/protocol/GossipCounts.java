package io.crdt.net.protocol;

/**
 * What a {@link Gossip} has done since it was created.
 *
 * @param pushesSent deltas sent
 * @param pushesReceived deltas received
 * @param pushesRedundant of these, those with nothing new in them
 * @param pushesParked of these, those that came before what they build on
 * @param asksSent how often something was asked for
 * @param divergences how often a peer with equal context had another fingerprint
 */
public record GossipCounts(
        long pushesSent,
        long pushesReceived,
        long pushesRedundant,
        long pushesParked,
        long asksSent,
        long divergences) {}
