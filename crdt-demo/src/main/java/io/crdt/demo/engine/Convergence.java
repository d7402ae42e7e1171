package io.crdt.demo.engine;

import io.crdt.causal.VersionVector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Measures how long writes take from their beginning until every running node has their full effect, apart or not. What is
 * cut off makes them take as long as it lasts. It adds no writes, and looks when a node has saved something. May be used by
 * any thread.
 */
public final class Convergence {

    private static final int MAX_PENDING = 256;
    private static final long SAMPLE_EVERY_NANOS = 5_000_000;

    private record Sample(Write write, BitSet missing, LongConsumer onDone) {}

    private final List<Sample> pending = new ArrayList<>();
    private List<Long> finished = new ArrayList<>();
    private long sampledNanos = System.nanoTime() - SAMPLE_EVERY_NANOS;

    /** Takes one of many writes as a sample: the first one that began some milliseconds after the one before. */
    public synchronized void sample(Write write, List<DemoNode> nodes) {
        if (write.startedNanos() - sampledNanos >= SAMPLE_EVERY_NANOS) {
            sampledNanos = write.startedNanos();
            offer(write, nodes);
        }
    }

    /** Takes a write as a sample that nobody waits for. */
    public void offer(Write write, List<DemoNode> nodes) {
        offer(write, nodes, nanos -> {});
    }

    /**
     * Takes a write as a sample, unless there are too many on their way.
     *
     * @param nodes those that it has to reach, and perhaps has reached already
     * @param onDone called, by any thread, with how many nanoseconds it took
     */
    public synchronized void offer(Write write, List<DemoNode> nodes, LongConsumer onDone) {
        if (pending.size() < MAX_PENDING) {
            BitSet missing = new BitSet();
            nodes.forEach(node -> missing.set(node.index()));
            pending.add(new Sample(write, missing, onDone));
            nodes.forEach(node -> arrived(node, node.state().context()));
        }
    }

    /** A node has this now. */
    synchronized void arrived(DemoNode node, VersionVector context) {
        long now = System.nanoTime();
        pending.removeIf(sample -> {
            if (sample.missing.get(node.index()) && context.covers(sample.write.dot())) {
                sample.missing.clear(node.index());
                if (sample.missing.isEmpty()) {
                    finished.add(now - sample.write.startedNanos());
                    sample.onDone.accept(now - sample.write.startedNanos());
                    return true;
                }
            }
            return false;
        });
    }

    /** A node is not there any more, so nobody waits for it. What it has written and told nobody is not waited for either. */
    synchronized void gone(DemoNode node, VersionVector anywhere) {
        pending.removeIf(sample -> !anywhere.covers(sample.write.dot()));
        arrived(node, anywhere);
    }

    /** Forgets the writes on their way: the network is cut, and they are no measure of it any more. */
    public synchronized void drop() {
        pending.clear();
    }

    /** Returns for how long the oldest write has been on its way; 0 if none is. */
    public synchronized long oldestNanos() {
        return pending.isEmpty() ? 0 : System.nanoTime() - pending.get(0).write.startedNanos();
    }

    /** Returns how long those took that have arrived everywhere since this was called last. */
    public synchronized Latencies takeFinished() {
        Latencies taken = Latencies.of(finished);
        finished = new ArrayList<>();
        return taken;
    }
}
