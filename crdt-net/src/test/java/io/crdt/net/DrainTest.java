package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.Durability;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that is closed while it is linked has told somebody all that it has acknowledged. */
class DrainTest {

    /** {@code -Ddrain.closes=…} says how many nodes are closed. */
    private static final int CLOSES = Integer.getInteger("drain.closes", 20);

    private static final int UPDATES = 10;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    private Path directory;

    @Tag("long")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingAcknowledgedIsLostByACloseWhileAPeerIsLinked(boolean stored) {
        assertEquals(0, lossesIn(CLOSES, stored));
    }

    /** Returns after how many closes something was not at the peer. */
    private int lossesIn(int rounds, boolean stored) {
        CrdtNode peer = nodes.start(options("peer"));
        int lost = 0;
        for (int round = 0; round < rounds; round++) {
            CrdtOptions options = options("closing").addSeed(Nodes.address(peer));
            if (stored) {
                options.setDataDir(directory.resolve("round" + round));
            }
            lost += isLost(CrdtNode.create(nodes.vertx(), options), peer, "round" + round) ? 1 : 0;
        }
        return lost;
    }

    private boolean isLost(CrdtNode closing, CrdtNode peer, String name) {
        Nodes.start(closing);
        nodes.awaitStatus(closing, "linked", status -> status.peers().size() == 1);
        Key<ORSet<String>> key = Key.of(name, ORSet.type(String.class));
        for (int i = 0; i < UPDATES; i++) {
            String element = "e" + i;
            Await.result(closing.update(key, (set, me) -> set.add(me, element)));
        }
        Await.result(closing.close());
        return peer.get(key).size() < UPDATES;
    }

    @Test
    void itIsTheSameOverTls() {
        Authority ours = Authority.in(directory, "ours");
        CrdtNode peer = nodes.start(options("peer").setTls(ours.issue("peer").tls()));
        CrdtOptions options =
                options("closing").setTls(ours.issue("closing").tls()).addSeed(Nodes.address(peer));
        assertTrue(!isLost(CrdtNode.create(nodes.vertx(), options), peer, "tls"));
    }

    /** The window is longer than anybody waits. */
    @Test
    void whatIsGatheredIsSavedAndTold() {
        CrdtNode peer = nodes.start(options("peer"));
        CrdtNode closing = nodes.start(options("closing")
                .addSeed(Nodes.address(peer))
                .setDataDir(directory.resolve("gathering"))
                .setDurability(Durability.group(60_000)));
        nodes.awaitStatus(closing, "linked", status -> status.peers().size() == 1);
        Key<ORSet<String>> key = Key.of("gathered", ORSet.type(String.class));
        Future<ORSet<String>> update = closing.update(key, (set, me) -> set.add(me, "x"));
        Await.result(closing.close());
        Await.result(update);
        assertTrue(peer.get(key).contains("x"));
    }

    @Test
    void whatNobodyHadIsNamedAndTheCloseDoesNotFail() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx());
        GatedStore store = new GatedStore();
        CrdtNode peer = Nodes.start(
                nodes.keep(CrdtNode.create(nodes.vertx(), options("peer"), Codec.standard(), network.transport())));
        CrdtNode closing = Nodes.start(nodes.keep(CrdtNode.create(
                nodes.vertx(),
                options("closing").addSeed(Nodes.address(peer)).setDrainMillis(50),
                Codec.standard(),
                network.transport(),
                store)));
        nodes.awaitStatus(closing, "linked", status -> status.peers().size() == 1);
        store.shut();
        Key<ORSet<String>> key = Key.of("x", ORSet.type(String.class));
        Future<ORSet<String>> update = closing.update(key, (set, me) -> set.add(me, "not saved, hence not told"));
        Future<Void> closed = closing.close();
        nodes.awaitProblem(closing, Problem.NotDrained.class);
        store.open();
        Await.result(closed);
        Await.result(update);
        List<Problem> problems = Await.result(closing.status()).problems();
        Problem.NotDrained named = (Problem.NotDrained) problems.stream()
                .filter(Problem.NotDrained.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertTrue(named.kept());
        assertEquals(2, named.operations(), "the update, and the author that it notes");
    }

    @Test
    void withoutALinkNobodyIsWaitedFor() {
        CrdtNode alone = nodes.start(options("alone").setDrainMillis(3_600_000).addSeed("127.0.0.1:1"));
        Key<ORSet<String>> key = Key.of("x", ORSet.type(String.class));
        Await.result(alone.update(key, (set, me) -> set.add(me, "x")));
        Await.result(alone.close());
    }

    @Test
    void ifTheLastLinkIsLostNobodyIsWaitedForAnyMore() {
        MemoryNetwork network = new MemoryNetwork(nodes.vertx());
        GatedStore store = new GatedStore();
        CrdtNode peer = Nodes.start(
                nodes.keep(CrdtNode.create(nodes.vertx(), options("peer"), Codec.standard(), network.transport())));
        CrdtNode closing = Nodes.start(nodes.keep(CrdtNode.create(
                nodes.vertx(),
                options("closing").addSeed(Nodes.address(peer)).setDrainMillis(3_600_000),
                Codec.standard(),
                network.transport(),
                store)));
        nodes.awaitStatus(closing, "linked", status -> status.peers().size() == 1);
        store.shut();
        Key<ORSet<String>> key = Key.of("x", ORSet.type(String.class));
        Future<ORSet<String>> update = closing.update(key, (set, me) -> set.add(me, "x"));
        Future<Void> closed = closing.close();
        Await.result(peer.disconnect());
        nodes.awaitProblem(closing, Problem.NotDrained.class);
        store.open();
        Await.result(closed);
        Await.result(update);
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setDiscovery(false).setReconnectMillis(10, 50);
    }
}
