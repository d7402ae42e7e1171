package io.crdt.demo;

import io.crdt.causal.Crdt;
import io.crdt.causal.Dot;
import io.crdt.causal.VersionVector;
import io.crdt.net.CrdtNode;
import io.crdt.replica.Key;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Measures how long a write takes from its beginning until the last node has its full effect. It samples the workload's own
 * writes, one every few milliseconds, and adds none; it looks only when a node's watcher says that something has come.
 */
final class LatencyProbe {

    private static final long SAMPLE_EVERY_NANOS = 5_000_000;

    private final List<CrdtNode> nodes;
    private final Queue<Sample> pending = new ConcurrentLinkedQueue<>();
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private long lastSampleNanos;

    /** Creates a probe that watches these objects at all nodes. */
    LatencyProbe(List<CrdtNode> nodes, List<Key<?>> watched) {
        this.nodes = List.copyOf(nodes);
        lastSampleNanos = System.nanoTime() - SAMPLE_EVERY_NANOS;
        for (int i = 0; i < nodes.size(); i++) {
            for (Key<?> key : watched) {
                watch(i, key);
            }
        }
    }

    private <S extends Crdt<S, ?>> void watch(int node, Key<S> key) {
        nodes.get(node).watch(key, change -> arrived(node));
    }

    /** A write on its way. */
    private static final class Sample {
        private final Dot dot;
        private final long startedNanos;
        private final BitSet missing = new BitSet();

        Sample(Write write, int nodes) {
            dot = write.dot();
            startedNanos = write.startedNanos();
            missing.set(0, nodes);
            missing.clear(write.node());
        }

        /** Returns whether this was the last node. */
        synchronized boolean arrived(int node) {
            boolean awaited = missing.get(node);
            missing.clear(node);
            return awaited && missing.isEmpty();
        }
    }

    /** Takes the write as a sample if it is time for one. */
    void offer(Write write) {
        if (write.startedNanos() - lastSampleNanos < SAMPLE_EVERY_NANOS) {
            return;
        }
        lastSampleNanos = write.startedNanos();
        pending.add(new Sample(write, nodes.size()));
        for (int i = 0; i < nodes.size(); i++) {
            arrived(i);
        }
    }

    /** Forgets the writes on their way: the network is cut, and they are no measure of it any more. */
    void drop() {
        pending.clear();
    }

    private void arrived(int node) {
        if (pending.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        VersionVector context = nodes.get(node).state().context();
        pending.removeIf(sample -> {
            boolean done = context.covers(sample.dot) && sample.arrived(node);
            if (done) {
                nanos.add(now - sample.startedNanos);
            }
            return done;
        });
    }

    /** Returns what was measured, in ascending order. */
    Latencies latencies() {
        synchronized (nanos) {
            return Latencies.of(nanos);
        }
    }
}
