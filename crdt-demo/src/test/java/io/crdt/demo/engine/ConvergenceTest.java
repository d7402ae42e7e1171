package io.crdt.demo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.demo.format.Numbers;
import io.crdt.demo.network.DemoNetwork;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConvergenceTest {

    private final Vertx vertx = Vertx.vertx();
    private final Engine engine =
            new Engine(vertx, new NodeSettings(3, 1, 0, 200, 5, false), new DemoNetwork(3, false));
    private final Mix mix = Mix.onAll(1);

    @BeforeEach
    void start() throws Exception {
        engine.start().await(60, TimeUnit.SECONDS);
        await(() -> engine.cluster().isLinked().await());
    }

    @AfterEach
    void end() throws Exception {
        engine.close().await(60, TimeUnit.SECONDS);
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    @Test
    void aWriteIsMeasuredUntilTheLastNodeHasIt() {
        AtomicInteger measured = new AtomicInteger();
        Write write = mix.next(engine);
        engine.convergence().offer(write, engine.cluster().running(), nanos -> measured.incrementAndGet());

        await(() -> measured.get() == 1);
        Latencies latencies = engine.convergence().takeFinished();
        double elapsed = Numbers.millis(System.nanoTime() - write.startedNanos());
        assertEquals(1, latencies.count());
        assertTrue(latencies.millis(1) > 0 && latencies.millis(1) <= elapsed, latencies.toString());
        for (DemoNode node : engine.cluster().nodes()) {
            assertTrue(node.state().context().covers(write.dot()), node.name());
        }
    }

    /** Of writes that began a millisecond after each other, each fifth one is measured, however long they really took. */
    @Test
    void aSampleIsTakenEveryFiveMilliseconds() {
        long began = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            Write write = mix.next(engine);
            engine.convergence()
                    .sample(
                            new Write(write.at(), write.dot(), began + 1_000_000L * i),
                            engine.cluster().running());
        }

        await(engine.cluster()::isSettled);
        engine.look();
        assertEquals(200, engine.convergence().takeFinished().count());
    }

    @Test
    void aWriteBehindACutIsNotMeasured() {
        engine.cluster().split();
        await(() -> engine.cluster().isLinked().await());
        engine.convergence().offer(mix.next(engine), engine.cluster().running());
        await(engine.cluster()::isSettled);
        engine.look();
        assertEquals(0, engine.convergence().takeFinished().count());
        assertTrue(engine.convergence().oldestNanos() > 0, "the write is on its way no more");
        engine.convergence().drop();

        engine.cluster().healAll();
        await(engine.cluster()::isSettled);
        engine.look();
        assertEquals(0, engine.convergence().takeFinished().count());
    }

    @Test
    void aNodeThatIsGoneIsWaitedForByNobody() throws Exception {
        engine.cluster().split();
        await(() -> engine.cluster().isLinked().await());
        DemoNode alone = engine.cluster().nodes().get(0);
        DemoNode other = engine.cluster().nodes().get(1);
        engine.convergence()
                .offer(
                        engine.writes().increment(other, SharedObjects.LIKES, 1),
                        engine.cluster().running());
        await(engine.cluster()::isSettled);
        engine.look();
        assertEquals(0, engine.convergence().takeFinished().count());

        engine.kill(alone).await(60, TimeUnit.SECONDS);
        assertEquals(1, engine.convergence().takeFinished().count());
    }

    @Test
    void percentilesAreValuesThatOccurred() {
        Latencies latencies = Latencies.of(
                LongStream.rangeClosed(1, 100).mapToObj(i -> i * 1_000_000).toList());
        assertEquals(50, latencies.millis(0.5));
        assertEquals(99, latencies.millis(0.99));
        assertEquals(100, latencies.millis(1));
        assertEquals(0, Latencies.of(List.of()).millis(0.5));
    }

    @Test
    void noSamplesHaveNoPercentiles() {
        assertEquals(
                "{\"p50\":null,\"p99\":null,\"max\":null}",
                Latencies.of(List.of()).toJson().encode());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited for a minute");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
