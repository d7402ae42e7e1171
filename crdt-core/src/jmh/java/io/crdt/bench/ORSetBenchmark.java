package io.crdt.bench;

import io.crdt.causal.Causal;
import io.crdt.causal.Delta;
import io.crdt.causal.Unit;
import io.crdt.internal.PersistentMap;
import io.crdt.type.ORSet;
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

/** An OR-Set of 16-character strings: adding, taking the deltas of another replica, merging. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ORSetBenchmark {

    private static final int BATCH = 10_000;

    @Param({"1000", "100000", "1000000"})
    private int size;

    private Writer me;
    private Causal<ORSet<String>> set;
    private Causal<ORSet<String>> sibling;
    private Causal<ORSet<String>> descendant;
    private String[] news;
    private List<Delta<ORSet<String>>> deltas;
    private final List<Delta<ORSet<String>>> kept = new ArrayList<>(BATCH);
    private PersistentMap<String, Unit> plain;

    /** Builds the sets: one, another of the same dots that differs in 1 % on each side, and a descendant. */
    @Setup
    public void build() {
        me = new Writer(1);
        Writer other = new Writer(2);
        set = filled(me, 0, size);
        news = Strings.range(10_000_000, BATCH);
        deltas = new ArrayList<>();
        Causal<ORSet<String>> empty = Causal.bottom(ORSet.empty());
        for (String element : news) {
            deltas.add(empty.value().add(other, element));
        }
        Writer again = new Writer(1);
        sibling = filled(again, 0, size);
        int percent = Math.max(1, size / 100);
        sibling = added(sibling, new Writer(3), 20_000_000, percent);
        descendant = added(set, new Writer(4), 30_000_000, percent);
        set = added(set, new Writer(5), 40_000_000, percent);
        PersistentMap.Builder<String, Unit> keys = PersistentMap.builder();
        set.value().elements().forEach(element -> keys.put(element, Unit.UNIT));
        plain = keys.build();
    }

    private static Causal<ORSet<String>> filled(Writer writer, long from, int count) {
        return added(Causal.bottom(ORSet.empty()), writer, from, count);
    }

    private static Causal<ORSet<String>> added(Causal<ORSet<String>> start, Writer writer, long from, int count) {
        Causal<ORSet<String>> filled = start;
        for (int i = 0; i < count; i++) {
            filled = filled.value().add(writer, Strings.of(from + i)).applyTo(filled);
        }
        return filled;
    }

    /** One add of a new element: its delta made, applied here to the value and its context, and kept. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Causal<ORSet<String>> add() {
        Causal<ORSet<String>> grown = set;
        Writer writer = me.copy();
        kept.clear();
        for (String element : news) {
            Delta<ORSet<String>> delta = grown.value().add(writer, element);
            kept.add(delta);
            grown = delta.applyTo(grown);
        }
        return grown;
    }

    /** A yardstick for {@link #add}: one put of a new key to a persistent map, with no dot, delta or context. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public PersistentMap<String, Unit> plainPut() {
        PersistentMap<String, Unit> grown = plain;
        for (String element : news) {
            grown = grown.put(element, Unit.UNIT);
        }
        return grown;
    }

    /** One delta of one add on another replica, applied here. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Causal<ORSet<String>> applyOneAddDelta() {
        Causal<ORSet<String>> grown = set;
        for (Delta<ORSet<String>> delta : deltas) {
            grown = delta.applyTo(grown);
        }
        return grown;
    }

    /** The merge of two sets of equal dots but no shared structure that differ in 1 % on each side. */
    @Benchmark
    public Causal<ORSet<String>> mergeSiblings() {
        return set.join(sibling);
    }

    /** The merge of two sets of one lineage that differ in 1 % on each side. */
    @Benchmark
    public Causal<ORSet<String>> mergeDescendants() {
        return set.join(descendant);
    }
}
