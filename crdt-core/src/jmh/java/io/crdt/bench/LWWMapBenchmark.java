package io.crdt.bench;

import io.crdt.causal.Causal;
import io.crdt.causal.Delta;
import io.crdt.type.LWWMap;
import java.util.ArrayList;
import java.util.List;
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

/** An LWW-Map from 16-character strings to numbers: putting, taking the deltas of another replica, merging. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LWWMapBenchmark {

    private static final int BATCH = 10_000;

    @Param({"100000", "1000000"})
    private int size;

    private Writer me;
    private Causal<LWWMap<String, Integer>> map;
    private Causal<LWWMap<String, Integer>> sibling;
    private String[] keys;
    private List<Delta<LWWMap<String, Integer>>> deltas;

    /** Builds a map and another of the same dots; they differ in 1 % on each side. */
    @Setup
    public void build() {
        int percent = Math.max(1, size / 100);
        map = put(put(Causal.bottom(LWWMap.empty()), new Writer(1), 0, size), new Writer(3), 20_000_000, percent);
        sibling = put(put(Causal.bottom(LWWMap.empty()), new Writer(1), 0, size), new Writer(4), 30_000_000, percent);
        me = new Writer(5);
        keys = Strings.range(0, BATCH);
        Writer other = new Writer(2);
        deltas = new ArrayList<>();
        for (String key : keys) {
            deltas.add(map.value().put(other, key, 1));
        }
    }

    private static Causal<LWWMap<String, Integer>> put(
            Causal<LWWMap<String, Integer>> start, Writer writer, long from, int count) {
        Causal<LWWMap<String, Integer>> filled = start;
        for (int i = 0; i < count; i++) {
            filled = filled.value().put(writer, Strings.of(from + i), i).applyTo(filled);
        }
        return filled;
    }

    /** One put to a key that is there, its delta applied here. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Causal<LWWMap<String, Integer>> put() {
        Causal<LWWMap<String, Integer>> grown = map;
        Writer writer = me.copy();
        for (String key : keys) {
            grown = grown.value().put(writer, key, 2).applyTo(grown);
        }
        return grown;
    }

    /** One delta of one put on another replica, applied here. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Causal<LWWMap<String, Integer>> applyOnePutDelta() {
        Causal<LWWMap<String, Integer>> grown = map;
        for (Delta<LWWMap<String, Integer>> delta : deltas) {
            grown = delta.applyTo(grown);
        }
        return grown;
    }

    /** The merge of two maps of equal dots but no shared structure that differ in 1 % on each side. */
    @Benchmark
    public Causal<LWWMap<String, Integer>> mergeSiblings() {
        return map.join(sibling);
    }
}
