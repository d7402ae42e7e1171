package io.crdt.bench;

import io.crdt.causal.Causal;
import io.crdt.causal.Incarnation;
import io.crdt.type.GCounter;
import java.util.HashMap;
import java.util.Map;
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
    private Map<Incarnation, Long> plain;
    private Map<Incarnation, Long> plainAhead;

    /** Builds a counter and, from incarnations of its own as if it had come in, one where every replica has counted on. */
    @Setup
    public void build() {
        me = new Writer(1);
        counter = counted(me, 1);
        ahead = counted(new Writer(1), 2);
        plain = plain(counter);
        plainAhead = plain(ahead);
    }

    private Causal<GCounter> counted(Writer first, int times) {
        Causal<GCounter> grown = Causal.bottom(GCounter.empty());
        for (int replica = 1; replica <= replicas; replica++) {
            Writer writer = replica == 1 ? first : new Writer(replica);
            for (int i = 0; i < times; i++) {
                grown = grown.value().increment(writer).applyTo(grown);
            }
        }
        return grown;
    }

    private static Map<Incarnation, Long> plain(Causal<GCounter> counter) {
        Map<Incarnation, Long> counts = new HashMap<>();
        counter.context().vector().forEach((origin, seq) -> counts.put(origin, seq));
        return counts;
    }

    /** One increment: its dot, its delta, and the delta applied here to the value and its context. */
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

    /** The merge of two counters, with their contexts, that differ in every replica's part and share no object. */
    @Benchmark
    public Causal<GCounter> merge() {
        return counter.join(ahead);
    }

    /** A yardstick for {@link #merge}: a copied {@link HashMap} takes the greater numbers of another one, once. */
    @Benchmark
    public Map<Incarnation, Long> plainMerge() {
        Map<Incarnation, Long> merged = new HashMap<>(plain);
        plainAhead.forEach((origin, count) -> merged.merge(origin, count, Math::max));
        return merged;
    }

    /** A yardstick for {@link #increment}: one dot made and counted in a {@link HashMap} that is changed in place. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Map<Incarnation, Long> plainIncrement() {
        Writer writer = me.copy();
        for (int i = 0; i < BATCH; i++) {
            plain.merge(writer.nextDot().origin(), 1L, Long::sum);
        }
        return plain;
    }
}
