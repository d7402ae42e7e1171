package io.crdt.net.options;

import io.crdt.replica.ReplicaId;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which peers may read and write which objects, by the names of their keys; a rule for a prefix is a {@code startsWith}.
 * Both methods are called on the thread of the node's gossip, with each message; while they take their time, no message is
 * taken or sent. Whether a message may be taken is decided on what it would change, whatever it says it is about: the change
 * is computed on the immutable state, the rule is asked about each object that would become another one, and then the change
 * is committed or dropped. A method that throws has said no, and the node tells so among its problems.
 *
 * <p>A delta is a cut of a replica, so it is refused whole, and so is the peer that sent it: its link is closed, both sides
 * say why, nothing was applied. A rule is about the peer that a change comes <em>from</em>, not about who made it first:
 * what one node refuses another one may have taken and may pass on, so all nodes that a restricted peer can reach need the
 * rule. And it is a rule for what peers do, not for what they might forge: see PROTOCOL.md.
 */
public interface Authorization {

    /** Returns the authorization with which every peer may read and write everything, as without any. */
    static Authorization everything() {
        return new Authorization() {};
    }

    /**
     * Tells whether the peer may read the object with this key. Every replica holds everything, so a peer with something it
     * must not read cannot be served at all: before the first delta with such an object the link to it is closed.
     */
    default boolean mayRead(PeerIdentity peer, String key) {
        return true;
    }

    /** Tells whether the peer may write to the object with this key, and pass on what others wrote to it. */
    default boolean mayWrite(PeerIdentity peer, String key) {
        return true;
    }

    /**
     * Who a peer is, as far as that is known.
     *
     * @param names the names in its certificate, subject and alternative ones; none without TLS
     * @param replica who it says it is, label included, which nobody has proved: a rule that looks at it protects from nobody
     */
    record PeerIdentity(Set<String> names, ReplicaId replica) {

        public PeerIdentity {
            names = Set.copyOf(names);
        }

        /** Returns the names of the certificate, or else what the peer calls itself. */
        @Override
        public String toString() {
            return names.isEmpty() ? replica.toString() : String.join(", ", new TreeSet<>(names));
        }
    }
}
