package io.crdt.demo;

import io.crdt.causal.VersionVector;
import io.crdt.demo.format.Numbers;
import io.crdt.net.CrdtNode;
import io.crdt.net.status.NodeStatus;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;

/**
 * What all nodes were doing at about one moment.
 *
 * @param elapsedNanos since the start
 * @param phase what is happening
 * @param done how many steps of the workload are done
 * @param rows the nodes
 */
record Snapshot(long elapsedNanos, String phase, long done, List<Row> rows) {

    /**
     * One node.
     *
     * @param version how many operations it has the full effect of
     * @param behind how many operations that others have it has not
     */
    record Row(
            String name,
            int port,
            int side,
            long fingerprint,
            long version,
            long bytesIn,
            long bytesOut,
            int peers,
            long behind) {

        private static final int BAR = 6;

        /** Returns the first digits of the fingerprint. */
        String digest() {
            return String.format("%016x", fingerprint).substring(0, 8);
        }

        String state() {
            return behind == 0 ? "in sync" : "behind " + Numbers.count(behind);
        }

        /** Returns how much it has of what anybody has, as a bar that is full only if that is all. */
        String bar() {
            int full = behind == 0 ? BAR : (int) Math.min(BAR - 1, BAR * version / (version + behind));
            return "#".repeat(full) + ".".repeat(BAR - full);
        }
    }

    static Snapshot of(Cluster cluster, RunProgress progress) {
        List<NodeStatus> statuses = cluster.statuses();
        // The states are read afterwards and at once, for nodes to be compared at as much the same moment as possible.
        List<ReplicaState> states =
                cluster.nodes().stream().map(CrdtNode::state).toList();
        VersionVector joined = VersionVector.EMPTY;
        for (ReplicaState state : states) {
            joined = joined.join(state.context());
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            NodeStatus status = statuses.get(i);
            ReplicaState state = states.get(i);
            rows.add(new Row(
                    status.replica().label(),
                    status.address().port(),
                    cluster.isCut() ? cluster.sideOf(i) : 0,
                    state.fingerprint(),
                    state.context().distanceFrom(VersionVector.EMPTY),
                    status.bytesIn(),
                    status.bytesOut(),
                    status.peers().size(),
                    joined.distanceFrom(state.context())));
        }
        return new Snapshot(progress.elapsedNanos(), progress.phase(), progress.done(), rows);
    }

    boolean isInSync() {
        return rows.stream().allMatch(row -> row.behind() == 0);
    }
}
