package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.MemberView;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.NodeStatus;
import io.crdt.net.status.Problem;
import io.crdt.net.transport.Address;
import io.crdt.net.transport.Link;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.net.transport.Transport;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.type.ORSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that its user takes offline, and back. */
class OfflineTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));

    private final Vertx vertx = Vertx.vertx();
    private final List<CrdtNode> nodes = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        nodes.forEach(node -> Await.result(node.close()));
        Await.result(vertx.close());
    }

    @Test
    void whatBothSidesWriteMeanwhileIsAtBothAfterwards() {
        CrdtNode a = start(options("a").setDataDir(directory));
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        add(a, "milk");
        add(b, "bread");
        awaitEqual(a, b);

        Await.result(a.disconnect());
        Await.result(a.update(CART, (cart, me) -> cart.add(me, "eggs").join(cart.remove(me, "bread"))));
        add(b, "salt");
        assertEquals(Set.of("milk", "eggs"), a.get(CART).elements());
        assertEquals(0, Await.result(a.status()).unsaved(), "it is durable while offline");

        Await.result(a.connect());
        awaitEqual(a, b);
        assertEquals(Set.of("milk", "eggs", "salt"), b.get(CART).elements());
    }

    @Test
    void nothingComesInOnceItIsOffline() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        add(a, "milk");
        awaitEqual(a, b);

        Await.result(a.disconnect());
        var before = a.state();
        NodeStatus status = Await.result(a.status());
        assertFalse(status.online());
        assertEquals(List.of(), status.peers());
        assertTrue(Await.result(a.members()).stream().noneMatch(MemberView::linked), "nobody is linked");

        // Those who dial it are told, so b has tried after it had written.
        add(b, "bread");
        awaitProblem(b, "the peer says: this node is offline");
        assertEquals(before, a.state());
        assertEquals(List.of(), status.problems(), "it is no problem here");
    }

    @Test
    void itDialsNobodyWhileItIsOfflineAndAtOnceAfterwards() {
        MemoryNetwork network = new MemoryNetwork(vertx);
        CrdtNode a = create(CrdtNode.create(vertx, options("a"), Codec.standard(), network.transport()));
        Await.result(a.start());
        Counting counting = new Counting(network.transport());
        // Pauses of a minute: it could not be back in time if it minded them.
        CrdtNode b = create(CrdtNode.create(
                vertx,
                options("b").addSeed(a.address().toString()).setReconnectMillis(60_000, 60_000),
                Codec.standard(),
                counting));
        Await.result(b.disconnect());
        Await.result(b.start());
        assertFalse(Await.result(b.status()).online(), "it has started offline");
        Await.result(b.addSeed("memory:77"));
        assertEquals(0, counting.dials.get());

        Await.result(b.connect());
        add(b, "milk");
        awaitEqual(a, b);
        Await.result(b.disconnect());
        int dials = counting.dials.get();
        add(b, "bread");
        Await.result(b.status()); // whatever follows from the write has been done
        assertEquals(dials, counting.dials.get());

        Await.result(b.connect());
        awaitEqual(a, b);
        assertEquals(Set.of("milk", "bread"), a.get(CART).elements());
    }

    @Test
    void aLinkWhoseDialWasUnderWayIsNotUsed() {
        MemoryNetwork network = new MemoryNetwork(vertx);
        CrdtNode a = create(CrdtNode.create(vertx, options("a"), Codec.standard(), network.transport()));
        Await.result(a.start());
        Counting slow = new Counting(network.transport());
        slow.gate = Promise.promise();
        CrdtNode b = create(CrdtNode.create(
                vertx, options("b").addSeed(a.address().toString()).setReconnectMillis(1, 1), Codec.standard(), slow));
        Await.result(b.start());
        Await.until(vertx, "it is being dialed", () -> slow.dials.get() == 1);
        Await.result(b.disconnect());
        slow.gate.complete();
        add(b, "milk");
        assertEquals(List.of(), Await.result(b.status()).peers());

        Await.result(b.connect()); // and it is dialed again, though that dial has come to nothing
        awaitEqual(a, b);
    }

    @Test
    void peersTryAgainAfterGrowingPauses() {
        MemoryNetwork network = new MemoryNetwork(vertx);
        CrdtNode a = create(CrdtNode.create(vertx, options("a"), Codec.standard(), network.transport()));
        Await.result(a.start());
        Await.result(a.disconnect());
        Counting counting = new Counting(network.transport());
        CrdtNode b = create(CrdtNode.create(
                vertx,
                options("b").addSeed(a.address().toString()).setReconnectMillis(1, 3_600_000),
                Codec.standard(),
                counting));
        Await.result(b.start());
        awaitProblem(b, "the peer says: this node is offline");
        // Each pause is at least half of 1, 2, 4 … ms: 20 dials would take half an hour.
        assertTrue(counting.dials.get() < 20, "there were " + counting.dials + " dials");

        Await.result(b.disconnect());
        Await.result(a.connect());
        Await.result(b.connect());
        add(a, "milk");
        awaitEqual(a, b);
    }

    @Test
    void beingOfflineIsNoAlarmAndThePatienceBeginsAnewAfterwards() {
        CrdtNode a = start(options("a").setHealthGraceMillis(1).addSeed("127.0.0.1:1"));
        awaitHealth(a, "no peer could be reached", health -> !health.isOk());

        Await.result(a.disconnect());
        awaitHealth(a, "it is offline, as was asked for", NodeHealth::isOk);
        Await.result(a.connect());
        awaitHealth(a, "no peer could be reached", health -> !health.isOk());
    }

    @Test
    void bothCanBeSaidTwiceAndTheLastOneDecides() {
        CrdtNode a = start(options("a"));
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        add(a, "milk");
        awaitEqual(a, b);
        Await.result(a.connect());
        Await.result(Future.all(a.disconnect(), a.disconnect()));
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(a.disconnect());
            calls.add(a.connect());
        }
        Await.result(Future.all(calls));
        add(a, "bread");
        add(b, "salt");
        awaitEqual(a, b);
        assertTrue(Await.result(a.status()).online());
    }

    @Test
    void itIsClosedWhileOfflineAndStaysClosed() {
        CrdtNode a = start(options("a").setDataDir(directory));
        Await.result(a.disconnect());
        add(a, "milk");
        Await.result(a.close());
        assertInstanceOf(IllegalStateException.class, Await.failure(a.connect()));
        Await.result(a.disconnect());

        CrdtNode again = create(CrdtNode.create(vertx, options("a").setDataDir(directory)));
        assertEquals(Set.of("milk"), again.get(CART).elements());
    }

    @Test
    void whateverElseIsAskedForAtOnceACloseIsTheEnd() {
        CrdtNode b = start(options("b"));
        CrdtOptions options =
                options("a").setDataDir(directory).addSeed(b.address().toString());
        for (int asked = 0; asked < 20; asked++) {
            CrdtNode a = create(CrdtNode.create(vertx, options));
            List<Future<?>> calls = new ArrayList<>();
            calls.add(a.start());
            for (int i = 0; i < asked; i++) {
                calls.add(i % 2 == 0 ? a.disconnect() : a.connect());
            }
            Future<?> update = a.update(CART, (cart, me) -> cart.add(me, "milk"));
            Await.result(a.close());
            Await.until(vertx, "each has an answer", () -> calls.stream().allMatch(Future::isComplete));
            Await.result(update);
            assertFalse(Await.result(a.status()).online());
            assertEquals(List.of(), Await.result(a.status()).peers());
        }
        add(b, "bread");
        awaitEqual(b, start(options));
    }

    @Test
    void whoIsLinkedIsToldToWatchers() {
        CrdtNode a = start(options("a"));
        AtomicReference<List<MemberView>> seen = new AtomicReference<>(List.of());
        Runnable end = a.watchMembers(seen::set);
        CrdtNode b = start(options("b").addSeed(a.address().toString()));
        Await.until(vertx, "b is told of", () -> seen.get().stream().anyMatch(each -> isLinked(each, "b")));
        Await.result(b.disconnect());
        Await.until(vertx, "b is told to be gone", () -> seen.get().stream().noneMatch(each -> isLinked(each, "b")));
        end.run();
        AtomicReference<List<MemberView>> other = new AtomicReference<>(List.of());
        a.watchMembers(other::set);
        Await.result(b.connect());
        Await.until(vertx, "b is back", () -> other.get().stream().anyMatch(each -> isLinked(each, "b")));
        assertTrue(seen.get().stream().noneMatch(each -> isLinked(each, "b")), "nothing is told any more");
    }

    private static boolean isLinked(MemberView member, String label) {
        return member.replica().label().equals(label) && member.linked();
    }

    /** Counts dials, and lets them through when the gate is open. */
    private static final class Counting implements Transport {
        private final Transport inner;
        final AtomicInteger dials = new AtomicInteger();
        Promise<Void> gate;

        Counting(Transport inner) {
            this.inner = inner;
            gate = Promise.promise();
            gate.complete();
        }

        @Override
        public Future<Address> listen(Consumer<Link> acceptor) {
            return inner.listen(acceptor);
        }

        @Override
        public Future<Link> dial(Address address) {
            dials.incrementAndGet();
            return gate.future().compose(open -> inner.dial(address));
        }

        @Override
        public Future<Void> close() {
            return inner.close();
        }
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name).setReconnectMillis(1, 20);
    }

    private CrdtNode start(CrdtOptions options) {
        return Await.result(create(CrdtNode.create(vertx, options)).start());
    }

    private CrdtNode create(CrdtNode node) {
        nodes.add(node);
        return node;
    }

    private static void add(CrdtNode node, String what) {
        Await.result(node.update(CART, (cart, me) -> cart.add(me, what)));
    }

    private void awaitEqual(CrdtNode a, CrdtNode b) {
        AtomicReference<List<ReplicaState>> states = new AtomicReference<>(List.of());
        Await.until(vertx, a + " and " + b + " are equal", () -> {
            states.set(List.of(a.state(), b.state()));
            return states.get().get(0).context().equals(states.get().get(1).context());
        });
        assertEquals(states.get().get(0), states.get().get(1));
    }

    private void awaitHealth(CrdtNode node, String what, Predicate<NodeHealth> condition) {
        AtomicReference<NodeHealth> last = new AtomicReference<>();
        Await.until(vertx, node + ": " + what, () -> {
            node.health().onSuccess(last::set);
            return last.get() != null && condition.test(last.get());
        });
    }

    private void awaitProblem(CrdtNode node, String part) {
        AtomicReference<List<Problem>> last = new AtomicReference<>(List.of());
        Await.until(vertx, node + " reports \"" + part + "\"", () -> {
            node.status().onSuccess(status -> last.set(status.problems()));
            return last.get().stream().anyMatch(each -> each.text().contains(part));
        });
    }
}
