package io.crdt.protocol;

import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaId;

/**
 * A peer as seen from here at one moment.
 *
 * @param link the link to it
 * @param replica who it is
 * @param context what it is known to have at least
 * @param answers whether it has told what it has, and has said something beyond its hello
 * @param receiving whether a message of it is coming in, fast enough to be worth waiting for
 */
public record PeerView(int link, ReplicaId replica, VersionVector context, boolean answers, boolean receiving) {}
