package io.crdt.protocol;

/** The running totals that {@link GossipCounts} is a view of. */
final class RunningCounts {

    long pushesSent;
    long pushesReceived;
    long pushesApplied;
    long pushesRedundant;
    long pushesParked;
    long payloadReceived;
    long payloadRedundant;
    long asksSent;
    long prunesSent;
    long divergences;
    long dotsRepaired;
    long forks;
    long messagesSkipped;

    GossipCounts now() {
        return new GossipCounts(
                pushesSent,
                pushesReceived,
                pushesApplied,
                pushesRedundant,
                pushesParked,
                payloadReceived,
                payloadRedundant,
                asksSent,
                prunesSent,
                divergences,
                dotsRepaired,
                forks,
                messagesSkipped);
    }
}
