package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a node shows of itself in a registry of Micrometer. */
class MetricsTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path directory;

    @Test
    void aConversationOfTwoNodesIsMeasured() {
        CrdtNode a = nodes.start(options("a").setMeterRegistry(registry).setDataDir(directory.resolve("a")));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(a.update(CART, (cart, me) -> cart.remove(me, "milk")));
        b.update(CART, (cart, me) -> cart.add(me, "bread"));
        nodes.await(
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
        nodes.await(
                "the meters of b are gone",
                () -> Stream.of("crdt.peer.lag", "crdt.peer.lag.operations")
                        .allMatch(name -> registry.find(name).meters().isEmpty()));
        Await.result(a.close());
        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void aNodeThatIsClosedTwiceLeavesTheMetersOfItsSuccessor() {
        CrdtNode first = nodes.start(options("a").setMeterRegistry(registry));
        Await.result(first.close());
        CrdtNode second = nodes.start(options("a").setMeterRegistry(registry));
        Await.result(first.close());
        awaitValue("crdt.entries", "node", "a", value -> value == second.state().size());
    }

    @Test
    void aSecondNodeOfOneNameIsRefusedAndTheFirstKeepsItsMeters() {
        CrdtNode first = nodes.start(options("a").setMeterRegistry(registry));
        CrdtOptions second = options("a").setMeterRegistry(registry).setDataDir(directory.resolve("a"));
        String message = assertThrows(IllegalArgumentException.class, () -> nodes.create(second))
                .getMessage();
        assertTrue(message.startsWith("the meter registry shows a node \"a\" already"), message);
        awaitValue("crdt.entries", "node", "a", value -> value == first.state().size());

        nodes.start(second.setName("b")); // the directory was given back
        awaitValue("crdt.links", "node", "b", value -> value == 0);
    }

    @Test
    void aDirectoryIsGivenBackIfTheMetersCannotBeMade() {
        Counter.builder("crdt.links").tag("node", "a").register(registry);
        CrdtOptions options = options("a").setDataDir(directory.resolve("a"));
        assertThrows(
                IllegalArgumentException.class,
                () -> CrdtNode.create(nodes.vertx(), new CrdtOptions(options).setMeterRegistry(registry)));

        nodes.start(options);
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
        CrdtNode a = nodes.start(options("a").setMeterRegistry(failing).setDataDir(directory.resolve("a")));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "bread")));
        assertTrue(Await.result(a.health()).isOk());
    }

    @Test
    void aRegistryThatTakesNoMetersOfPeersDoesNotEndTheMeasuring() {
        AtomicInteger failures = new AtomicInteger();
        MeterRegistry failing = new SimpleMeterRegistry() {
            @Override
            protected <T> Gauge newGauge(Meter.Id id, T object, ToDoubleFunction<T> value) {
                if (id.getName().startsWith("crdt.peer")) {
                    failures.incrementAndGet();
                    throw new IllegalStateException("as it is meant to");
                }
                return super.newGauge(id, object, value);
            }
        };
        CrdtNode a = nodes.start(options("a").setMeterRegistry(failing));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitStatus(b, "linked", status -> status.peers().size() == 1);
        nodes.await("each second it is tried again", () -> failures.get() >= 2);
        b.update(CART, (cart, me) -> cart.add(me, "milk"));
        nodes.await(
                "what else there is is shown",
                () -> failing.get("crdt.entries").gauge().value() == 1);
    }

    @Test
    void whatIsNoFrameIsCounted() {
        CrdtNode a = nodes.start(options("a").setMeterRegistry(registry));
        NetClient client = nodes.vertx().createNetClient();
        // Whether a write succeeds is open: the node closes the socket.
        Await.result(client.connect(a.address().port(), a.address().host())
                .onSuccess(socket -> socket.write(Buffer.buffer("GET / HTTP/1.1\r\n\r\n"))));
        awaitValue("crdt.frames.rejected", "node", "a", value -> value == 1);
        Await.result(client.connect(a.address().port(), a.address().host())
                .onSuccess(socket -> socket.write(Buffer.buffer(new byte[] {0, 0, 0, 3, 1, 9, 9}))));
        awaitValue("crdt.frames.rejected", "node", "a", value -> value == 2);
        Await.result(client.close());
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
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        NodeWithoutMicrometer.class.getName(),
                        directory.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(180, TimeUnit.SECONDS), () -> read(log));
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
        return new CrdtOptions()
                .setName(name)
                .setDiscovery(false)
                .setAuthors(false)
                .setReconnectMillis(10, 50);
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
            nodes.await(name, () -> {
                last.set(value(name, tag, is));
                return condition.test(last.get());
            });
        } catch (AssertionError e) {
            throw new AssertionError(name + " of " + is + " is " + last.get(), e);
        }
    }
}
