package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.CrdtNode.Assurance;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** When an update completes that others are to have. */
class AssuranceTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final long LONG = 60_000;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    private Path directory;

    @Test
    void anUpdateCompletesWhenAsManyReplicasHaveIt() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        CrdtNode c = nodes.start(options("c").addSeed(Nodes.address(a)));
        nodes.awaitStatus(a, "linked", status -> status.peers().size() == 2);
        ORSet<String> value = Await.result(add(a, "milk", Assurance.replicas(3).withinMillis(LONG)));
        assertEquals(Set.of("milk"), value.elements());
        assertTrue(b.get(CART).contains("milk") && c.get(CART).contains("milk"));
    }

    @Test
    void oneReplicaIsThisOne() {
        CrdtNode alone = nodes.create(options("a"));
        Await.result(add(alone, "milk", Assurance.replicas(1)));
        CrdtNode stored = nodes.create(options("stored").setDataDir(directory.resolve("stored")));
        Await.result(add(stored, "milk", Assurance.durableAt(1)));
    }

    @Test
    void aTimeOutSaysWhoHadItAndTheUpdateStays() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitStatus(a, "linked", status -> status.peers().size() == 1);
        Await.result(add(a, "milk", Assurance.replicas(2).withinMillis(LONG)));
        Future<ORSet<String>> late = add(a, "bread", Assurance.replicas(3).withinMillis(500));
        Assurance.UnmetException unmet = assertInstanceOf(Assurance.UnmetException.class, Await.failure(late));
        assertTrue(
                Set.of(Set.of("a"), Set.of("a", "b"))
                        .contains(
                                unmet.replicas().stream().map(ReplicaId::label).collect(Collectors.toSet())),
                unmet.getMessage()); // the machine may be slow
        assertTrue(unmet.getMessage().contains("wanted at 3 replicas within 500 ms"), unmet.getMessage());
        assertTrue(unmet.getMessage().endsWith("the change stays"), unmet.getMessage());
        assertTrue(a.get(CART).contains("bread"));
        nodes.await("b gets it all the same", () -> b.get(CART).contains("bread"));
    }

    @Test
    void onlyDisksMakeDurable() {
        CrdtNode a = nodes.start(options("a").setDataDir(directory.resolve("a")));
        CrdtNode memory = nodes.start(options("memory").addSeed(Nodes.address(a)));
        nodes.awaitStatus(a, "linked", status -> status.peers().size() == 1);
        Await.result(add(a, "milk", Assurance.replicas(2).withinMillis(LONG)));
        assertTrue(memory.get(CART).contains("milk"));
        assertInstanceOf(
                Assurance.UnmetException.class,
                Await.failure(add(a, "bread", Assurance.durableAt(2).withinMillis(300))));
        Future<ORSet<String>> waiting = add(a, "eggs", Assurance.durableAt(2).withinMillis(LONG));
        CrdtNode disk = nodes.start(
                options("disk").setDataDir(directory.resolve("disk")).addSeed(Nodes.address(a)));
        Await.result(waiting);
        Await.result(disk.close());
        assertTrue(nodes.create(options("disk").setDataDir(directory.resolve("disk")))
                .get(CART)
                .contains("eggs"));
    }

    @Test
    void namedMembersHaveIt() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.create(options("b").addSeed(Nodes.address(a)));
        ReplicaId named = Await.result(b.status()).replica();
        CrdtNode c = nodes.start(options("c").addSeed(Nodes.address(a)));
        nodes.awaitStatus(a, "linked", status -> status.peers().size() == 1);
        assertInstanceOf(
                Assurance.UnmetException.class,
                Await.failure(add(a, "milk", Assurance.members(Set.of(named)).withinMillis(300))));
        Future<ORSet<String>> update =
                add(a, "bread", Assurance.members(Set.of(named)).withinMillis(LONG));
        Nodes.start(b);
        Await.result(update);
        assertTrue(b.get(CART).contains("bread"));
        nodes.await("c as well", () -> c.get(CART).contains("bread"));
    }

    @Test
    void aNodeThatIsClosedWaitsNoLonger() {
        CrdtNode a = nodes.start(options("a"));
        Future<ORSet<String>> update = add(a, "milk", Assurance.replicas(2).withinMillis(3_600_000));
        Await.result(a.close());
        assertInstanceOf(Assurance.UnmetException.class, Await.failure(update));
        assertInstanceOf(
                Assurance.UnmetException.class,
                Await.failure(add(a, "bread", Assurance.replicas(2).withinMillis(3_600_000))));
    }

    @Test
    void badAssurancesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Assurance.replicas(0));
        assertThrows(IllegalArgumentException.class, () -> Assurance.durableAt(-1));
        assertThrows(IllegalArgumentException.class, () -> Assurance.members(Set.of()));
        assertThrows(IllegalArgumentException.class, () -> Assurance.replicas(1).withinMillis(0));
    }

    private static Future<ORSet<String>> add(CrdtNode node, String element, Assurance assurance) {
        return node.update(CART, (cart, me) -> cart.add(me, element), assurance);
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false).setReconnectMillis(10, 50);
    }
}
