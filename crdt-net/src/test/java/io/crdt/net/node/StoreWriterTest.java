package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.CrdtNode;
import io.crdt.net.GatedStore;
import io.crdt.net.Nodes;
import io.crdt.net.Point;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.Durability;
import io.crdt.net.options.LimitOptions;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.Problem;
import io.crdt.net.status.TooFastException;
import io.crdt.net.store.MemoryStore;
import io.crdt.net.store.Store;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.net.transport.TcpTransport;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node does while its store is slow, fails, or breaks. */
class StoreWriterTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @Test
    void nothingIsToldBeforeItIsStored() {
        GatedStore store = new GatedStore();
        CrdtNode a = Nodes.start(node(store, Durability.SYNC));
        CrdtNode b = Nodes.start(nodes.create(bare("b").addSeed(Nodes.address(a))));
        nodes.awaitStatus(b, "linked", status -> status.peers().size() == 1);
        store.shut();
        Future<ORSet<String>> update = a.update(CART, (cart, me) -> cart.add(me, "milk"));
        b.update(VISITS, (visits, me) -> visits.increment(me));
        nodes.await("a has what b wrote", () -> a.get(VISITS).value() == 1);
        nodes.awaitStatus(a, "counts what is not saved", status -> status.unsaved() == 2);

        assertFalse(update.isComplete());
        assertTrue(b.get(CART).isEmpty());
        store.open();
        assertTrue(Await.result(update).contains("milk"));
        nodes.await("b has what a wrote", () -> b.get(CART).contains("milk"));
    }

    @Test
    void manyWritesToASlowStoreAreOneSave() {
        GatedStore store = new GatedStore();
        CrdtNode a = node(store, Durability.SYNC);
        store.shut();
        Future<GCounter> first = a.update(VISITS, (visits, me) -> visits.increment(me));
        nodes.await("the store is at work", store::isWaiting);
        List<Future<GCounter>> others = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            others.add(a.update(VISITS, (visits, me) -> visits.increment(me)));
        }
        store.open();
        Await.result(first);
        Await.result(Future.all(others));

        assertEquals(2, store.saves());
        assertEquals(1_001, store.state().get(VISITS).value());
    }

    /** Without a bound a writer that is faster than the disk ends in a lack of memory. */
    @Test
    void anUpdateBeyondWhatMayBeUnsavedIsRefusedAndChangesNothing() {
        GatedStore store = new GatedStore();
        CrdtNode a = node(store, bare("stored").setLimits(new LimitOptions().setMaxUnsavedBytes(20_000)));
        store.shut();
        List<Future<ORSet<String>>> taken = new ArrayList<>();
        TooFastException refused = null;
        while (refused == null) {
            assertTrue(taken.size() < 100, "no update was refused");
            String name = "name " + taken.size();
            try {
                taken.add(a.update(CART, (cart, me) -> cart.add(me, name)));
            } catch (TooFastException e) {
                refused = e;
            }
        }

        assertTrue(taken.size() > 10, taken.size() + " were taken");
        assertEquals(20_000, refused.maxUnsavedBytes());
        assertTrue(refused.unsavedBytes() > 19_000 && refused.unsavedBytes() <= 20_000, refused.getMessage());
        assertTrue(refused.getMessage().contains("nothing was changed"), refused.getMessage());
        assertEquals(taken.size(), a.get(CART).size());
        assertEquals(taken.size(), Await.result(a.status()).unsaved());
        store.open();
        Await.result(Future.all(taken));
        assertEquals(
                taken.size() + 1,
                Await.result(a.update(CART, (cart, me) -> cart.add(me, "after")))
                        .size());
        assertEquals(a.state(), store.state());
    }

    /** Each is refused for what is unsaved beside it; or the largest could never be written. */
    @Test
    void anUpdateLargerThanTheBoundIsTakenWhenAllElseIsSaved() {
        GatedStore store = new GatedStore();
        CrdtNode a = node(store, bare("stored").setLimits(new LimitOptions().setMaxUnsavedBytes(1_024)));
        for (int i = 0; i < 3; i++) {
            String name = i + "x".repeat(5_000);
            Await.result(a.update(CART, (cart, me) -> cart.add(me, name)));
        }
        assertEquals(3, store.state().get(CART).size());
    }

    /** What is not saved counts, however often saving it has failed; what was refused or failed does not. */
    @Test
    void whatCouldNotBeSavedCountsUntilItIs() {
        GatedStore store = new GatedStore();
        CrdtNode a = node(store, bare("stored").setLimits(new LimitOptions().setMaxUnsavedBytes(3_000)));
        store.fail(() -> {
            throw new StoreException("no room on the disk", null);
        });
        List<TooFastException> refused = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String name = "name " + i;
            try {
                Await.failure(a.update(CART, (cart, me) -> cart.add(me, name)));
            } catch (TooFastException e) {
                refused.add(e);
            }
        }
        int taken = a.get(CART).size();
        assertEquals(10, taken + refused.size());
        assertTrue(taken > 1 && !refused.isEmpty(), taken + " were taken");
        assertTrue(
                refused.get(0).getMessage().contains("no room on the disk"),
                refused.get(0).getMessage());

        store.work();
        nodes.awaitStatus(a, "has saved everything", status -> status.unsaved() == 0);
        for (int i = 0; i < 20; i++) { // each would be too much if one before it was still counted
            assertThrows(
                    IllegalArgumentException.class,
                    () -> a.update(CART, (cart, me) -> {
                        throw new IllegalArgumentException("a mutator that fails");
                    }));
            Await.result(a.update(CART, (cart, me) -> cart.add(me, "again")));
        }
    }

    @Test
    void aStoreThatFailsIsReportedAndTriedAgain() {
        GatedStore store = new GatedStore();
        CrdtNode a = Nodes.start(node(store, Durability.SYNC));
        CrdtNode b = Nodes.start(nodes.create(bare("b").addSeed(Nodes.address(a))));
        store.fail(() -> {
            throw new StoreException("no room on the disk", null);
        });

        Throwable failure = Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        assertEquals("no room on the disk", failure.getMessage());
        nodes.awaitProblem(a, "no room on the disk; changes are in memory only");
        assertTrue(a.get(CART).contains("milk"));
        Await.failure(a.update(CART, (cart, me) -> cart.add(me, "bread")));
        assertTrue(b.get(CART).isEmpty());

        store.work();
        nodes.awaitProblem(a, "the store works again");
        nodes.awaitStatus(a, "has saved everything", status -> status.unsaved() == 0);
        nodes.await("b has what a wrote", () -> b.get(CART).size() == 2);
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "eggs")));
        assertEquals(a.state(), store.state());
    }

    /** Of memory, say; the store may work the next time, and until then it must not look as if it did. */
    @Test
    void anErrorIsToldAndTriedAgainAsAnyFailure() {
        GatedStore store = new GatedStore();
        CrdtNode a = Nodes.start(node(store, Durability.SYNC));
        store.fail(() -> {
            throw new OutOfMemoryError("as it is meant to be");
        });

        Throwable failure = Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));

        assertEquals(StoreException.class, failure.getClass());
        nodes.awaitProblem(a, "OutOfMemoryError: as it is meant to be; changes are in memory only");
        assertFalse(Await.result(a.health()).isOk());
        store.work();
        nodes.awaitHealth(a, NodeHealth::isOk);
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "bread")));
        assertEquals(a.state(), store.state());
    }

    /** It is no close of the application's, which would look for one. */
    @Test
    void anUpdateAfterTheThreadHasEndedSaysWhatEndedIt() {
        CrdtNode a = CrdtNode.create(
                nodes.vertx(),
                bare("a").setDurability(Durability.SYNC),
                Codec.standard(),
                new MemoryNetwork(nodes.vertx()).transport(),
                new GatedStore());
        Thread writer = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("crdt-store-" + a))
                .findFirst()
                .orElseThrow();
        writer.interrupt();
        nodes.awaitProblem(a, Problem.StoreWriterEnded.class);

        Throwable failure = Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        assertTrue(
                failure.getMessage().startsWith("the thread that writes to the store has ended, by"),
                failure.getMessage());
        Await.failure(a.close());
    }

    /** Values are bytes from {@code update} on, so a serializer that fails stops no save. */
    @Test
    void savingRunsNoCodeOfTheApplication(@TempDir Path directory) {
        Codec codec = Point.codec(() -> {
            if (Thread.currentThread().getName().startsWith("crdt-store-")) {
                throw new OutOfMemoryError("as it is meant to be");
            }
        });
        Key<ORSet<Point>> points = Key.of("points", ORSet.type(Point.class));
        CrdtOptions options = bare("a").setDataDir(directory);
        CrdtNode a = nodes.keep(CrdtNode.create(nodes.vertx(), options, codec));

        Await.result(a.update(points, (set, me) -> set.addAll(me, List.of(new Point(1), new Point(2)))));

        Await.result(a.close());
        assertEquals(
                a.state(),
                nodes.keep(CrdtNode.create(nodes.vertx(), options, codec)).state());
    }

    /** A save takes the newest state, so it may hold an update that asks for a save a moment later. */
    @Test
    void anUpdateThatTheSaveBeforeTheCloseHeldAlreadyIsNotReportedAsLost() {
        ReplicaId id = new ReplicaId(1, 2, "a");
        Replica replica = new Replica(id, ReplicaState.empty(), new SplittableRandom(1), () -> 1L);
        replica.update(VISITS, (visits, me) -> visits.increment(me));
        StoreWriter writer = new StoreWriter(
                replica,
                new MemoryStore(id, replica.state()),
                Durability.group(60_000),
                1,
                Runnable::run,
                () -> {},
                problem -> {},
                Measures.NONE);
        writer.start();
        Future<Void> update = writer.changed(0);

        Await.result(writer.close());

        Await.result(update);
    }

    /** Nobody reads the problems of a node that is closed. */
    @ParameterizedTest
    @ValueSource(strings = {"SYNC", "NONE"})
    void aCloseThatCouldNotSaveSaysSo(String durability) {
        GatedStore store = new GatedStore();
        CrdtNode a = CrdtNode.create(
                nodes.vertx(),
                bare("stored").setDurability(Durability.parse(durability)),
                Codec.standard(),
                new MemoryNetwork(nodes.vertx()).transport(),
                store);
        store.fail(() -> {
            throw new StoreException("no room on the disk", null);
        });
        a.update(CART, (cart, me) -> cart.add(me, "milk"));

        Throwable failure = Await.failure(a.close());

        assertEquals(StoreException.class, failure.getClass());
        assertEquals(
                "the last changes could not be saved: no room on the disk; they are in memory only",
                failure.getMessage());
    }

    @Test
    void aStoreThatCannotBeClosedForAnErrorHoldsUpNobody() {
        GatedStore store = new GatedStore();
        CrdtNode a = CrdtNode.create(
                nodes.vertx(), bare("a"), Codec.standard(), new MemoryNetwork(nodes.vertx()).transport(), store);
        store.failToClose(new OutOfMemoryError("as it is meant to be"));

        assertEquals("as it is meant to be", Await.failure(a.close()).getMessage());
    }

    private CrdtNode node(Store store, Durability durability) {
        return node(store, bare("stored").setDurability(durability));
    }

    private CrdtNode node(Store store, CrdtOptions options) {
        TcpTransport transport = new TcpTransport(nodes.vertx(), new Address("127.0.0.1", 0), 65_536, 9);
        return nodes.keep(CrdtNode.create(nodes.vertx(), options, Codec.standard(), transport, store));
    }

    /** Without discovery and authors nothing is written but what a test writes. */
    private static CrdtOptions bare(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false).setAuthors(false);
    }
}
