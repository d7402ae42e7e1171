package io.crdt.demo.engine;

import io.crdt.causal.VersionVector;
import io.crdt.demo.network.DemoNetwork;
import io.crdt.demo.network.NodePair;
import io.crdt.net.status.NodeStatus;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** The nodes and the network between them. */
public final class Cluster {

    private final DemoNetwork network;
    private final List<DemoNode> nodes;
    private final boolean discovery;
    private long apartSinceNanos;

    /** Creates a cluster; {@code onArrival} is called by any thread when a running node has saved a change. */
    Cluster(Vertx vertx, NodeSettings settings, DemoNetwork network, BiConsumer<DemoNode, VersionVector> onArrival) {
        this.network = network;
        discovery = settings.discovery();
        nodes = IntStream.range(0, settings.nodes())
                .mapToObj(index -> new DemoNode(vertx, network, settings, index, onArrival))
                .toList();
    }

    /** Starts all nodes, one after the other. */
    Future<Void> start() {
        Future<Void> started = Future.succeededFuture();
        for (DemoNode node : nodes) {
            started = started.compose(before -> start(node));
        }
        return started;
    }

    /** Starts a node; with discovery the first running one is its seed, without they are all seeds of each other. */
    Future<Void> start(DemoNode node) {
        List<DemoNode> others = running();
        return discovery
                ? node.start(others.stream().limit(1).toList())
                : node.start(others)
                        .compose(started -> Future.all(others.stream()
                                        .map(other -> other.alsoDial(node))
                                        .toList())
                                .mapEmpty());
    }

    public DemoNetwork network() {
        return network;
    }

    public List<DemoNode> nodes() {
        return nodes;
    }

    public List<DemoNode> running() {
        return nodes.stream().filter(DemoNode::isRunning).toList();
    }

    /** Returns everything that a running node has. */
    public VersionVector joined() {
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
    public List<List<DemoNode>> groups() {
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

    /** Tells whether all nodes that can reach each other have the same. */
    public boolean isSettled() {
        return groups().stream().allMatch(group -> {
            VersionVector first = group.get(0).state().context();
            return group.stream().allMatch(node -> node.state().context().equals(first));
        });
    }

    /** Asks all running nodes how they are; the answers are in the order of the nodes. */
    public Future<List<NodeStatus>> statuses() {
        return Future.all(running().stream().map(node -> node.node().status()).toList())
                .map(CompositeFuture::list);
    }

    /** Asks whether each running node is linked to exactly those from which it is not cut off; so it is without discovery. */
    public Future<Boolean> isLinked() {
        List<DemoNode> running = running();
        return statuses()
                .map(statuses -> IntStream.range(0, running.size())
                        .allMatch(i -> statuses.get(i).peers().size()
                                == running.stream()
                                        .filter(other -> other != running.get(i) && !isCut(running.get(i), other))
                                        .count()));
    }

    private boolean isCut(DemoNode one, DemoNode other) {
        return network.isCut(NodePair.of(one.index(), other.index()));
    }

    /** Cuts all links between the first half of the nodes and the second. */
    public void split() {
        NodePair.acrossTheMiddle(nodes.size()).forEach(network::cut);
    }

    /** Makes all links possible again. */
    public void healAll() {
        network.cuts().forEach(network::heal);
    }

    /** Notes whether there is more than one group. */
    public void noteGroups() {
        boolean apart = groups().size() > 1;
        if (!apart) {
            apartSinceNanos = 0;
        } else if (apartSinceNanos == 0) {
            apartSinceNanos = System.nanoTime();
        }
    }

    /** Returns for how long there has been more than one group; 0 if there is one. */
    public long apartNanos() {
        return apartSinceNanos == 0 ? 0 : System.nanoTime() - apartSinceNanos;
    }

    /** Ends all nodes at once, or those that are left would dial those that are gone. */
    Future<Void> close() {
        return Future.join(running().stream().map(DemoNode::kill).toList()).mapEmpty();
    }
}
