package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.Await;
import io.crdt.net.options.Authorization;
import io.crdt.net.options.Authorization.PeerIdentity;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.Problem;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Somebody takes as long as they like: a message that is expensive to apply, or code of the application. A latch stands for
 * both, so that these tests depend on no speed.
 */
class StallTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<ORSet<String>> OTHER = Key.of("other", ORSet.type(String.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown(); // also after a failure, or the nodes could not be closed
    }

    @Test
    void anExpensiveMessageHoldsUpNoEventLoopAndNoneOfTheApplication() throws InterruptedException {
        CrdtNode busy = nodes.start(options("busy").setAuthorization(slow()).setHealthGraceMillis(0));
        CrdtNode peer = nodes.start(options("peer").addSeed(Nodes.address(busy)));
        Await.result(peer.update(CART, (cart, me) -> cart.add(me, "milk")));
        begun.await();

        Await.result(busy.update(OTHER, (set, me) -> set.add(me, "tea")));
        assertFalse(busy.get(CART).contains("milk"), "the delta is not applied yet");
        assertEquals("busy", Await.result(busy.status()).replica().label());
        nodes.awaitHealth(busy, health -> health.reasons().stream().anyMatch(Problem.Busy.class::isInstance));
        for (int loop = 0; loop < 2 * Runtime.getRuntime().availableProcessors(); loop++) {
            Await.result(nodes.vertx().deployVerticle(each -> Future.succeededFuture())); // each on the next event loop
        }

        end.countDown();
        nodes.awaitEqual(busy, peer);
    }

    @Test
    void aSlowMutatorHoldsUpNeitherGossipNorReadersNorQuestions() throws InterruptedException {
        CrdtNode slow = nodes.start(options("slow"));
        CrdtNode peer = nodes.start(options("peer").addSeed(Nodes.address(slow)));
        nodes.awaitEqual(slow, peer);
        Thread writer = new Thread(() -> slow.update(CART, (cart, me) -> {
            block();
            return cart.add(me, "milk");
        }));
        writer.start();
        begun.await();

        Await.result(peer.update(OTHER, (set, me) -> set.add(me, "tea")));
        nodes.await("gossip goes on", () -> slow.get(OTHER).contains("tea"));
        assertFalse(slow.get(CART).contains("milk"));
        nodes.awaitStatus(slow, "one peer", status -> status.peers().size() == 1);
        nodes.awaitHealth(slow, NodeHealth::isOk);

        end.countDown();
        nodes.await("the slow write arrives", () -> peer.get(CART).contains("milk"));
        nodes.awaitEqual(slow, peer);
    }

    /** The watcher holds an event loop, which is its own affair; so there are enough of them for all others. */
    @Test
    void aSlowWatcherHoldsUpNeitherGossipNorQuestionsNorTheClose() throws InterruptedException {
        Vertx loops = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(16));
        try {
            List<CrdtNode> started = new ArrayList<>();
            Await.result(loops.deployVerticle(verticle(started)));
            CrdtNode watched = started.get(0);
            watched.watch(CART, change -> block());
            CrdtNode peer = nodes.start(options("peer").addSeed(Nodes.address(watched)));
            Await.result(peer.update(CART, (cart, me) -> cart.add(me, "milk")));
            begun.await();

            peer.update(OTHER, (set, me) -> set.add(me, "tea"));
            nodes.await("gossip goes on", () -> watched.get(OTHER).contains("tea"));
            nodes.awaitStatus(watched, "one peer", status -> status.peers().size() == 1);
            nodes.awaitHealth(watched, NodeHealth::isOk);
            nodes.awaitMembers(watched, "two members", members -> members.size() == 2);
            Await.result(watched.close());
        } finally {
            end.countDown();
            Await.result(loops.close());
        }
    }

    /** The peer has 20 MB to send, to a node that takes none of them for now. */
    @Test
    void whatWaitsToBeTakenIsBounded() throws InterruptedException {
        CrdtNode busy = nodes.start(options("busy").setAuthorization(slow()));
        CrdtNode peer = nodes.start(options("peer").addSeed(Nodes.address(busy)));
        Await.result(peer.update(CART, (cart, me) -> cart.add(me, "milk")));
        begun.await();

        for (int i = 0; i < 20; i++) {
            String text = Character.toString('a' + i).repeat(1 << 20);
            peer.update(OTHER, (set, me) -> set.add(me, text));
        }
        AtomicLong seen = new AtomicLong();
        nodes.awaitStatus(peer, "the link is full", status -> {
            long before = seen.getAndSet(status.bytesOut());
            return status.bytesOut() > 200_000 && status.bytesOut() == before;
        });
        assertTrue(seen.get() < 15_000_000, "there is no end to it: " + seen.get());

        end.countDown();
        nodes.awaitEqual(busy, peer);
    }

    @Test
    void aNodeEndsWithTheVerticleThatHasStartedIt() {
        List<CrdtNode> started = new ArrayList<>();
        String deployment = Await.result(nodes.vertx().deployVerticle(verticle(started)));
        CrdtNode node = started.get(0);
        String address = Nodes.address(node);
        assertTrue(Await.result(node.status()).online());

        Await.result(nodes.vertx().undeploy(deployment));
        assertFalse(Await.result(node.status()).online());
        CrdtNode next =
                nodes.start(options("next").setPort(Integer.parseInt(address.substring(address.indexOf(':') + 1))));
        assertEquals(address, Nodes.address(next));
    }

    @Test
    void aNodeEndsWithTheVertxThatItRunsOn() {
        Vertx other = Vertx.vertx();
        CrdtNode node = CrdtNode.create(other, options("a"));
        Await.result(node.start());
        Await.result(other.close());
        assertFalse(Await.result(node.status()).online());
        Await.result(node.close());
    }

    private static AbstractVerticle verticle(List<CrdtNode> started) {
        return new AbstractVerticle() {
            @Override
            public void start(Promise<Void> done) {
                CrdtNode node = CrdtNode.create(vertx, options("a"));
                started.add(node);
                node.start().<Void>mapEmpty().onComplete(done);
            }
        };
    }

    private Authorization slow() {
        return new Authorization() {
            @Override
            public boolean mayWrite(PeerIdentity peer, String key) {
                block();
                return true;
            }
        };
    }

    private void block() {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name);
    }
}
