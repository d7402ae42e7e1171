package io.crdt.net.options;

import io.crdt.replica.ReplicaId;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who a peer is, as far as that is known.
 *
 * @param names the names in its certificate, subject and alternative ones; none without TLS
 * @param replica who it says it is, label included, which nobody has proved: a rule that looks at it protects from nobody
 */
public record PeerIdentity(Set<String> names, ReplicaId replica) {

    public PeerIdentity {
        names = Set.copyOf(names);
    }

    /** Returns the names of the certificate, or else what the peer calls itself. */
    @Override
    public String toString() {
        return names.isEmpty() ? replica.toString() : String.join(", ", new TreeSet<>(names));
    }
}
