package io.crdt.protocol;

/**
 * What a {@link Gossip} has done since it was created.
 *
 * @param pushesSent deltas sent
 * @param pushesReceived deltas received
 * @param pushesApplied of these, those that were applied, at once or after they were parked
 * @param pushesRedundant of these, those with nothing new in them
 * @param pushesParked of these, those that came before what they build on
 * @param payloadReceived entries and removals in all deltas received
 * @param payloadRedundant of these, those that were known already or were dropped with a delta that came too early
 * @param asksSent how often something was asked for
 * @param prunesSent how often a peer was asked to push no more what others bring sooner
 * @param divergences how often a peer with equal context had another fingerprint
 * @param dotsRepaired how many dots have come from such peers, or got another payload
 * @param forks how many incarnations turned out to be used by two processes
 * @param messagesSkipped messages of kinds that a later edition has added
 */
public record GossipCounts(
        long pushesSent,
        long pushesReceived,
        long pushesApplied,
        long pushesRedundant,
        long pushesParked,
        long payloadReceived,
        long payloadRedundant,
        long asksSent,
        long prunesSent,
        long divergences,
        long dotsRepaired,
        long forks,
        long messagesSkipped) {

    /** The counts of a protocol that has done nothing yet. */
    public static final GossipCounts NONE = new GossipCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Returns the sum of both. */
    public GossipCounts plus(GossipCounts other) {
        return new GossipCounts(
                pushesSent + other.pushesSent,
                pushesReceived + other.pushesReceived,
                pushesApplied + other.pushesApplied,
                pushesRedundant + other.pushesRedundant,
                pushesParked + other.pushesParked,
                payloadReceived + other.payloadReceived,
                payloadRedundant + other.payloadRedundant,
                asksSent + other.asksSent,
                prunesSent + other.prunesSent,
                divergences + other.divergences,
                dotsRepaired + other.dotsRepaired,
                forks + other.forks,
                messagesSkipped + other.messagesSkipped);
    }
}
