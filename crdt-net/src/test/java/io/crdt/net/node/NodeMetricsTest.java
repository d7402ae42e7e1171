package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.GossipCounts;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many peers cost that are shown: it is done on the node's context, once a second. */
class NodeMetricsTest {

    private static final int PEERS = 1_000;

    /**
     * As much of a second may go into it in the worst case, that all have written and all lack something. What counts is the
     * time that the thread works, not what others have of the processor meanwhile.
     */
    private static final long MOST_MILLIS = 250;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NodeMetrics metrics = new NodeMetrics(registry, "a");

    @Test
    void aThousandPeersAreShownAndForgotten() {
        int own = registry.getMeters().size();
        Sample full = sample(PEERS);

        long first = millis(() -> metrics.show(full, 0));
        assertEquals(own + 2 * PEERS, registry.getMeters().size());
        long fastest = IntStream.rangeClosed(1, 10)
                .mapToLong(second -> millis(() -> metrics.show(full, 1_000L * second)))
                .min()
                .orElseThrow();
        assertEquals(own + 2 * PEERS, registry.getMeters().size());
        assertEquals(
                10,
                registry.get("crdt.peer.lag").tag("peer", "peer 7").timeGauge().value(TimeUnit.SECONDS));
        long last = millis(() -> metrics.show(sample(1), 11_000));
        assertEquals(own + 2, registry.getMeters().size());

        System.out.printf(
                "%,d peers: registered in %d ms, refreshed in %d ms, removed in %d ms%n", PEERS, first, fastest, last);
        assertTrue(fastest < MOST_MILLIS, fastest + " ms of each second");
    }

    @Test
    void eachMeterSaysWhatItIsAndInWhichUnit() {
        metrics.show(sample(1), 0);

        registry.getMeters().forEach(meter -> {
            assertTrue(meter.getId().getDescription() != null, meter.getId().getName());
            assertTrue(meter.getId().getBaseUnit() != null, meter.getId().getName());
        });
    }

    private static long millis(Runnable action) {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        action.run();
        return TimeUnit.NANOSECONDS.toMillis(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began);
    }

    /** All have written the same number of operations, and each peer lacks the last one of each. */
    private static Sample sample(int peers) {
        VersionVector here = everybodyAt(2);
        ReplicaState state = ReplicaState.empty()
                .apply(new StateDelta(VersionVector.EMPTY, here, List.of(), List.of(), Map.of(), null));
        List<PeerView> views = IntStream.range(0, peers)
                .mapToObj(i -> new PeerView(i, new ReplicaId(i, i, "peer " + i), everybodyAt(1), true, false))
                .toList();
        return new Sample(state, state, views, GossipCounts.NONE, 0, 0, 0, 0, 0, 0, 0);
    }

    private static VersionVector everybodyAt(long seq) {
        Map<Incarnation, Long> seqs = new HashMap<>();
        for (int i = 0; i < PEERS; i++) {
            seqs.put(new Incarnation(i, 1), seq);
        }
        return VersionVector.EMPTY.withSeqs(seqs);
    }
}
