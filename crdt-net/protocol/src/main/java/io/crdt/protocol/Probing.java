package io.crdt.protocol;

import static io.crdt.protocol.LinkState.NEVER;

import io.crdt.protocol.Message.Probe;
import java.util.random.RandomGenerator;

/**
 * The question, each round to one random peer, whether both still have the same (Demers et al., <i>Epidemic Algorithms for
 * Replicated Database Maintenance</i>, 1987). That connected replicas converge rests on this alone.
 */
final class Probing {

    /** Of this many random peers the first one whose link is idle is probed. */
    private static final int CHOICE = 8;

    private final OutgoingState outgoing;
    private final GossipOptions options;
    private final LinkTable links;
    private final RandomGenerator random;
    private final Repairs repairs;
    private final Outbox outbox;
    private long probeAt = NEVER;

    Probing(
            OutgoingState outgoing,
            GossipOptions options,
            LinkTable links,
            RandomGenerator random,
            Repairs repairs,
            Outbox outbox) {
        this.outgoing = outgoing;
        this.options = options;
        this.links = links;
        this.random = random;
        this.repairs = repairs;
        this.outbox = outbox;
    }

    /** There is a link; rounds begin at a random time, so that not all replicas probe at once. */
    void begin() {
        if (probeAt == NEVER) {
            probeAt = outbox.now() + 1 + random.nextLong(options.intervalMillis());
        }
    }

    long nextMillis() {
        return links.isEmpty() ? NEVER : probeAt;
    }

    void onTime() {
        if (probeAt <= outbox.now()) {
            probeAt = links.isEmpty() ? NEVER : outbox.now() + options.intervalMillis();
            choosePeerToProbe();
        }
    }

    /** A peer that has not taken the last message yet has something to read already. */
    private void choosePeerToProbe() {
        for (LinkState link : links.some(CHOICE)) {
            if (!link.busy) {
                link.probeDue = true;
                links.touch(link);
                return;
            }
        }
    }

    void probe(LinkState link) {
        link.probeDue = false;
        link.probed = true;
        outbox.send(
                link, new Probe(outgoing.context().digest(), outgoing.state().fingerprint()));
    }

    /** Takes the digests of a peer, and returns whether both have the same. */
    boolean compare(LinkState link, long contextDigest, long fingerprint) {
        if (contextDigest != outgoing.context().digest()) {
            return false;
        }
        link.introduced = true;
        link.peerHas(outgoing.context());
        if (fingerprint != outgoing.state().fingerprint()) {
            repairs.begin(link);
        }
        return true;
    }
}
