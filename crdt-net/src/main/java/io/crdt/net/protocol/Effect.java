package io.crdt.net.protocol;

import io.crdt.replica.ReplicaId;

/** What a {@link Gossip} wants done. */
public sealed interface Effect {

    /**
     * Send a message. Each one has to be answered with {@link Event.Drained} as soon as the network has taken it; until
     * then nothing more is sent on the link, but perhaps a {@link Message.Bye}.
     *
     * @param link where to
     * @param message what
     */
    record Send(int link, Message message) implements Effect {}

    /**
     * The peer has said who it is. If there is a link to it already, a {@link Close} of either follows.
     *
     * @param link the link
     * @param replica the peer
     */
    record Opened(int link, ReplicaId replica) implements Effect {}

    /**
     * Close a link, after everything sent on it before.
     *
     * @param link the link
     * @param reason why, for people
     * @param routine whether nothing is wrong: a second link between two replicas goes without a fuss
     */
    record Close(int link, String reason, boolean routine) implements Effect {}

    /**
     * A delta of a peer could not be applied; nothing has changed.
     *
     * @param link where it came from
     * @param reason why
     */
    record Rejected(int link, String reason) implements Effect {}

    /**
     * A peer claims the same context but has another fingerprint: one of the two states is damaged.
     *
     * @param link where the peer is
     */
    record Diverged(int link) implements Effect {}
}
