package io.crdt.demo.engine;

import io.crdt.causal.VersionVector;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What all nodes have at about one moment.
 *
 * @param union all that any running node has
 * @param nodes the nodes, in their order
 */
public record Snapshot(VersionVector union, List<Seen> nodes) {

    /**
     * One node.
     *
     * @param group which of the groups it is in that can reach each other, counted from 0; -1 if it is down
     * @param state what it has, or its disk if it is down
     * @param version how many operations that is
     * @param behind how many operations it lacks of what others have
     */
    public record Seen(DemoNode node, int group, ReplicaState state, long version, long behind) {

        public boolean isRunning() {
            return group >= 0;
        }

        /** Returns the first digits of the fingerprint. */
        public String digest() {
            return String.format("%016x", state.fingerprint()).substring(0, 8);
        }
    }

    /** Looks at a cluster; what is lacked is what any node lacks of the union. */
    public static Snapshot of(Cluster cluster) {
        return of(cluster, cluster.joined());
    }

    /**
     * Looks at a cluster.
     *
     * @param before all that anybody had a moment ago; who does not have that is behind, while newer is just on its way
     */
    public static Snapshot of(Cluster cluster, VersionVector before) {
        List<List<DemoNode>> groups = cluster.groups();
        List<ReplicaState> states =
                cluster.nodes().stream().map(DemoNode::state).toList();
        List<Integer> group = cluster.nodes().stream()
                .map(node -> IntStream.range(0, groups.size())
                        .filter(i -> groups.get(i).contains(node))
                        .findFirst()
                        .orElse(-1))
                .toList();
        VersionVector union = IntStream.range(0, states.size())
                .filter(i -> group.get(i) >= 0)
                .mapToObj(i -> states.get(i).context())
                .reduce(VersionVector.EMPTY, VersionVector::join);
        VersionVector awaited = before.meet(union); // what was lost with a disk is awaited by nobody
        List<Seen> nodes = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            VersionVector context = states.get(i).context();
            nodes.add(new Seen(
                    cluster.nodes().get(i),
                    group.get(i),
                    states.get(i),
                    context.distanceFrom(VersionVector.EMPTY),
                    awaited.distanceFrom(context)));
        }
        return new Snapshot(union, nodes);
    }

    /** Returns how many operations all running nodes together lack. */
    public long behind() {
        return nodes.stream().filter(Seen::isRunning).mapToLong(Seen::behind).sum();
    }

    /** Tells whether there are running nodes that cannot reach each other. */
    public boolean isApart() {
        return nodes.stream().anyMatch(node -> node.group > 0);
    }
}
