package io.crdt.demo.engine;

import io.crdt.causal.Delta;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.demo.network.DemoNetwork;
import io.crdt.demo.network.NodeTransport;
import io.crdt.net.CrdtNode;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.TcpTransport;
import io.crdt.net.transport.TransportException;
import io.crdt.replica.ReplicaState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node that can be killed, started again, set back to a backup, and given a wrong clock. {@link #state} and {@link #node}
 * may be called by any thread.
 */
public final class DemoNode {

    private static final String HOST = "127.0.0.1";
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final long RECONNECT_MIN_MILLIS = 50;
    private static final long RECONNECT_MAX_MILLIS = 250;

    private final Vertx vertx;
    private final Context context;
    private final DemoNetwork network;
    private final BiConsumer<DemoNode, VersionVector> onArrival;
    private final CrdtOptions options;
    private final int index;
    private final int links;
    private final NodeDisk disk;
    private final List<Incarnation> lives = new ArrayList<>();
    private volatile int skewSeconds;
    private int port;
    private volatile @Nullable Life life; // threads of the network look at it, too
    private boolean changing;
    private long downSinceNanos = System.nanoTime();

    private record Life(CrdtNode node, NodeDisk.Session session, String deployment) {}

    /** Creates one that is down; {@code onArrival} is called by any thread when it has saved a change. */
    DemoNode(
            Vertx vertx,
            DemoNetwork network,
            NodeSettings settings,
            int index,
            BiConsumer<DemoNode, VersionVector> onArrival) {
        this.onArrival = onArrival;
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        this.network = network;
        this.index = index;
        links = 4 * settings.nodes();
        port = settings.basePort() == 0 ? 0 : settings.basePort() + index;
        disk = new NodeDisk(name());
        options = new CrdtOptions()
                .setName(name())
                .setCluster("crdt-demo")
                .setHost(HOST)
                .setGossipIntervalMillis(settings.intervalMillis())
                .setPushDelayMillis(settings.pushDelayMillis())
                .setReconnectMillis(RECONNECT_MIN_MILLIS, RECONNECT_MAX_MILLIS)
                .setDiscovery(settings.discovery())
                .setAuthors(settings.discovery())
                .setClock(() -> System.currentTimeMillis() + 1_000L * skewSeconds);
    }

    public int index() {
        return index;
    }

    public String name() {
        return "node-" + (index + 1);
    }

    public int port() {
        return port;
    }

    private Address address() {
        return new Address(HOST, port);
    }

    public NodeDisk disk() {
        return disk;
    }

    public boolean isRunning() {
        return life != null;
    }

    /** Tells whether it is being started or ended. */
    public boolean isChanging() {
        return changing;
    }

    /** Returns for how long it has been down. */
    public long downNanos() {
        return System.nanoTime() - downSinceNanos;
    }

    /**
     * Returns the running node.
     *
     * @throws IllegalStateException if it is down
     */
    public CrdtNode node() {
        Life present = life;
        if (present == null) {
            throw new IllegalStateException(name() + " is down; nothing was changed");
        }
        return present.node();
    }

    /** Returns what it knows, or what its disk does while it is down. */
    public ReplicaState state() {
        Life present = life;
        return present == null ? disk.state() : present.node().state();
    }

    public int skewSeconds() {
        return skewSeconds;
    }

    public void setSkewSeconds(int seconds) {
        skewSeconds = seconds;
    }

    /** Returns the origins under which it has written, oldest first. */
    public List<Incarnation> lives() {
        return lives;
    }

    /** Starts it, on a context of its own, with the state on its disk; {@code seeds} are the nodes to dial first. */
    Future<Void> start(List<DemoNode> seeds) {
        if (life != null || changing) {
            return refusal("running, or about to be");
        }
        changing = true;
        NodeDisk.Session session = disk.open(() -> onArrival.accept(this, state().context()));
        CrdtNode[] created = new CrdtNode[1];
        return here(vertx.deployVerticle(ready -> {
                    CrdtOptions own = new CrdtOptions(options).setPort(port);
                    seeds.forEach(seed -> own.addSeed(seed.address().toString()));
                    NodeTransport transport = new NodeTransport(
                            vertx, new TcpTransport(vertx, address(), MAX_FRAME_BYTES, links), network, index);
                    created[0] = CrdtNode.create(vertx, own, Codec.standard(), transport, session);
                    return created[0].start();
                }))
                .recover(problem -> Future.failedFuture(
                        problem instanceof TransportException e
                                ? new TransportException(e.kind(), name() + " " + e.text(), e)
                                : problem))
                .onSuccess(deployment -> {
                    life = new Life(created[0], session, deployment);
                    port = created[0].address().port();
                    noteFirstOrigin(created[0]);
                })
                .onComplete(done -> changing = false)
                .mapEmpty();
    }

    /** Asks under which origin it writes, which it does since it has entered itself into the members; writes nothing. */
    private void noteFirstOrigin(CrdtNode node) {
        if (lives.isEmpty()) {
            node.update(SharedObjects.LIKES, (likes, me) -> {
                wroteAs(me.origin());
                return Delta.none();
            });
        }
    }

    /** It has written under this origin. */
    void wroteAs(Incarnation origin) {
        if (!lives.contains(origin)) {
            lives.add(origin);
        }
    }

    /** Ends it as by kill -9: what its disk has at this moment is all that is left. */
    public Future<Void> kill() {
        Life ended = life;
        if (ended == null || changing) {
            return refusal("down, or about to be");
        }
        changing = true;
        ended.session().kill();
        life = null;
        downSinceNanos = System.nanoTime();
        return here(ended.node().close().compose(closed -> vertx.undeploy(ended.deployment())))
                .onComplete(done -> changing = false);
    }

    /** Makes a seed of another node, which has started later. */
    Future<Void> alsoDial(DemoNode other) {
        return node().addSeed(other.address().toString());
    }

    /** Returns a future that completes on the context of the engine; that of a node completes on the node's. */
    private <T> Future<T> here(Future<T> elsewhere) {
        Promise<T> here = Promise.promise();
        elsewhere.onComplete(result -> context.runOnContext(ready -> here.handle(result)));
        return here.future();
    }

    private Future<Void> refusal(String state) {
        return Future.failedFuture(name() + " is " + state + "; nothing was changed");
    }
}
