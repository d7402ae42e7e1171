package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.Durability;
import io.crdt.net.store.DamagedStoreException;
import io.crdt.net.store.StoreException;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.UnreadableException;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node with a store promises. */
class DurableNodeTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"SYNC", "GROUP(20)", "NONE"})
    void aRestartedNodeHasEverythingAndWritesNothingAtItsStart(String durability) {
        CrdtOptions options = options("a").setDurability(Durability.parse(durability));
        CrdtNode first = nodes.create(options);
        first.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertEquals(
                1,
                Await.result(first.update(VISITS, (visits, me) -> visits.increment(me)))
                        .value());
        ReplicaState before = first.state();
        ReplicaId id = Await.result(first.status()).replica();
        Await.result(first.close());

        CrdtNode second = nodes.create(options);
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
        CrdtNode a = Nodes.start(nodes.create(options("a")));
        CrdtNode b = Nodes.start(
                nodes.create(new CrdtOptions().setName("b").setDiscovery(false).addSeed(Nodes.address(a))));
        b.update(CART, (cart, me) -> cart.add(me, "bread"));
        nodes.await("a has what b wrote", () -> a.get(CART).contains("bread"));
        Await.result(a.close());

        assertTrue(nodes.create(options("a")).get(CART).contains("bread"));
    }

    @Test
    void aWriteWithoutADataDirectoryIsDurableAtOnce() {
        CrdtNode node = nodes.create(new CrdtOptions());
        Future<ORSet<String>> update = node.update(CART, (cart, me) -> cart.add(me, "milk"));
        assertTrue(update.succeeded());
        assertTrue(update.result().contains("milk"));
    }

    @Test
    void aDirectoryInUseIsRefusedAndNamed() {
        nodes.create(options("a"));
        StoreException refused = assertThrows(StoreException.class, () -> nodes.create(options("a")));
        assertTrue(refused.getMessage().contains(directory.getFileName().toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains("in use by this process itself"), refused.getMessage());
    }

    /** Of memory, say; a caller that catches it may try again. */
    @Test
    void aDirectoryIsGivenBackIfReadingItEndsInAnError() {
        AtomicBoolean scarce = new AtomicBoolean();
        Codec codec = Point.codec(() -> {}, () -> {
            if (scarce.get()) {
                throw new OutOfMemoryError("as it is meant to be");
            }
        });
        Key<ORSet<Point>> points = Key.of("points", ORSet.type(Point.class));
        CrdtNode first = nodes.keep(CrdtNode.create(nodes.vertx(), options("a"), codec));
        Await.result(first.update(points, (set, me) -> set.add(me, new Point(1))));
        Await.result(first.close());

        scarce.set(true);
        StoreException failure =
                assertThrows(StoreException.class, () -> CrdtNode.create(nodes.vertx(), options("a"), codec));
        assertTrue(failure.getMessage().contains("OutOfMemoryError: as it is meant to be"), failure.getMessage());
        scarce.set(false);
        CrdtNode second = nodes.keep(CrdtNode.create(nodes.vertx(), options("a"), codec));
        assertEquals(first.state(), second.state());
    }

    /** As after going back to the version before. */
    @Test
    void aDirectoryWithAValueOfAnUnknownClassIsOpenedAndGivesTheValueBack() {
        Key<ORSet<Point>> points = Key.of("points", ORSet.type(Point.class));
        Key<ORSet<String>> cart = Key.of("cart", ORSet.type(String.class));
        CrdtNode first = nodes.keep(CrdtNode.create(nodes.vertx(), options("a"), Point.codec(() -> {})));
        Await.result(first.update(points, (set, me) -> set.add(me, new Point(1))));
        Await.result(first.update(cart, (set, me) -> set.add(me, "milk")));
        Await.result(first.close());

        CrdtNode back = nodes.create(options("a"));
        assertThrows(UnreadableException.class, () -> back.get(points));
        Await.result(back.update(cart, (set, me) -> set.add(me, "bread")));
        assertEquals(Set.of("milk", "bread"), back.get(cart).elements());
        Await.result(back.close());

        CrdtNode again = nodes.keep(CrdtNode.create(nodes.vertx(), options("a"), Point.codec(() -> {})));
        assertEquals(Set.of(new Point(1)), again.get(points).elements());
        assertEquals(back.state().fingerprint(), again.state().fingerprint());
    }

    @Test
    void aDirectoryOfAnotherClusterIsRefusedWithBothNames() {
        Await.result(nodes.create(options("a").setCluster("tasks")).close());
        StoreException refused = assertThrows(
                StoreException.class, () -> nodes.create(options("a").setCluster("notes")));
        assertTrue(refused.getMessage().contains("of the cluster \"tasks\""), refused.getMessage());
        assertTrue(refused.getMessage().contains("opened for \"notes\""), refused.getMessage());
    }

    @Test
    void aForeignFileIsRefusedAndNamed() throws IOException {
        Files.createDirectories(directory.resolve("a"));
        Path file = directory.resolve("a").resolve("crdt.db");
        Files.writeString(file, "what is this? ".repeat(100));
        StoreException refused = assertThrows(DamagedStoreException.class, () -> nodes.create(options("a")));
        assertTrue(refused.getMessage().contains(file.getFileName().toString()), refused.getMessage());
        assertTrue(Files.readString(file).startsWith("what is this?"));
    }

    @Test
    void anUpdateAfterTheCloseIsInMemoryOnly() {
        CrdtNode a = nodes.create(options("a"));
        Await.result(a.close());
        Throwable failure = Await.failure(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        assertTrue(failure.getMessage().contains("is closed; the change is in memory only"), failure.getMessage());
        assertTrue(a.get(CART).contains("milk"));
    }

    @Test
    void theLastWritesAreSavedByTheClose() {
        CrdtNode a = nodes.create(options("a").setDurability(Durability.group(60_000)));
        Future<ORSet<String>> update = a.update(CART, (cart, me) -> cart.add(me, "milk"));
        Await.result(a.close());
        assertTrue(Await.result(update).contains("milk"));
        assertTrue(nodes.create(options("a")).get(CART).contains("milk"));
    }

    @Test
    void aNodeOfAClosedVertxStillGivesItsDirectoryBack() {
        Vertx other = Vertx.vertx();
        CrdtNode a = CrdtNode.create(other, options("a"));
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(other.close());
        Await.result(a.close());
        assertTrue(nodes.create(options("a")).get(CART).contains("milk"));
    }

    @Test
    void aNodeThatCouldNotStartOnAClosedVertxGivesItsDirectoryBack() {
        Vertx other = Vertx.vertx();
        CrdtNode a = CrdtNode.create(other, options("a"));
        Await.result(other.close());
        Await.failure(a.start());
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(a.close());
        assertTrue(nodes.create(options("a")).get(CART).contains("milk"));
    }

    private CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false).setDataDir(directory.resolve(name));
    }
}
