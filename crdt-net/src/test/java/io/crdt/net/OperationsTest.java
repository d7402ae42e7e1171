package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Entry;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.net.codec.Codec;
import io.crdt.net.protocol.Members;
import io.crdt.net.store.MemoryStore;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.net.transport.TcpTransport;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.ORSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those who operate a node see of it: its metrics and its health. */
class OperationsTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    private final List<CrdtNode> nodes = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Vertx vertx;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> Await.result(node.close()));
        Await.result(vertx.close());
    }

    @Test
    void aConversationOfTwoNodesIsMeasured() {
        CrdtNode a = start(options("a").setMeterRegistry(registry).setDataDir(directory.resolve("a")));
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(a.update(CART, (cart, me) -> cart.remove(me, "milk")));
        b.update(CART, (cart, me) -> cart.add(me, "bread"));
        Await.until(
                vertx,
                "both are equal",
                () -> a.state().equals(b.state()) && a.get(CART).contains("bread"));

        awaitValue("crdt.links", "node", "a", value -> value == 1);
        awaitValue("crdt.peer.lag.operations", "peer", "b", value -> value == 0);
        awaitValue("crdt.peer.lag", "peer", "b", value -> value == 0);
        awaitValue("crdt.entries", "node", "a", value -> value == a.state().size());
        awaitValue("crdt.origins", "node", "a", value -> value == 2);
        awaitValue("crdt.removals", "node", "a", value -> value >= 1);
        awaitValue("crdt.removals.memory", "node", "a", value -> value >= 40);
        awaitValue("crdt.bytes", "direction", "in", value -> value > 0);
        awaitValue("crdt.bytes", "direction", "out", value -> value > 0);
        awaitValue("crdt.deltas", "kind", "applied", value -> value >= 1);
        awaitValue("crdt.deltas", "kind", "sent", value -> value >= 1);
        awaitValue("crdt.unsaved", "node", "a", value -> value == 0);
        awaitValue("crdt.store.save", "outcome", "saved", value -> value >= 2);
        assertEquals(0, value("crdt.store.save", "outcome", "failed"));
        assertEquals(0, value("crdt.frames.rejected", "node", "a"));
        assertEquals(0, value("crdt.anomalies", "kind", "divergence"));

        Await.result(b.close());
        Await.until(
                vertx,
                "the meters of b are gone",
                () -> registry.find("crdt.peer.lag").meters().isEmpty());
        assertTrue(registry.find("crdt.peer.lag.operations").meters().isEmpty());
        Await.result(a.close());
        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void aNodeThatIsClosedTwiceLeavesTheMetersOfItsSuccessor() {
        CrdtNode first = start(options("a").setMeterRegistry(registry));
        Await.result(first.close());
        CrdtNode second = start(options("a").setMeterRegistry(registry));
        Await.result(first.close());
        awaitValue("crdt.entries", "node", "a", value -> value == second.state().size());
    }

    @Test
    void aDirectoryIsGivenBackIfTheMetersCannotBeMade() {
        Counter.builder("crdt.links").tag("node", "a").register(registry);
        CrdtOptions options = options("a").setDataDir(directory.resolve("a"));
        assertThrows(
                IllegalArgumentException.class,
                () -> CrdtNode.create(vertx, new CrdtOptions(options).setMeterRegistry(registry)));

        start(options);
    }

    @Test
    void aRegistryThatFailsDoesNotEndTheSaving() {
        MeterRegistry failing = new SimpleMeterRegistry() {
            @Override
            protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
                return new CumulativeTimer(id, clock, config, pauses, getBaseTimeUnit(), false) {
                    @Override
                    protected void recordNonNegative(long amount, TimeUnit unit) {
                        throw new IllegalStateException("as it is meant to");
                    }
                };
            }
        };
        CrdtNode a = start(options("a").setMeterRegistry(failing).setDataDir(directory.resolve("a")));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "bread")));
        assertTrue(Await.result(a.health()).isOk());
    }

    @Test
    void whatIsNoFrameIsCounted() {
        CrdtNode a = start(options("a").setMeterRegistry(registry));
        NetClient client = vertx.createNetClient();
        Await.result(client.connect(a.address().port(), a.address().host())
                .compose(socket -> socket.write(Buffer.buffer("GET / HTTP/1.1\r\n\r\n"))));
        awaitValue("crdt.frames.rejected", "node", "a", value -> value == 1);
        Await.result(client.connect(a.address().port(), a.address().host())
                .compose(socket -> socket.write(Buffer.buffer(new byte[] {0, 0, 0, 3, 1, 9, 9}))));
        awaitValue("crdt.frames.rejected", "node", "a", value -> value == 2);
        Await.result(client.close());
    }

    @Test
    void healthPlugsIntoVertxHealthChecks() {
        CrdtNode a = start(options("a"));
        HealthChecks checks = HealthChecks.create(vertx);
        checks.register(
                "crdt",
                promise -> a.health().map(health -> new Status(health.toJson())).onComplete(promise));
        assertTrue(Await.result(checks.checkStatus()).getUp());
    }

    @Test
    void aNodeWhoseStoreFailsIsNotOkUntilItWorksAgain() {
        FailingStore store = new FailingStore();
        CrdtNode a = kept(
                CrdtNode.create(vertx, options("a"), Codec.standard(), new MemoryNetwork(vertx).transport(), store));
        assertTrue(Await.result(a.health()).isOk());
        store.fails = true;
        Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        assertEquals(
                List.of("the store cannot be written: no room on the disk"),
                Await.result(a.health()).reasons());
        store.fails = false;
        awaitHealth(a, NodeHealth::isOk);
    }

    @Test
    void aNodeWhoseSeedCannotBeReachedIsNotOk() {
        CrdtNode a = start(options("a").setHealthGraceMillis(0));
        assertTrue(Await.result(a.health()).isOk(), "it knows nobody");
        CrdtNode b = start(options("b"));
        Await.result(a.addSeed(b.address().toString()));
        awaitHealth(a, NodeHealth::isOk);
        Await.result(b.close());
        awaitHealth(a, health -> health.reasons().stream().anyMatch(each -> each.startsWith("no peer")));
    }

    @Test
    void aMemberThatCannotBeReachedCountsAsWell() {
        CrdtNode a =
                start(new CrdtOptions().setName("a").setReconnectMillis(10, 50).setHealthGraceMillis(0));
        CrdtNode b = start(new CrdtOptions()
                .setName("b")
                .setReconnectMillis(10, 50)
                .addSeed(a.address().toString()));
        Await.until(vertx, "a has heard of b", () -> a.state().get(Members.KEY).size() == 2);
        Await.result(b.close());
        awaitHealth(a, health -> health.reasons().stream().anyMatch(each -> each.startsWith("no peer")));
    }

    @Test
    void aPeerWithTheSameOperationsAndAnotherStateIsTold() {
        CrdtNode a = start(options("a").setHealthGraceMillis(0));
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        StateDelta all = a.state().deltaSince(VersionVector.EMPTY);
        Dot dot = all.objects().get(0).entries().get(0).dot();
        linkToReplicaWith(a, ReplicaState.empty().apply(delta(VersionVector.EMPTY, all.to(), dot)));
        awaitHealth(a, health -> health.reasons().stream().anyMatch(each -> each.startsWith("differs from ")));
    }

    @Test
    void aProcessThatWasCopiedIsTold() {
        CrdtNode a = start(options("a"));
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        VersionVector context = a.state().context();
        Dot dot = a.state()
                .deltaSince(VersionVector.EMPTY)
                .objects()
                .get(0)
                .entries()
                .get(0)
                .dot();
        Dot next = new Dot(dot.origin(), dot.seq() + 1);
        StateDelta byTheCopy = delta(context, context.advancedTo(next.origin(), next.seq()), next);
        linkToReplicaWith(a, a.state().apply(byTheCopy));
        awaitHealth(a, health -> health.reasons().stream().anyMatch(each -> each.startsWith("a copy of this process")));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "bread")));
        assertEquals(2, a.state().context().size(), "it goes on under another name");
    }

    private static StateDelta delta(VersionVector from, VersionVector to, Dot dot) {
        Entry entry = new Entry(io.crdt.causal.Path.end().under("juice"), dot, Unit.UNIT);
        return new StateDelta(
                from,
                to,
                List.of(new ObjectEntries(CART.id(), List.of(entry))),
                List.of(),
                Map.of(dot.origin(), 1L),
                null);
    }

    private void linkToReplicaWith(CrdtNode a, ReplicaState state) {
        MemoryStore store = new MemoryStore(ReplicaId.random(new Random(1), "b"), state);
        CrdtOptions options = options("b").addSeed(a.address().toString());
        TcpTransport transport = new TcpTransport(vertx, new Address("127.0.0.1", 0), 65_536, 9);
        Await.result(kept(CrdtNode.create(vertx, options, Codec.standard(), transport, store))
                .start());
    }

    /** Micrometer is optional: a process that does not have it runs a node all the same. */
    @Test
    void aNodeRunsWithoutMicrometer() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer") && !entry.contains("health-check"))
                .collect(Collectors.joining(File.pathSeparator));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        NodeWithoutMicrometer.class.getName(),
                        directory.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> read(log));
            assertEquals(0, process.exitValue(), () -> read(log));
            assertTrue(read(log).contains("runs"), () -> read(log));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false).setReconnectMillis(10, 50);
    }

    private CrdtNode start(CrdtOptions options) {
        return Await.result(kept(CrdtNode.create(vertx, options)).start());
    }

    private CrdtNode kept(CrdtNode node) {
        nodes.add(node);
        return node;
    }

    private double value(String name, String tag, String is) {
        Meter meter = registry.find(name).tag(tag, is).meter();
        if (meter == null) {
            return Double.NaN;
        }
        return meter.measure().iterator().next().getValue();
    }

    private void awaitValue(String name, String tag, String is, Predicate<Double> condition) {
        AtomicReference<Double> last = new AtomicReference<>();
        try {
            Await.until(vertx, name, () -> {
                last.set(value(name, tag, is));
                return condition.test(last.get());
            });
        } catch (AssertionError e) {
            throw new AssertionError(name + " of " + is + " is " + last.get(), e);
        }
    }

    private void awaitHealth(CrdtNode node, Predicate<NodeHealth> condition) {
        AtomicReference<NodeHealth> last = new AtomicReference<>(new NodeHealth(List.of("not asked yet")));
        try {
            Await.until(vertx, "health", () -> {
                node.health().onSuccess(last::set);
                return condition.test(last.get());
            });
        } catch (AssertionError e) {
            throw new AssertionError("the health is " + last.get(), e);
        }
    }

    private static final class FailingStore implements Store {

        private final MemoryStore store =
                new MemoryStore(ReplicaId.random(new Random(1), "failing"), ReplicaState.empty(100));
        private volatile boolean fails;

        @Override
        public ReplicaId replica() {
            return store.replica();
        }

        @Override
        public ReplicaState state() {
            return store.state();
        }

        @Override
        public void save(ReplicaState state) {
            if (fails) {
                throw new StoreException("no room on the disk", null);
            }
            store.save(state);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
