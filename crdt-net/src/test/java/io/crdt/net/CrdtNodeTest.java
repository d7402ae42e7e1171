package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.net.transport.TransportException;
import io.crdt.replica.Key;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CrdtNodeTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());
    private static final Key<LWWMap<String, Integer>> PRICES =
            Key.of("prices", LWWMap.type(String.class, Integer.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @Test
    void aWriteReachesEveryNodeOfAMesh() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        CrdtNode c = nodes.start(options("c").addSeed(Nodes.address(a)).addSeed(Nodes.address(b)));

        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        b.update(VISITS, (visits, me) -> visits.increment(me, 2));
        c.update(PRICES, (prices, me) -> prices.put(me, "milk", 99));

        nodes.awaitEqual(a, b, c);
        assertEquals(Set.of("milk"), c.get(CART).elements());
        assertEquals(2, a.get(VISITS).value());
        assertEquals(Optional.of(99), b.get(PRICES).get("milk"));
    }

    @Test
    void timesAreThoseOfTheClockThatWasChosen() {
        CrdtNode node = nodes.start(options("a").setDiscovery(false).setClock(() -> 5_000));
        List<Long> times = new ArrayList<>();
        node.update(PRICES, (prices, me) -> {
            times.add(me.now().millis());
            return prices.put(me, "milk", 99);
        });
        assertEquals(List.of(5_000L), times);
    }

    @Test
    void aWriteTravelsAlongAChain() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        CrdtNode c = nodes.start(options("c").addSeed(Nodes.address(b)));
        CrdtNode d = nodes.start(options("d").addSeed(Nodes.address(c)));

        a.update(CART, (cart, me) -> cart.add(me, "from the one end"));
        d.update(CART, (cart, me) -> cart.add(me, "from the other end"));

        nodes.awaitEqual(a, b, c, d);
        assertEquals(
                Set.of("from the one end", "from the other end"), a.get(CART).elements());
    }

    @Test
    void nodesWrittenToApartMeetLater() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b"));
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        b.update(CART, (cart, me) -> cart.add(me, "bread"));
        b.update(CART, (cart, me) -> cart.remove(me, "bread"));
        b.update(CART, (cart, me) -> cart.add(me, "eggs"));

        Nodes.link(b, a);

        nodes.awaitEqual(a, b);
        assertEquals(Set.of("milk", "eggs"), a.get(CART).elements());
    }

    @Test
    void anObjectOfManyFramesReplicatesWithDefaultSettings() {
        CrdtNode a = nodes.start(options("a"));
        Key<ORSet<String>> big = Key.of("big", ORSet.type(String.class));
        a.update(
                big,
                (set, me) -> set.addAll(
                        me,
                        IntStream.range(0, 100_000)
                                .mapToObj(i -> "element number " + i)
                                .toList()));
        String large = "x".repeat(5 << 20);
        a.update(CART, (cart, me) -> cart.add(me, large));

        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));

        nodes.awaitEqual(a, b);
        assertEquals(100_000, b.get(big).size());
        assertTrue(b.get(CART).contains(large));
    }

    @Test
    void nodesOfDifferentClustersRefuseEachOtherAndSayWhy() {
        CrdtNode a = nodes.start(options("a").setCluster("blue"));
        CrdtNode b = nodes.start(options("b").setCluster("red").addSeed(Nodes.address(a)));

        nodes.awaitProblem(a, "this is cluster \"blue\", not \"red\"");
        nodes.awaitProblem(b, "this is cluster \"red\", not \"blue\"");
    }

    @Test
    void aSeedThatCannotBeReachedIsNamedAndTriedAgain() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx());
        var aTransport = network.transport();
        CrdtNode b = nodes.keep(CrdtNode.create(
                nodes.vertx(),
                options("b").addSeed("memory:1").setReconnectMillis(1, 10),
                Codec.standard(),
                network.transport()));
        Await.result(b.start());
        nodes.awaitProblem(
                b,
                new Problem.DialFailed(
                        "memory:1", TransportException.Kind.REFUSED, "cannot reach memory:1: nobody listens there"));

        CrdtNode a = nodes.keep(CrdtNode.create(nodes.vertx(), options("a"), Codec.standard(), aTransport));
        Await.result(a.start());
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        nodes.awaitEqual(a, b);
    }

    @Test
    void aPortInUseIsNamed() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.create(options("b").setPort(a.address().port()));

        String message = Await.failure(b.start()).getMessage();
        assertTrue(message.contains("cannot listen on 127.0.0.1:" + a.address().port()), message);

        Await.result(a.close());
        Await.result(b.start()); // a start that failed may be tried again
    }

    @Test
    void aValueThatCannotBeSentIsRefusedWhereItComesIn() {
        record Unknown(int x) {}
        Key<ORSet<Object>> things = Key.of("things", ORSet.type(Object.class));
        CrdtNode a = nodes.start(options("a"));

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> a.update(things, (set, me) -> set.add(me, new Unknown(1))));

        assertTrue(refused.getMessage().contains("Unknown"), refused.getMessage());
        assertTrue(a.get(things).isEmpty());
    }

    @Test
    void watchersSeeWhatPeersChange() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        b.watch(CART, change -> seen.add(change.added() + " " + change.removed()));

        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        nodes.await("b sees the addition", () -> seen.contains("[milk] []"));
        a.update(CART, (cart, me) -> cart.remove(me, "milk"));
        nodes.await("b sees the removal", () -> seen.contains("[] [milk]"));
    }

    @Test
    void twoNodesThatDialEachOtherKeepOneLink() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        Nodes.link(a, b);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        nodes.awaitEqual(a, b);

        nodes.awaitStatus(a, "one link is left", status -> status.peers().size() == 1);
        nodes.awaitStatus(b, "one link is left", status -> status.peers().size() == 1);
    }

    @Test
    void aNodeThatHasNotBeenStartedHasAStatusAndTakesSeeds() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.create(options("b"));
        Nodes.link(b, a);
        assertEquals(0, Await.result(b.status()).peers().size());
        a.update(CART, (cart, me) -> cart.add(me, "milk"));

        Await.result(b.start());

        nodes.awaitEqual(a, b);
    }

    @Test
    void aNodeOfAClosedVertxCanStillBeReadAndWritten() {
        Vertx other = Vertx.vertx();
        CrdtNode a = CrdtNode.create(other, options("a"));
        Await.result(other.close());

        a.update(CART, (cart, me) -> cart.add(me, "milk"));

        assertTrue(a.get(CART).contains("milk"));
        assertEquals(1, Await.result(a.status()).context().size());
    }

    @Test
    void aNodeOfAClosedVertxDoesNotStartAndSaysWhy() {
        Vertx other = Vertx.vertx();
        CrdtNode a = CrdtNode.create(other, options("a"));
        Await.result(other.close());

        Throwable failure = Await.failure(a.start());
        assertEquals("its Vert.x is closed", failure.getMessage());
        assertEquals(TransportException.Kind.CLOSED, ((TransportException) failure).kind());

        Await.result(a.close());
        Await.failure(a.start());
    }

    @Test
    void aStartedNodeOfAClosedVertxIsClosedAndItsPortFree() {
        Vertx other = Vertx.vertx();
        CrdtNode a = Nodes.start(CrdtNode.create(other, options("a")));
        int port = a.address().port();
        Await.result(other.close());

        Await.result(a.close());
        assertEquals(port, nodes.start(options("b").setPort(port)).address().port());
    }

    @Test
    void aClosedNodeCanStillBeReadAndWritten() {
        CrdtNode a = nodes.start(options("a"));
        Await.result(a.close());

        a.update(CART, (cart, me) -> cart.add(me, "milk"));

        assertTrue(a.get(CART).contains("milk"));
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name);
    }
}
