package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.options.LimitOptions;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.status.Problem;
import io.crdt.protocol.Message;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.UnreadableException;
import io.crdt.type.GCounter;
import io.crdt.type.ORSet;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send, or are to be sent, what the other side cannot take: it costs a link at most, and is told. */
class BadPeerTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private @Nullable NetClient client;

    @Test
    void whatIsNotTheProtocolClosesTheLinkAndTheNodeGoesOn() {
        CrdtNode a = nodes.start(options("a"));
        a.update(CART, (cart, me) -> cart.add(me, "milk"));

        NetSocket http = raw(a);
        http.write("GET / HTTP/1.1\r\n\r\n"); // fails or not: the node closes
        nodes.awaitProblem(a, "does the other side speak this protocol?");

        NetSocket garbage = raw(a);
        byte[] lastFrame = {1, 0x0b, 0x0a, 0x0d};
        garbage.write(Buffer.buffer().appendInt(lastFrame.length).appendBytes(lastFrame));
        nodes.awaitProblem(a, Problem.BadBytes.class);

        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)));
        nodes.awaitEqual(a, b);
        assertTrue(b.get(CART).contains("milk"));
    }

    /** Each of its tries comes from another port; neither the log nor the problems of others are to be swamped by that. */
    @Test
    void whoTriesAgainAndAgainIsNamedOnce() {
        CrdtNode a = nodes.start(options("a"));
        for (int i = 0; i < 20; i++) {
            sayUntilClosed(a, Buffer.buffer().appendInt(4).appendInt(0x010b0a0d));
            sayUntilClosed(a, Buffer.buffer("GET / HTTP/1.1\r\n\r\n"));
        }
        nodes.awaitProblem(a, "does the other side speak this protocol?");
        nodes.awaitProblem(a, Problem.BadBytes.class);
        assertEquals(
                2,
                Await.result(a.status()).problems().size(),
                () -> Await.result(a.status()).problems().toString());
    }

    @Test
    void aStrangerMayNotSendMoreThanAHello() {
        CrdtNode a = nodes.start(options("a"));
        NetSocket stranger = raw(a);
        Buffer frames = Buffer.buffer();
        for (int i = 0; i < 2; i++) {
            frames.appendInt(5_000).appendByte((byte) 0).appendBytes(new byte[4_999]); // more is to come
        }
        stranger.write(frames); // fails or not: the node may close before it has read all of it
        nodes.awaitProblem(a, "maxMessageBytes is 4096");
    }

    @Test
    void aValueOfAClassThatIsUnknownHereStopsItsKeyAndNothingElse() {
        Key<ORSet<Point>> points = Key.of("points", ORSet.type(Point.class));
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(options("b"), Point.codec(() -> {}));
        b.update(points, (set, me) -> set.add(me, new Point(1)));
        Nodes.link(b, a);
        b.update(VISITS, (visits, me) -> visits.increment(me));
        nodes.await("what b writes arrives", () -> a.get(VISITS).value() == 1);
        a.update(VISITS, (visits, me) -> visits.increment(me));
        nodes.await("what a writes arrives", () -> b.get(VISITS).value() == 2);

        assertEquals(a.state().fingerprint(), b.state().fingerprint());
        assertThrows(UnreadableException.class, () -> a.get(points));
        UnreadableException refusal =
                assertThrows(UnreadableException.class, () -> a.update(points, (set, me) -> set.clear(me)));
        assertTrue(refusal.getMessage().contains("no class is registered here with the id 16"), refusal::getMessage);

        b.update(points, (set, me) -> set.clear(me));
        b.update(VISITS, (visits, me) -> visits.increment(me));
        nodes.await("what b writes arrives", () -> a.get(VISITS).value() == 3);
        assertTrue(a.get(points).isEmpty());
    }

    /** What has become of the key by the time that the watcher runs has no part in it. */
    @Test
    void aWatcherIsCalledWithEachValueThatItsNodeCanReadAndWithNoOther() {
        Key<ORSet<Object>> mix = Key.of("mix", ORSet.type(Object.class));
        AtomicReference<CrdtNode> made = new AtomicReference<>();
        AtomicReference<Context> watching = new AtomicReference<>();
        Deployable owner = context -> {
            watching.set(context);
            made.set(nodes.create(options("a")));
            return Future.succeededFuture();
        };
        Await.result(
                nodes.vertx().deployVerticle(owner, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
        CrdtNode a = Nodes.start(made.get());
        CrdtNode b = nodes.start(options("b").addSeed(Nodes.address(a)), Point.codec(() -> {}));
        Queue<Set<Object>> seen = new ConcurrentLinkedQueue<>();
        a.watch(mix, change -> seen.add(change.after().elements()));

        CountDownLatch first = hold(watching.get());
        b.update(mix, (set, me) -> set.add(me, "milk"));
        awaitSameContext(a, b);
        b.update(mix, (set, me) -> set.add(me, new Point(1)));
        awaitSameContext(a, b);
        first.countDown();
        nodes.awaitProblem(a, Problem.WatcherFailed.class);
        assertEquals(List.of(Set.of("milk")), List.copyOf(seen));

        CountDownLatch second = hold(watching.get());
        b.update(mix, (set, me) -> set.remove(me, new Point(1)));
        awaitSameContext(a, b);
        b.update(mix, (set, me) -> set.add(me, new Point(2)));
        awaitSameContext(a, b);
        b.update(mix, (set, me) -> set.remove(me, new Point(2)).join(set.add(me, "eggs")));
        awaitSameContext(a, b);
        second.countDown();
        nodes.await("the watcher sees the eggs", () -> seen.contains(Set.<Object>of("milk", "eggs")));
        assertEquals(List.of(Set.of("milk"), Set.of("milk"), Set.<Object>of("milk", "eggs")), List.copyOf(seen));
    }

    private void awaitSameContext(CrdtNode a, CrdtNode b) {
        nodes.await(
                "both have the same operations",
                () -> a.state().context().equals(b.state().context()));
    }

    /** Keeps a context of a worker busy until it is released. */
    private static CountDownLatch hold(Context context) {
        CountDownLatch released = new CountDownLatch(1);
        context.runOnContext(ready -> {
            try {
                assertTrue(released.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return released;
    }

    @Test
    void whatIsLargerThanThePeerTakesIsNotSentAndTheLinkStays() {
        CrdtNode a = nodes.start(options("a").setLimits(new LimitOptions().setMaxMessageBytes(100_000)));
        CrdtNode b = nodes.start(options("b"));
        b.update(CART, (cart, me) -> cart.add(me, "x".repeat(1_000_000)));
        Nodes.link(b, a);
        nodes.awaitProblem(b, "it takes messages of 100000 bytes");

        for (int i = 1; i <= 3; i++) {
            a.update(VISITS, (visits, me) -> visits.increment(me));
            int visits = i;
            nodes.await("what " + a + " writes arrives", () -> b.get(VISITS).value() == visits);
        }
        NodeStatus status = Await.result(b.status());
        assertEquals(1, status.problems().size(), status.problems()::toString);
        assertEquals(1, status.peers().size());
        assertTrue(status.bytesOut() < 200_000, status::toString);
        nodes.awaitProblem(a, Problem.TooLargeForNode.class);
        List<Problem> starved = Await.result(a.status()).problems();
        assertEquals(1, starved.size(), starved::toString);
        assertTrue(
                starved.get(0) instanceof Problem.TooLargeForNode larger && larger.limit() == 100_000,
                starved::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40_000_000})
    void aSerializerThatFailsOnceAValueIsWrittenDisturbsNobody(int bytesBefore) {
        AtomicBoolean broken = new AtomicBoolean(true);
        Codec codec = Point.codec(() -> {
            if (broken.get()) {
                throw new UnsupportedOperationException("broken");
            }
        });
        Key<ORSet<Point>> points = Key.of("points", ORSet.type(Point.class));
        CrdtNode a = nodes.start(options("a").setReconnectMillis(1, 10), codec);
        CrdtNode b = nodes.start(options("b"), codec);
        broken.set(false);
        a.update(CART, (cart, me) -> cart.add(me, "x".repeat(bytesBefore)));
        a.update(points, (set, me) -> set.add(me, new Point(1)));
        broken.set(true);
        Nodes.link(a, b);
        nodes.awaitEqual(a, b);
    }

    /** What was read before the memory ran out has changed what the link remembers, so nothing more may be read from it. */
    @Test
    void aMessageForWhichThereIsNotEnoughMemoryCostsTheLinkAndIsReadAgain() {
        AtomicBoolean scarce = new AtomicBoolean();
        Codec codec = Point.codec(() -> {}, () -> {
            if (scarce.get()) {
                throw new OutOfMemoryError("as it is meant to be");
            }
        });
        Key<ORSet<Point>> points = Key.of("points", ORSet.type(Point.class));
        CrdtNode a = nodes.start(options("a").setReconnectMillis(1, 10), codec);
        CrdtNode b = nodes.start(options("b"), codec);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        a.update(points, (set, me) -> set.add(me, new Point(1)));
        scarce.set(true); // an update reads back what it writes
        Nodes.link(a, b);
        nodes.awaitProblem(b, "cannot decode a message: java.lang.OutOfMemoryError");
        assertTrue(b.get(CART).isEmpty());

        scarce.set(false);
        nodes.awaitEqual(a, b);
    }

    @Test
    void whatAPeerCallsItselfBeginsNoLineInTheLog() {
        CrdtNode a = nodes.start(options("a"));
        CrdtNode b = nodes.start(
                options("b").setCluster("x\nERROR forged\u2028\u202e").addSeed(Nodes.address(a)));

        nodes.awaitProblem(a, "this is cluster \"default\", not \"x ERROR forged  \"");
        nodes.awaitProblem(b, "not \"default\"");
    }

    /** A peer that begins a message and does not end it must not be in the way of those who do. */
    @Test
    void ofWhatIsNotCompleteTheLargestGoesFirst() throws Exception {
        LimitOptions limits = new LimitOptions().setMaxFrameBytes(1_024).setMaxMessageBytes(50_000);
        CrdtNode a = nodes.start(options("a").setLimits(limits));
        CrdtNode b = nodes.start(options("b").setLimits(limits).addSeed(Nodes.address(a)));
        nodes.awaitStatus(b, "linked", status -> status.peers().size() == 1);
        NetSocket hoarder = raw(a);
        hoarder.write(framed(hello("hoarder", 1)));
        nodes.awaitStatus(a, "linked", status -> status.peers().size() == 2);
        for (int i = 0; i < 40; i++) {
            hoarder.write(framed(new byte[1_024])); // more is to come
        }
        nodes.awaitStatus(a, "has it", status -> status.bytesIn() > 40 * 1_024);
        b.update(CART, (cart, me) -> cart.add(me, "x".repeat(20_000)));

        nodes.await("what b wrote arrives", () -> a.get(CART).size() == 1);
        nodes.awaitProblem(a, "sent what cannot be taken: too much comes in at once");
        assertEquals(List.of(), Await.result(b.status()).problems());
    }

    /** Many links with a little each are as much as one with a lot; what counts is who has them. */
    @Test
    void whoHoardsOverManyLinksGoesFirstAsWell() {
        LimitOptions limits = new LimitOptions().setMaxFrameBytes(1_024).setMaxMessageBytes(50_000);
        CrdtNode a = nodes.start(options("a").setLimits(limits));
        CrdtNode b = nodes.start(options("b").setLimits(limits).addSeed(Nodes.address(a)));
        nodes.awaitStatus(b, "linked", status -> status.peers().size() == 1);
        NetClient elsewhere = nodes.vertx().createNetClient(new NetClientOptions().setLocalAddress("127.0.0.2"));
        for (int link = 1; link <= 10; link++) {
            NetSocket hoarder = Await.result(
                    elsewhere.connect(a.address().port(), a.address().host()));
            hoarder.write(framed(hello("hoarder " + link, link)));
            for (int i = 0; i < 4; i++) {
                hoarder.write(framed(new byte[1_024])); // more is to come
            }
        }
        nodes.awaitStatus(a, "has it all", status -> status.peers().size() == 11 && status.bytesIn() > 10 * 4 * 1_024);
        b.update(CART, (cart, me) -> cart.add(me, "x".repeat(20_000)));

        nodes.await("what b wrote arrives", () -> a.get(CART).size() == 1);
        nodes.awaitProblem(a, "127.0.0.2 sent what cannot be taken: too much comes in at once");
        assertEquals(List.of(), Await.result(b.status()).problems());
        Await.result(
                elsewhere.close()); // until then it is held: Vert.x closes the sockets of one that nobody refers to
    }

    private static byte[] hello(String label, long id) {
        Message hello =
                new Message.Hello("default", new ReplicaId(id, 2, label), 50_000, VersionVector.EMPTY.digest(), 0);
        return MessageCodec.of(Codec.standard())
                .newEncoder()
                .frames(hello, 1_024)
                .next();
    }

    private static Buffer framed(byte[] frame) {
        return Buffer.buffer().appendInt(frame.length).appendBytes(frame);
    }

    private void sayUntilClosed(CrdtNode node, Buffer bytes) {
        NetSocket socket = raw(node);
        AtomicBoolean closed = new AtomicBoolean();
        socket.closeHandler(end -> closed.set(true));
        socket.handler(answer -> {});
        socket.write(bytes);
        nodes.await("the node closes it", closed::get);
    }

    private NetSocket raw(CrdtNode node) {
        if (client == null) {
            client = nodes.vertx()
                    .createNetClient(); // held, since Vert.x closes the sockets of one that nobody refers to
        }
        return Await.result(client.connect(node.address().port(), node.address().host()));
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name);
    }
}
