package io.crdt.net.status;

import io.crdt.causal.VersionVector;
import io.crdt.net.transport.Address;
import io.crdt.protocol.GossipCounts;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaId;
import java.util.List;

/**
 * What a node was doing at one moment.
 *
 * @param replica who it is
 * @param address where it listens
 * @param online whether it takes links and seeks them: it was started, not closed, and not
 *     {@linkplain io.crdt.net.CrdtNode#disconnect disconnected}
 * @param context everything it had the full effect of
 * @param fingerprint the fingerprint of its state
 * @param unsaved how many operations its store did not have yet; 0 without a store
 * @param peers the peers it was linked to
 * @param bytesIn bytes received since it started, frame lengths included
 * @param bytesOut bytes sent since it started, frame lengths included
 * @param counts what its protocol has done
 * @param problems the latest problems with links, peers and the store, oldest first, and then what the times of writes tell
 *     of wrong clocks now; {@link Problem#text} is what the log says
 */
public record NodeStatus(
        ReplicaId replica,
        Address address,
        boolean online,
        VersionVector context,
        long fingerprint,
        long unsaved,
        List<PeerView> peers,
        long bytesIn,
        long bytesOut,
        GossipCounts counts,
        List<Problem> problems) {}
