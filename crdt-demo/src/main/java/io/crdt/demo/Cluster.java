package io.crdt.demo;

import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.demo.network.DemoNetwork;
import io.crdt.demo.network.NodePair;
import io.crdt.demo.network.NodeTransport;
import io.crdt.net.CrdtNode;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpTransport;
import io.crdt.net.transport.TransportException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Some full nodes in one process, each with a port of its own on 127.0.0.1 and all others as seeds, and the network between
 * them, which can be cut into two halves. Its methods are for threads that may wait, not for event loops.
 */
final class Cluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final long RECONNECT_MIN_MILLIS = 50;
    private static final long RECONNECT_MAX_MILLIS = 250;
    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_EVERY_NANOS = 200_000;
    private static final long ASK_EVERY_NANOS = 5_000_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final DemoNetwork network = new DemoNetwork();
    private volatile boolean cut;
    private final List<CrdtNode> nodes = new ArrayList<>();
    private final Settings settings;

    private Cluster(Settings settings) {
        this.settings = settings;
    }

    /**
     * Starts the nodes and links each to all others.
     *
     * @throws DemoException if a port is in use
     */
    static Cluster start(Settings settings) {
        Cluster cluster = new Cluster(settings);
        try {
            for (int i = 0; i < settings.nodes(); i++) {
                cluster.nodes.add(cluster.startNode(i));
            }
            cluster.link();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private CrdtNode startNode(int index) {
        int port = settings.basePort() == 0 ? 0 : settings.basePort() + index;
        CrdtOptions options = new CrdtOptions()
                .setName("node-" + (index + 1))
                .setCluster("crdt-demo")
                .setHost(HOST)
                .setPort(port)
                .setGossipIntervalMillis(settings.intervalMillis())
                .setPushDelayMillis(settings.pushDelayMillis())
                .setReconnectMillis(RECONNECT_MIN_MILLIS, RECONNECT_MAX_MILLIS)
                .setDiscovery(false) // each knows all others, and every operation has to be one of the workload
                .setAuthors(false);
        List<CrdtNode> started = new ArrayList<>();
        try {
            // Deployed, so that each node has a context, and with it perhaps an event loop, of its own.
            await(vertx.deployVerticle(context -> {
                CrdtNode node = CrdtNode.create(
                        vertx,
                        options,
                        Codec.standard(),
                        new NodeTransport(
                                vertx,
                                new TcpTransport(vertx, new Address(HOST, port), MAX_FRAME_BYTES, settings.nodes() * 4),
                                network,
                                index));
                started.add(node);
                return node.start();
            }));
        } catch (TransportException e) {
            throw new DemoException(1, "node-" + (index + 1) + " " + e.getMessage());
        }
        return started.get(0);
    }

    private void link() {
        for (CrdtNode node : nodes) {
            for (CrdtNode seed : nodes) {
                if (node != seed) {
                    await(node.addSeed(seed.address().toString()));
                }
            }
        }
        if (!eventually(this::isLinked, Duration.ofSeconds(PATIENCE_SECONDS), ASK_EVERY_NANOS)) {
            throw new DemoException(1, "the nodes did not link to each other within " + PATIENCE_SECONDS + " s");
        }
    }

    List<CrdtNode> nodes() {
        return nodes;
    }

    boolean isCut() {
        return cut;
    }

    /** Returns which half a node is in when the network is cut: 0 or 1. */
    int sideOf(int node) {
        return node < settings.nodes() / 2 ? 0 : 1;
    }

    /** Returns the halves as numbers of nodes, for people. */
    String halves() {
        int left = settings.nodes() / 2;
        return range(1, left) + " | " + range(left + 1, settings.nodes());
    }

    private static String range(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    /** Cuts the network and returns when no link leads from one half to the other. */
    void cut() {
        cut = true;
        NodePair.acrossTheMiddle(settings.nodes()).forEach(network::cut);
        if (!eventually(this::isLinked, Duration.ofSeconds(PATIENCE_SECONDS), ASK_EVERY_NANOS)) {
            throw new DemoException(1, "the links between the halves did not close within " + PATIENCE_SECONDS + " s");
        }
    }

    /** Heals the network and returns at once. */
    void heal() {
        cut = false;
        network.cuts().forEach(network::heal);
    }

    /** Returns everything that anybody has the full effect of. */
    VersionVector joined() {
        VersionVector joined = VersionVector.EMPTY;
        for (CrdtNode node : nodes) {
            joined = joined.join(node.state().context());
        }
        return joined;
    }

    boolean allCover(VersionVector context) {
        return nodes.stream().allMatch(node -> context.leq(node.state().context()));
    }

    /** Tells whether all nodes that can reach each other have the same. */
    boolean isSettled() {
        for (int i = 1; i < nodes.size(); i++) {
            boolean reachesPrevious = !isCut() || sideOf(i) == sideOf(i - 1);
            if (reachesPrevious
                    && !nodes.get(i)
                            .state()
                            .context()
                            .equals(nodes.get(i - 1).state().context())) {
                return false;
            }
        }
        return true;
    }

    List<NodeStatus> statuses() {
        List<Future<NodeStatus>> asked = nodes.stream().map(CrdtNode::status).toList();
        return asked.stream().map(Cluster::await).toList();
    }

    long bytesSent() {
        return statuses().stream().mapToLong(NodeStatus::bytesOut).sum();
    }

    /** Tells whether every node is linked to exactly those that it can reach. */
    private boolean isLinked() {
        List<NodeStatus> statuses = statuses();
        for (int i = 0; i < statuses.size(); i++) {
            if (statuses.get(i).peers().size() != reachableFrom(i)) {
                return false;
            }
        }
        return true;
    }

    private int reachableFrom(int node) {
        int others = 0;
        for (int other = 0; other < settings.nodes(); other++) {
            if (other != node && (!isCut() || sideOf(other) == sideOf(node))) {
                others++;
            }
        }
        return others;
    }

    /** Waits until the condition holds, looking often but without any work for the event loops. */
    static boolean eventually(BooleanSupplier condition, Duration patience) {
        return eventually(condition, patience, LOOK_EVERY_NANOS);
    }

    private static boolean eventually(BooleanSupplier condition, Duration patience, long everyNanos) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(everyNanos);
        }
        return true;
    }

    @Override
    public void close() {
        // All at once, or those that are left would dial those that are gone.
        await(Future.join(nodes.stream().map(CrdtNode::close).toList()));
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a node did not answer within " + PATIENCE_SECONDS + " s", e);
        }
    }
}
