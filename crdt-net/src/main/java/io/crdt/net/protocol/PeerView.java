package io.crdt.net.protocol;

import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaId;

/**
 * A peer as seen from here at one moment.
 *
 * @param link the link to it
 * @param replica who it is
 * @param context what it is known to have at least
 */
public record PeerView(int link, ReplicaId replica, VersionVector context) {}
