package io.crdt.sim;

import io.crdt.protocol.GossipCounts;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All nodes there ever were: who comes, and who leaves. */
final class Nodes {

    private final Run run;
    private final TreeMap<Integer, SimNode> nodes = new TreeMap<>();

    Nodes(Run run) {
        this.run = run;
    }

    /** Starts the nodes that are there from the beginning, with the links they want. */
    void start() {
        World world = run.world();
        for (int i = 0; i < world.options.nodes(); i++) {
            nodes.put(i, new SimNode(i, run, null));
        }
        world.options
                .topology()
                .pairs(world.options.nodes(), world.chance.random(-1, 0))
                .forEach(pair -> dialing().want(pair.from(), pair.to()));
        nodes.values().forEach(SimNode::boot);
    }

    private Dialing dialing() {
        return run.network().dialing();
    }

    /** Returns them all, those that have left too. */
    Collection<SimNode> all() {
        return nodes.values();
    }

    /** Returns the node, or null if it is not there yet or has left. */
    @Nullable
    SimNode at(int index) {
        SimNode node = nodes.get(index);
        return node == null || node.hasLeft() ? null : node;
    }

    /** Returns the nodes that are there, running or not. */
    List<SimNode> present() {
        return nodes.values().stream().filter(node -> !node.hasLeft()).toList();
    }

    /**
     * A node comes that was not there before.
     *
     * @param original whose disk it has a copy of, if any
     */
    void join(int index, @Nullable SimNode original, int first, int second) {
        if (nodes.containsKey(index)) {
            return;
        }
        SimNode node = new SimNode(
                index, run, original == null ? null : original.disk().duplicate());
        nodes.put(index, node);
        boolean alone = (first == index || at(first) == null) && (second == index || at(second) == null);
        dialing().want(index, alone ? present().get(0).index() : first);
        dialing().want(index, second);
        node.boot();
    }

    /** A snapshot of a node's machine is started as another node that dials two others, while it goes on itself. */
    void fork(int index, SimNode original) {
        Life copied = original.life();
        if (!nodes.containsKey(index) && copied != null) {
            SimNode node = new SimNode(index, run, null);
            nodes.put(index, node);
            present().stream()
                    .filter(other -> other != original && other != node)
                    .limit(2)
                    .forEach(other -> dialing().want(index, other.index()));
            node.bootAsCopyOf(original, copied);
        }
    }

    /** A node leaves for good, if two others remain. */
    void leave(SimNode node) {
        if (present().size() > 2) {
            node.leave();
            dialing().leave(node);
        }
    }

    /** Returns the protocol's counts, summed over all lives of all nodes. */
    GossipCounts counts() {
        GossipCounts sum = GossipCounts.NONE;
        for (SimNode node : nodes.values()) {
            for (GossipCounts counts : node.counts()) {
                sum = sum.plus(counts);
            }
        }
        return sum;
    }

    /** Returns how often their protocols were told of anything. */
    long events() {
        return nodes.values().stream().mapToLong(SimNode::events).sum();
    }
}
