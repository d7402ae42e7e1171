package io.crdt.protocol;

import io.crdt.protocol.Message.Hello;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.List;

/** How a link begins: both sides say who they are, and two replicas keep one link to each other. */
final class Handshake {

    private final ReplicaId self;
    private final GossipOptions options;
    private final LinkTable links;
    private final Outbox outbox;

    Handshake(ReplicaId self, GossipOptions options, LinkTable links, Outbox outbox) {
        this.self = self;
        this.options = options;
        this.links = links;
        this.outbox = outbox;
    }

    void greet(LinkState link, ReplicaState state, long clockMillis) {
        outbox.send(
                link,
                new Hello(
                        options.cluster(),
                        self,
                        options.maxMessageBytes(),
                        state.context().digest(),
                        state.fingerprint(),
                        Hello.FIRST_SPACE,
                        clockMillis));
    }

    /** Takes the peer's hello and returns whether the link stays. */
    boolean accept(LinkState link, Hello hello) {
        String cluster = options.cluster();
        if (link.isOpen()) {
            links.close(link, new CloseReason.SecondHello());
        } else if (!hello.cluster().equals(cluster)) {
            links.close(link, new CloseReason.OtherCluster(cluster, hello.cluster()));
        } else if (hello.space() != Hello.FIRST_SPACE) {
            links.close(link, new CloseReason.OtherSpace(Hello.FIRST_SPACE, hello.space()));
        } else if (hello.replica().isSameAs(self)) {
            links.drop(link, new CloseReason.Itself());
        } else {
            link.takes = hello.maxMessageBytes();
            outbox.report(new Effect.Opened(link.id, hello.replica(), hello.maxMessageBytes(), hello.clockMillis()));
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
     * <p>That a hello names a replica proves nothing, so none of this ends a link that was open before the new one began:
     *
     * <ul>
     *   <li>Links whose peers have proved to be different ones are different peers', whatever they say, and both stay.
     *   <li>Only a dial of our own is a reason for us to close another link, and only if that had not opened yet when we
     *       were connected. If it is the peer's dial that is to stay, we wait: if both links lead to one replica, it closes
     *       the other.
     *   <li>Else it is the newcomer that is refused. Who dials again after that does not know of the other link: it is a
     *       second process of the same name, which has to be taken in as well, or it has lost the other link, or it lies. It
     *       is taken in beside that one: so nobody keeps another one out by having been there first, and nobody is cut off,
     *       since the other link lives for as long as something comes over it. Links that were under way at the refusal are
     *       no sign of that.
     * </ul>
     */
    private boolean keepsOneLinkTo(ReplicaId peer, LinkState link) {
        for (LinkState other : List.copyOf(links.open())) {
            if (other.replica == null || !other.replica.isSameAs(peer)) {
                continue;
            }
            if (!other.proved.equals(link.proved)) {
                outbox.report(new Effect.Claimed(link.id, other.id, peer, true));
                continue;
            }
            boolean crosses = link.dialed != other.dialed;
            boolean wins = crosses ? link.dialed == isSmallerThan(peer) : link.dialed;
            if (link.dialed && wins && link.connectedAt <= other.openedAt) {
                links.drop(other, new CloseReason.Replaced());
            } else if (!link.dialed && (wins || !crosses)) {
                claim(link, other, peer, true);
            } else if (crosses && link.connectedAt > other.refusedAnotherAt) {
                claim(link, other, peer, true);
            } else {
                other.refusedAnotherAt = Math.min(other.refusedAnotherAt, outbox.now());
                refuse(link, other, peer);
                return false;
            }
        }
        return true;
    }

    private void refuse(LinkState link, LinkState other, ReplicaId peer) {
        if (isYoung(other)) {
            links.drop(link, new CloseReason.Duplicate());
        } else {
            claim(link, other, peer, false);
            links.close(link, new CloseReason.AlreadyLinked(peer));
        }
    }

    /** Several links between two replicas that have just met are nothing to tell people of: one side closes all but one. */
    private void claim(LinkState link, LinkState other, ReplicaId peer, boolean kept) {
        if (!isYoung(other)) {
            outbox.report(new Effect.Claimed(link.id, other.id, peer, kept));
        }
    }

    private boolean isYoung(LinkState link) {
        return outbox.now() <= link.openedAt + options.helloTimeoutMillis();
    }

    private boolean isSmallerThan(ReplicaId peer) {
        int byHigh = Long.compareUnsigned(self.high(), peer.high());
        return byHigh < 0 || byHigh == 0 && Long.compareUnsigned(self.low(), peer.low()) < 0;
    }
}
