package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.codec.Codec;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.MemoryStore;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node with a store promises. */
class DurableNodeTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    private final List<CrdtNode> nodes = new ArrayList<>();
    private Vertx vertx;
    private MemoryNetwork network;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        network = new MemoryNetwork(vertx);
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> Await.result(node.close()));
        Await.result(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYNC", "GROUP(20)", "NONE"})
    void aRestartedNodeHasEverythingAndWritesNothingAtItsStart(String durability) {
        CrdtOptions options = options("a").setDurability(Durability.parse(durability));
        CrdtNode first = node(options);
        first.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertEquals(
                1,
                Await.result(first.update(VISITS, (visits, me) -> visits.increment(me)))
                        .value());
        ReplicaState before = first.state();
        ReplicaId id = Await.result(first.status()).replica();
        Await.result(first.close());

        CrdtNode second = node(options);
        Await.result(second.start());
        assertEquals(before, second.state());
        assertEquals(before.context(), second.state().context());
        assertEquals(id.high(), Await.result(second.status()).replica().high());

        Await.result(second.update(VISITS, (visits, me) -> visits.increment(me)));
        assertEquals(2, second.get(VISITS).value());
        assertEquals(before.context().size() + 1, second.state().context().size());
    }

    @Test
    void whatAPeerSentIsThereAfterARestart() {
        CrdtNode a = started(node(options("a")));
        CrdtNode b = started(memoryNode("b", a));
        b.update(CART, (cart, me) -> cart.add(me, "bread"));
        Await.until(vertx, "a has what b wrote", () -> a.get(CART).contains("bread"));
        Await.result(a.close());

        assertTrue(node(options("a")).get(CART).contains("bread"));
    }

    @Test
    void aWriteWithoutADataDirectoryIsDurableAtOnce() {
        CrdtNode node = memoryNode("m");
        Future<ORSet<String>> update = node.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertTrue(update.succeeded());
        assertTrue(update.result().contains("milk"));
    }

    @Test
    void aDirectoryInUseIsRefusedAndNamed() {
        node(options("a"));
        StoreException refused = assertThrows(StoreException.class, () -> node(options("a")));
        assertTrue(refused.getMessage().contains(directory.getFileName().toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains("in use by this process itself"), refused.getMessage());
    }

    @Test
    void aDirectoryOfAnotherClusterIsRefusedWithBothNames() {
        Await.result(node(options("a").setCluster("tasks")).close());
        StoreException refused =
                assertThrows(StoreException.class, () -> node(options("a").setCluster("notes")));
        assertTrue(refused.getMessage().contains("of the cluster \"tasks\""), refused.getMessage());
        assertTrue(refused.getMessage().contains("opened for \"notes\""), refused.getMessage());
    }

    @Test
    void aForeignFileIsRefusedAndNamed() throws IOException {
        Files.createDirectories(directory.resolve("a"));
        Path file = directory.resolve("a").resolve("crdt.db");
        Files.writeString(file, "what is this? ".repeat(100));
        StoreException refused = assertThrows(DamagedStoreException.class, () -> node(options("a")));
        assertTrue(refused.getMessage().contains(file.getFileName().toString()), refused.getMessage());
        assertTrue(Files.readString(file).startsWith("what is this?"));
    }

    @Test
    void nothingIsToldBeforeItIsStored() {
        GatedStore store = new GatedStore();
        CrdtNode a = started(node(store, Durability.SYNC));
        CrdtNode b = started(memoryNode("b", a));
        awaitStatus(b, "linked", status -> status.peers().size() == 1);
        store.shut();
        Future<ORSet<String>> update = a.update(CART, (cart, me) -> cart.add(me, "milk"));
        b.update(VISITS, (visits, me) -> visits.increment(me));
        Await.until(vertx, "a has what b wrote", () -> a.get(VISITS).value() == 1);
        awaitStatus(a, "counts what is not saved", status -> status.unsaved() == 2);

        assertFalse(update.isComplete());
        assertTrue(b.get(CART).isEmpty());
        store.open();
        assertTrue(Await.result(update).contains("milk"));
        Await.until(vertx, "b has what a wrote", () -> b.get(CART).contains("milk"));
    }

    @Test
    void manyWritesToASlowStoreAreOneSave() {
        GatedStore store = new GatedStore();
        CrdtNode a = node(store, Durability.SYNC);
        store.shut();
        Future<GCounter> first = a.update(VISITS, (visits, me) -> visits.increment(me));
        Await.until(vertx, "the store is at work", store::isWaiting);
        List<Future<GCounter>> others = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            others.add(a.update(VISITS, (visits, me) -> visits.increment(me)));
        }
        store.open();
        Await.result(first);
        Await.result(Future.all(others));

        assertEquals(2, store.saves);
        assertEquals(1_001, store.state().get(VISITS).value());
    }

    @Test
    void aStoreThatFailsIsReportedAndTriedAgain() {
        GatedStore store = new GatedStore();
        CrdtNode a = started(node(store, Durability.SYNC));
        CrdtNode b = started(memoryNode("b", a));
        store.fails.set(true);

        Throwable failure = Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        assertEquals("no room on the disk", failure.getMessage());
        awaitProblem(a, "no room on the disk; changes are in memory only");
        assertTrue(a.get(CART).contains("milk"));
        Await.failure(a.update(CART, (cart, me) -> cart.add(me, "bread")));
        assertTrue(b.get(CART).isEmpty());

        store.fails.set(false);
        awaitProblem(a, "the store works again");
        awaitStatus(a, "has saved everything", status -> status.unsaved() == 0);
        Await.until(vertx, "b has what a wrote", () -> b.get(CART).size() == 2);
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "eggs")));
        assertEquals(a.state(), store.state());
    }

    @Test
    void anUpdateAfterTheCloseIsInMemoryOnly() {
        CrdtNode a = node(options("a"));
        Await.result(a.close());
        Throwable failure = Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        assertTrue(failure.getMessage().contains("is closed; the change is in memory only"), failure.getMessage());
        assertTrue(a.get(CART).contains("milk"));
    }

    @Test
    void theLastWritesAreSavedByTheClose() {
        CrdtNode a = node(options("a").setDurability(Durability.group(60_000)));
        Future<ORSet<String>> update = a.update(CART, (cart, me) -> cart.add(me, "milk"));
        Await.result(a.close());
        assertTrue(Await.result(update).contains("milk"));
        assertTrue(node(options("a")).get(CART).contains("milk"));
    }

    @Test
    void aNodeOfAClosedVertxStillGivesItsDirectoryBack() {
        Vertx other = Vertx.vertx();
        CrdtNode a = CrdtNode.create(other, options("a"));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(other.close());
        Await.failure(a.close());
        assertTrue(node(options("a")).get(CART).contains("milk"));
    }

    /** What comes back from an old backup is another origin; what the peers had been told comes back from them. */
    @Test
    void aRestoredBackupLosesNothingThatPeersHave() throws IOException {
        CrdtNode b = started(memoryNode("b"));
        CrdtNode a = started(linked(node(options("a")), b));
        Await.result(a.update(VISITS, (visits, me) -> visits.increment(me, 10)));
        Await.result(a.close());
        copy(directory.resolve("a"), directory.resolve("backup"));

        CrdtNode later = started(linked(node(options("a")), b));
        Await.result(later.update(VISITS, (visits, me) -> visits.increment(me, 5)));
        Await.until(vertx, "b has it", () -> b.get(VISITS).value() == 15);
        Await.result(later.close());

        CrdtNode restored = linked(node(options("backup")), b);
        assertEquals(10, restored.get(VISITS).value());
        started(restored);
        Await.result(restored.update(VISITS, (visits, me) -> visits.increment(me, 100)));
        Await.until(
                vertx,
                "the restored node has what it had forgotten",
                () -> restored.get(VISITS).value() == 115);
        Await.until(vertx, "b has everything", () -> b.get(VISITS).value() == 115);
        assertSame(3, restored.state().context().size());
    }

    /** Two machines with one disk image: they share the lasting half of their id, and are two replicas all the same. */
    @Test
    void clonesMeetAsTwoReplicas() throws IOException {
        CrdtNode original = node(options("a"));
        Await.result(original.update(VISITS, (visits, me) -> visits.increment(me)));
        Await.result(original.close());
        copy(directory.resolve("a"), directory.resolve("clone"));

        CrdtNode one = started(node(options("a")));
        CrdtNode two = started(linked(node(options("clone")), one));
        Await.result(one.addSeed(two.address().toString()));
        Await.result(one.update(VISITS, (visits, me) -> visits.increment(me, 10)));
        Await.result(two.update(VISITS, (visits, me) -> visits.increment(me, 100)));
        Await.until(vertx, "one has everything", () -> one.get(VISITS).value() == 111);
        Await.until(vertx, "two has everything", () -> two.get(VISITS).value() == 111);
        assertEquals(
                Await.result(one.status()).replica().high(),
                Await.result(two.status()).replica().high());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** Without discovery nothing is written but what a test writes. */
    private static CrdtOptions bare(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false);
    }

    private CrdtOptions options(String name) {
        return bare(name).setDataDir(directory.resolve(name));
    }

    private CrdtNode node(CrdtOptions options) {
        return created(CrdtNode.create(vertx, options, Codec.standard(), network.transport()));
    }

    private CrdtNode node(Store store, Durability durability) {
        CrdtOptions options = bare("stored").setDurability(durability);
        return created(CrdtNode.create(vertx, options, Codec.standard(), network.transport(), store));
    }

    private CrdtNode memoryNode(String name, CrdtNode... seeds) {
        return linked(created(CrdtNode.create(vertx, bare(name), Codec.standard(), network.transport())), seeds);
    }

    private static CrdtNode linked(CrdtNode node, CrdtNode... seeds) {
        for (CrdtNode seed : seeds) {
            Await.result(node.addSeed(seed.address().toString()));
        }
        return node;
    }

    private static CrdtNode started(CrdtNode node) {
        return Await.result(node.start());
    }

    private CrdtNode created(CrdtNode node) {
        nodes.add(node);
        return node;
    }

    private void awaitProblem(CrdtNode node, String part) {
        awaitStatus(
                node,
                "reports \"" + part + "\"",
                status -> status.problems().stream().anyMatch(problem -> problem.contains(part)));
    }

    private void awaitStatus(CrdtNode node, String what, Predicate<NodeStatus> condition) {
        AtomicBoolean holds = new AtomicBoolean();
        Await.until(vertx, node + ": " + what, () -> {
            node.status().onSuccess(status -> holds.compareAndSet(false, condition.test(status)));
            return holds.get();
        });
    }

    /** A store that can be made to wait and to fail. */
    private static final class GatedStore implements Store {

        private final MemoryStore store =
                new MemoryStore(ReplicaId.random(new Random(1), "gated"), ReplicaState.empty(100));
        private final AtomicBoolean fails = new AtomicBoolean();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean waiting;
        private volatile int saves;

        void shut() {
            gate = new CountDownLatch(1);
        }

        void open() {
            gate.countDown();
        }

        boolean isWaiting() {
            return waiting;
        }

        @Override
        public ReplicaId replica() {
            return store.replica();
        }

        @Override
        public ReplicaState state() {
            return store.state();
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // saves come one after the other
        public void save(ReplicaState state) {
            waiting = true;
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            waiting = false;
            if (fails.get()) {
                throw new StoreException("no room on the disk", null);
            }
            if (state != store.state()) {
                saves++;
            }
            store.save(state);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
