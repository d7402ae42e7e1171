package io.crdt.net;

import io.crdt.causal.VersionVector;
import io.crdt.net.protocol.GossipCounts;
import io.crdt.net.protocol.PeerView;
import io.crdt.net.transport.Address;
import io.crdt.replica.ReplicaId;
import java.util.List;

/**
 * What a node was doing at one moment.
 *
 * @param replica who it is
 * @param address where it listens
 * @param context everything it had the full effect of
 * @param fingerprint the fingerprint of its state
 * @param peers whom it was linked to
 * @param bytesIn bytes received since it started, frame lengths included
 * @param bytesOut bytes sent since it started, frame lengths included
 * @param counts what its protocol has done
 * @param problems the latest problems with links and peers, oldest first, as text for people
 */
public record NodeStatus(
        ReplicaId replica,
        Address address,
        VersionVector context,
        long fingerprint,
        List<PeerView> peers,
        long bytesIn,
        long bytesOut,
        GossipCounts counts,
        List<String> problems) {}
