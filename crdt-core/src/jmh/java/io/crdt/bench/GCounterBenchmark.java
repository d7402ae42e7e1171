package io.crdt.bench;

import io.crdt.causal.Causal;
import io.crdt.type.GCounter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A G-Counter that many replicas increment. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GCounterBenchmark {

    private static final int BATCH = 1_000;

    @Param({"1", "100"})
    private int replicas;

    private Writer me;
    private Causal<GCounter> counter;
    private Causal<GCounter> ahead;

    /** Builds a counter and another one in which every replica has counted on. */
    @Setup
    public void build() {
        counter = Causal.bottom(GCounter.empty());
        Writer[] writers = new Writer[replicas];
        for (int i = 0; i < replicas; i++) {
            writers[i] = new Writer(i + 1);
            counter = counter.value().increment(writers[i]).applyTo(counter);
        }
        ahead = counter;
        for (Writer writer : writers) {
            ahead = ahead.value().increment(writer.copy()).applyTo(ahead);
        }
        me = writers[0];
    }

    /** One increment, its delta applied here. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Causal<GCounter> increment() {
        Causal<GCounter> grown = counter;
        Writer writer = me.copy();
        for (int i = 0; i < BATCH; i++) {
            grown = grown.value().increment(writer).applyTo(grown);
        }
        return grown;
    }

    /** The merge of two counters that differ in every replica's part. */
    @Benchmark
    public Causal<GCounter> merge() {
        return counter.join(ahead);
    }
}
