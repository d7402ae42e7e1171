package io.crdt.demo.ui;

import io.crdt.causal.VersionVector;
import io.crdt.demo.network.DemoNetwork;
import io.crdt.demo.network.NodePair;
import io.crdt.demo.network.TrafficMeter;
import io.crdt.net.transport.Address;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** The nodes and the network between them. Used on the context of the dashboard. */
final class LiveCluster {

    private final TrafficMeter traffic;
    private final DemoNetwork network;
    private final List<DemoNode> nodes;
    private long apartSinceNanos;

    /** Creates a cluster; {@code onArrival} is called by any thread when a running node has saved a change. */
    LiveCluster(Vertx vertx, UiSettings settings, BiConsumer<DemoNode, VersionVector> onArrival) {
        traffic = new TrafficMeter(settings.nodes());
        network = new DemoNetwork(traffic);
        nodes = IntStream.range(0, settings.nodes())
                .mapToObj(index -> new DemoNode(vertx, network, settings, index, onArrival))
                .toList();
    }

    /** Starts all nodes; each needs to know but one to find all others. */
    Future<Void> start() {
        Future<Void> first = nodes.get(0).start(null);
        return first.compose(started -> Future.all(
                        nodes.stream().skip(1).map(this::startSeeded).toList())
                .mapEmpty());
    }

    /** Starts a node; the first running one is its seed. */
    Future<Void> startSeeded(DemoNode node) {
        return node.start(nodes.stream()
                .filter(other -> other != node && other.isRunning())
                .findFirst()
                .map(other -> new Address("127.0.0.1", other.port()))
                .orElse(null));
    }

    DemoNetwork network() {
        return network;
    }

    TrafficMeter traffic() {
        return traffic;
    }

    List<DemoNode> nodes() {
        return nodes;
    }

    List<DemoNode> running() {
        return nodes.stream().filter(DemoNode::isRunning).toList();
    }

    /** Returns everything that a running node has. */
    VersionVector joined() {
        return join(running());
    }

    static VersionVector join(List<DemoNode> nodes) {
        return nodes.stream().map(node -> node.state().context()).reduce(VersionVector.EMPTY, VersionVector::join);
    }

    /** Returns what each copy has that there is: nodes, disks and backups. */
    List<VersionVector> copies() {
        List<VersionVector> copies = new ArrayList<>();
        for (DemoNode node : nodes) {
            copies.add(node.state().context());
            copies.add(node.disk().state().context());
            var backup = node.disk().backup();
            if (backup != null) {
                copies.add(backup.context());
            }
        }
        return copies;
    }

    /** Returns the running nodes in groups that can reach each other, directly or through others. */
    List<List<DemoNode>> groups() {
        List<List<DemoNode>> groups = new ArrayList<>();
        TreeSet<Integer> left =
                new TreeSet<>(running().stream().map(DemoNode::index).toList());
        while (!left.isEmpty()) {
            List<Integer> group = new ArrayList<>(List.of(left.pollFirst()));
            for (int i = 0; i < group.size(); i++) {
                int from = group.get(i);
                List<Integer> reached = left.stream()
                        .filter(to -> !network.isCut(NodePair.of(from, to)))
                        .toList();
                group.addAll(reached);
                left.removeAll(reached);
            }
            groups.add(group.stream().sorted().map(nodes::get).toList());
        }
        return groups;
    }

    /** Notes whether there is more than one group. */
    void noteGroups() {
        boolean apart = groups().size() > 1;
        if (!apart) {
            apartSinceNanos = 0;
        } else if (apartSinceNanos == 0) {
            apartSinceNanos = System.nanoTime();
        }
    }

    /** Returns for how long there has been more than one group; 0 if there is one. */
    long apartNanos() {
        return apartSinceNanos == 0 ? 0 : System.nanoTime() - apartSinceNanos;
    }

    /** Returns all links between the first half of the nodes and the second. */
    List<NodePair> acrossTheMiddle() {
        return NodePair.acrossTheMiddle(nodes.size());
    }

    /** Ends all nodes at once, or those that are left would dial those that are gone. */
    Future<Void> close() {
        return Future.join(running().stream().map(DemoNode::kill).toList()).mapEmpty();
    }
}
