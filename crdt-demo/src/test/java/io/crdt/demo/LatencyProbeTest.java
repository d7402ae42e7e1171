package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.demo.format.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LatencyProbeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aWriteIsMeasuredUntilTheLastNodeHasIt() {
        MixWorkload workload = new MixWorkload(1, 1);
        try (Cluster cluster = Cluster.start(settings())) {
            LatencyProbe probe = new LatencyProbe(cluster.nodes(), workload.watched());
            Write write = workload.step(0, cluster.nodes());
            probe.offer(write);

            assertTrue(Cluster.eventually(() -> probe.latencies().count() == 1, PATIENCE));
            double elapsed = Numbers.millis(System.nanoTime() - write.startedNanos());
            assertTrue(probe.latencies().millis(1) > 0 && probe.latencies().millis(1) <= elapsed);
        }
    }

    /** Of writes that began a millisecond after each other, each fifth one is measured, however long they really took. */
    @Test
    void aSampleIsTakenEveryFiveMilliseconds() {
        MixWorkload workload = new MixWorkload(1_000, 1);
        try (Cluster cluster = Cluster.start(settings())) {
            LatencyProbe probe = new LatencyProbe(cluster.nodes(), workload.watched());
            long began = System.nanoTime();
            int made = 0;
            for (int i = 0; i < 1_000; i++) {
                Write write = workload.step(i, cluster.nodes());
                if (write != null) {
                    probe.offer(new Write(write.node(), write.dot(), began + 1_000_000L * made));
                    made++;
                }
            }

            int expected = (made + 4) / 5;
            assertTrue(expected > 100, made + " writes");
            assertTrue(Cluster.eventually(cluster::isSettled, PATIENCE));
            assertTrue(Cluster.eventually(() -> probe.latencies().count() == expected, PATIENCE));
        }
    }

    @Test
    void aWriteBehindACutIsNotMeasured() {
        MixWorkload workload = new MixWorkload(1, 1);
        try (Cluster cluster = Cluster.start(settings())) {
            LatencyProbe probe = new LatencyProbe(cluster.nodes(), workload.watched());
            cluster.cut();
            probe.offer(workload.step(0, cluster.nodes()));
            assertTrue(Cluster.eventually(cluster::isSettled, PATIENCE));
            assertEquals(0, probe.latencies().count());
            probe.drop();

            cluster.heal();
            assertTrue(Cluster.eventually(() -> cluster.allCover(cluster.joined()), PATIENCE));
            assertEquals(0, probe.latencies().count());
        }
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

    private static Settings settings() {
        return new Settings(3, Duration.ofMillis(1), 1, 0, true, 200, 5, false);
    }

    @Test
    void noSamplesHaveNoPercentiles() {
        assertEquals(
                "{\"p50\":null,\"p99\":null,\"max\":null}",
                Latencies.of(List.of()).toJson().encode());
    }
}
