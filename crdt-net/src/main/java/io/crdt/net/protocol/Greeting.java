package io.crdt.net.protocol;

import io.crdt.net.protocol.Message.Hello;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.List;

/** How a link begins: both sides say who they are, and two replicas keep one link to each other. */
final class Greeting {

    private final ReplicaId self;
    private final GossipOptions options;
    private final Links links;
    private final Outbox outbox;

    Greeting(ReplicaId self, GossipOptions options, Links links, Outbox outbox) {
        this.self = self;
        this.options = options;
        this.links = links;
        this.outbox = outbox;
    }

    void greet(LinkState link, ReplicaState state) {
        outbox.send(
                link,
                new Hello(
                        options.cluster(),
                        self,
                        options.maxMessageBytes(),
                        state.context().digest(),
                        state.fingerprint()));
    }

    /** Takes the peer's hello and returns whether the link stays. */
    boolean accept(LinkState link, Hello hello) {
        String cluster = options.cluster();
        if (link.isOpen()) {
            links.close(link, "a second hello on one link");
        } else if (!hello.cluster().equals(cluster)) {
            links.close(link, "this is cluster \"" + cluster + "\", not \"" + hello.cluster() + "\"");
        } else if (hello.replica().isSameAs(self)) {
            links.drop(link, "this is the replica itself");
        } else {
            outbox.report(new Effect.Opened(link.id, hello.replica(), hello.maxMessageBytes()));
            if (keepsOneLinkTo(hello.replica(), link)) {
                links.opened(link, hello.replica());
                return true;
            }
        }
        return false;
    }

    /**
     * Two replicas that dial each other need one link only. Of two that different sides have dialed both keep the one of the
     * replica with the smaller id, so they agree without a word. Of two that one side has dialed that side keeps the newer
     * one; the other side cannot know which that is, and waits.
     *
     * <p>Who dials again after it was refused does not know of the other link: it is a second process of the same name, which
     * is taken in as well, or it has lost the other link, which will be found out. Links that were under way at the refusal
     * are no sign of that.
     */
    private boolean keepsOneLinkTo(ReplicaId peer, LinkState link) {
        for (LinkState other : List.copyOf(links.open())) {
            if (other.replica != null && other.replica.isSameAs(peer)) {
                boolean crosses = link.dialed != other.dialed;
                if (crosses && link.dialed != isSmallerThan(peer)) {
                    if (beganBefore(link, other.refusedAnotherAt)) {
                        other.refusedAnotherAt = Math.min(other.refusedAnotherAt, outbox.now());
                        links.drop(link, "there is a link already");
                        return false;
                    }
                } else if (link.dialed || other.dialed) {
                    links.drop(other, "another link has taken its place");
                }
            }
        }
        return true;
    }

    private boolean beganBefore(LinkState link, long millis) {
        return link.helloDeadline - options.helloTimeoutMillis() <= millis;
    }

    private boolean isSmallerThan(ReplicaId peer) {
        int byHigh = Long.compareUnsigned(self.high(), peer.high());
        return byHigh < 0 || byHigh == 0 && Long.compareUnsigned(self.low(), peer.low()) < 0;
    }
}
