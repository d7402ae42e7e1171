package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.codec.Codec;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.store.StoreException;
import io.crdt.net.transport.MemoryNetwork;
import io.crdt.replica.Key;
import io.crdt.type.ORSet;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node is opened and closed from each kind of thread, and where its futures complete. */
class OpeningTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<ORSet<Point>> POINTS = Key.of("points", ORSet.type(Point.class));

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openReadsAndCompletesWhereItWasCalledAndSoDoesAllElse(boolean durable) {
        for (ThreadingModel model : new ThreadingModel[] {ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER}) {
            CrdtOptions options = new CrdtOptions().setName("a");
            if (durable) {
                options.setDataDir(directory.resolve(model.name()));
                CrdtNode before = nodes.create(options);
                Await.result(before.update(CART, (cart, me) -> cart.add(me, "milk")));
                Await.result(before.close());
            }
            Await.result(nodes.vertx()
                    .deployVerticle(
                            verticle(context -> {
                                Future<CrdtNode> opened = CrdtNode.open(nodes.vertx(), options);
                                return on(context, "open", opened).compose(node -> {
                                    assertEquals(durable, node.get(CART).contains("milk"));
                                    return on(context, "start", node.start())
                                            .compose(done -> on(context, "status", node.status()))
                                            .compose(done -> on(context, "health", node.health()))
                                            .compose(done -> on(context, "members", node.members()))
                                            .compose(done -> on(
                                                    context,
                                                    "update",
                                                    node.update(CART, (cart, me) -> cart.add(me, "bread"))))
                                            .compose(done -> on(context, "close", node.close()));
                                });
                            }),
                            new DeploymentOptions().setThreadingModel(model)));
        }
    }

    private static <T> Future<T> on(Context context, String what, Future<T> future) {
        return future.onComplete(done -> assertSame(context, Vertx.currentContext(), what))
                .compose(result -> Vertx.currentContext() == context
                        ? Future.succeededFuture(result)
                        : Future.failedFuture(
                                what + " completed on " + Vertx.currentContext() + ", not on " + context));
    }

    @Test
    void openWorksWithoutAContext() {
        CrdtNode node = nodes.keep(Await.result(CrdtNode.open(nodes.vertx(), options())));
        Await.result(Nodes.start(node).update(CART, (cart, me) -> cart.add(me, "milk")));
        Await.result(node.members());
        Await.result(node.health());
    }

    @Test
    void whatCannotBeReadFailsTheOpening() {
        nodes.create(options());
        Throwable failure = Await.failure(CrdtNode.open(nodes.vertx(), options()));
        assertInstanceOf(StoreException.class, failure);
        assertTrue(failure.getMessage().contains("in use by this process itself"), failure.getMessage());
    }

    @Test
    void createWithADataDirectoryOnAnEventLoopFailsAtOnceAndNamesOpen() {
        Throwable failure = Await.failure(onLoop(() -> CrdtNode.create(nodes.vertx(), options())));
        assertInstanceOf(IllegalStateException.class, failure);
        assertTrue(failure.getMessage().contains("CrdtNode.open"), failure.getMessage());
        assertFalse(directory.resolve("a").toFile().exists());
        nodes.keep(Await.result(onLoop(() -> CrdtNode.create(nodes.vertx(), new CrdtOptions().setName("in memory")))));
    }

    @Test
    void aNodeThatWasOpenedInAVerticleEndsWithItThoughItWasNeverStarted() {
        String id = Await.result(
                nodes.vertx().deployVerticle(verticle(context -> CrdtNode.open(nodes.vertx(), options()))));
        Await.result(nodes.vertx().undeploy(id));
        assertTrue(nodes.create(options()).get(CART).isEmpty());
    }

    @Test
    void aVertxThatIsClosedWhileADirectoryIsReadGivesItBack() {
        CrdtNode before = nodes.keep(CrdtNode.create(nodes.vertx(), options(), Point.codec(() -> {})));
        Await.result(before.update(POINTS, (set, me) -> set.add(me, new Point(1))));
        Await.result(before.close());

        Vertx other = Vertx.vertx();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Codec slow = Point.codec(() -> {}, () -> {
            reading.countDown();
            awaitLatch(goOn);
        });
        Future<CrdtNode> opened = CrdtNode.open(other, options(), slow);
        awaitLatch(reading);
        Future<Void> ended = other.close();
        goOn.countDown();
        Await.result(ended);

        assertFailedOrCameBefore(opened);
        CrdtNode after = nodes.keep(CrdtNode.create(nodes.vertx(), options(), Point.codec(() -> {})));
        assertEquals(1, after.get(POINTS).size());
    }

    @Test
    void aVerticleThatIsUndeployedWhileADirectoryIsReadGivesItBack() {
        CrdtNode before = nodes.keep(CrdtNode.create(nodes.vertx(), options(), Point.codec(() -> {})));
        Await.result(before.update(POINTS, (set, me) -> set.add(me, new Point(1))));
        Await.result(before.close());

        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Codec slow = Point.codec(() -> {}, () -> {
            reading.countDown();
            awaitLatch(goOn);
        });
        Promise<CrdtNode> opened = Promise.promise();
        String id = Await.result(nodes.vertx().deployVerticle(verticle(context -> {
            CrdtNode.open(nodes.vertx(), options(), slow).onComplete(opened);
            return Future.succeededFuture();
        })));
        awaitLatch(reading);
        Future<Void> undeployed = nodes.vertx().undeploy(id);
        goOn.countDown();
        Await.result(undeployed);
        assertFailedOrCameBefore(opened.future());
        nodes.keep(CrdtNode.create(nodes.vertx(), options(), Point.codec(() -> {})));
    }

    @Test
    void aClosedVertxOpensNothingAndSaysSo() {
        Vertx other = Vertx.vertx();
        Await.result(other.close());
        Await.failure(CrdtNode.open(other, options()));
        nodes.create(options());
    }

    @Test
    void aBlockClosesItsNodeAndWaits() throws Exception {
        CrdtNode node = Nodes.start(nodes.create(options()));
        int port = node.address().port();
        try (AutoCloseable closing = node.asCloseable()) {
            assertTrue(closing.toString().length() > 0);
            node.update(CART, (cart, me) -> cart.add(me, "milk"));
        }
        CrdtNode next = nodes.start(options().setPort(port));
        assertTrue(next.get(CART).contains("milk"));
        node.asCloseable().close(); // once more, which does nothing
    }

    /** The thread that waits holds the context on which the node was opened and started, and is asked to close. */
    @ParameterizedTest
    @EnumSource(
            value = ThreadingModel.class,
            names = {"WORKER"})
    void aWorkerMayWaitForTheClose(ThreadingModel model) {
        Await.result(nodes.vertx()
                .deployVerticle(
                        verticle(context -> CrdtNode.open(nodes.vertx(), options())
                                .compose(CrdtNode::start)
                                .compose(node -> {
                                    try {
                                        node.update(CART, (cart, me) -> cart.add(me, "milk"));
                                        node.asCloseable().close();
                                        return Future.<Void>succeededFuture();
                                    } catch (Exception e) {
                                        return Future.<Void>failedFuture(e);
                                    }
                                })),
                        new DeploymentOptions().setThreadingModel(model)));
        assertTrue(nodes.create(options()).get(CART).contains("milk"));
    }

    @Test
    void anEventLoopMayNotWaitForTheClose() {
        CrdtNode node = Nodes.start(nodes.create(options()));
        Throwable failure = Await.failure(onLoop(() -> {
            try {
                node.asCloseable().close();
                return "closed";
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }));
        assertInstanceOf(IllegalStateException.class, failure);
        assertTrue(failure.getMessage().contains("an event loop must not"), failure.getMessage());
        assertTrue(Await.result(node.status()).online());
    }

    @Test
    void whoWaitsIsToldWhatTheCloseHasFailedWith() {
        GatedStore store = new GatedStore();
        CrdtNode node = CrdtNode.create(
                nodes.vertx(),
                new CrdtOptions().setName("a"),
                Codec.standard(),
                new MemoryNetwork(nodes.vertx()).transport(),
                store);
        store.fail(() -> {
            throw new StoreException(StoreException.Kind.FULL, "no room on the disk", null);
        });
        node.update(CART, (cart, me) -> cart.add(me, "milk"));
        StoreException failure =
                assertThrows(StoreException.class, () -> node.asCloseable().close());
        assertTrue(failure.getMessage().contains("no room on the disk"), failure.getMessage());
    }

    /** The end takes its way through Vert.x; a reading that is done before it arrives brings a node, which is closed then. */
    private static void assertFailedOrCameBefore(Future<CrdtNode> opened) {
        Throwable failure = Await.result(opened.transform(done -> Future.succeededFuture(done.cause())));
        if (failure != null) {
            assertTrue(failure.getMessage().contains("the node is closed"), failure.getMessage());
        }
    }

    private <T> Future<T> onLoop(Supplier<T> action) {
        Promise<T> promise = Promise.promise();
        nodes.vertx().runOnContext(ready -> {
            try {
                promise.complete(action.get());
            } catch (RuntimeException | Error e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    private static io.vertx.core.Deployable verticle(java.util.function.Function<Context, Future<?>> start) {
        return start::apply;
    }

    private static void awaitLatch(CountDownLatch latch) {
        Await.result(Future.fromCompletionStage(CompletableFuture.runAsync(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })));
    }

    private CrdtOptions options() {
        return new CrdtOptions().setName("a").setDiscovery(false).setDataDir(directory.resolve("a"));
    }
}
