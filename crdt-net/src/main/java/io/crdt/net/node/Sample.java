package io.crdt.net.node;

import io.crdt.protocol.GossipCounts;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaState;
import java.util.List;

/**
 * What a node is like at one moment, in numbers.
 *
 * @param state all it knows
 * @param shared what of it may be told to others
 * @param peers the peers it is linked to
 * @param counts what its protocol has done
 * @param unsaved operations that its store does not have yet
 * @param unsavedBytes bytes of updates that its store does not have yet
 * @param parkedDeltas deltas that wait for what they build on
 * @param refusedDeltas deltas that were refused by a rule, or could not be applied
 * @param rejectedFrames frames and messages that were not taken
 * @param bytesIn bytes received
 * @param bytesOut bytes sent
 */
record Sample(
        ReplicaState state,
        ReplicaState shared,
        List<PeerView> peers,
        GossipCounts counts,
        long unsaved,
        long unsavedBytes,
        int parkedDeltas,
        long refusedDeltas,
        long rejectedFrames,
        long bytesIn,
        long bytesOut) {

    static final Sample NOTHING =
            new Sample(ReplicaState.empty(), ReplicaState.empty(), List.of(), GossipCounts.NONE, 0, 0, 0, 0, 0, 0, 0);
}
