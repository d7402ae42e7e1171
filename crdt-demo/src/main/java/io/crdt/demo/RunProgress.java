package io.crdt.demo;

import io.crdt.demo.engine.Snapshot;
import io.crdt.net.status.NodeStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a run has come.
 *
 * @param elapsedNanos since the start
 * @param phase what is happening
 * @param done how many steps of the workload are done
 * @param snapshot what the nodes have
 * @param statuses what the nodes say of themselves, in their order
 */
record RunProgress(long elapsedNanos, String phase, long done, Snapshot snapshot, List<NodeStatus> statuses) {

    boolean isInSync() {
        return snapshot.behind() == 0;
    }

    /** Returns one line a node. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < statuses.size(); i++) {
            rows.add(Table.row(snapshot.nodes().get(i), statuses.get(i)));
        }
        return rows;
    }
}
