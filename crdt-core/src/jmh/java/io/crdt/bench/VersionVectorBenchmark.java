package io.crdt.bench;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Version vectors of many lives of replicas, nearly all of them ended. Copies share no object with what they are copies of. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VersionVectorBenchmark {

    private static final int AHEAD = 10;

    @Param({"10", "1000", "100000", "1000000"})
    private int lives;

    private SplittableRandom random;
    private Incarnation[] origins;
    private VersionVector vector;
    private VersionVector copy;
    private VersionVector ahead;
    private VersionVector growing;
    private long seq;

    /** Builds a vector, a copy of it and one that is ahead by a few lives. */
    @Setup
    public void build() {
        random = new SplittableRandom(1);
        origins = new Incarnation[lives];
        for (int i = 0; i < lives; i++) {
            origins[i] = Incarnation.random(random);
        }
        vector = vector(lives);
        copy = vector(lives);
        Map<Incarnation, Long> news = new HashMap<>();
        for (int i = 0; i < AHEAD; i++) {
            news.put(Incarnation.random(random), 1L);
        }
        ahead = vector(lives).withSeqs(news);
        growing = vector;
        seq = 1_000;
    }

    private VersionVector vector(int size) {
        Map<Incarnation, Long> seqs = new HashMap<>();
        for (int i = 0; i < size; i++) {
            seqs.put(new Incarnation(origins[i].high(), origins[i].low()), 1L + i % 300);
        }
        return VersionVector.EMPTY.withSeqs(seqs);
    }

    private Incarnation any() {
        return origins[random.nextInt(lives)];
    }

    /** Up to where any life is covered. */
    @Benchmark
    public long lookUp() {
        return vector.get(any());
    }

    /** The next write of the same life. */
    @Benchmark
    public VersionVector advanceTheSame() {
        growing = growing.advancedTo(origins[0], ++seq);
        return growing;
    }

    /** A write of any life. */
    @Benchmark
    public VersionVector advanceAny() {
        growing = growing.advancedTo(any(), ++seq);
        return growing;
    }

    /** The first write of another life. */
    @Benchmark
    public VersionVector addOne() {
        return vector.advancedTo(Incarnation.random(random), 1);
    }

    /** Comparing with an equal one. */
    @Benchmark
    public boolean compareWithACopy() {
        return vector.leq(copy);
    }

    /** Comparing with one that is ahead by ten lives. */
    @Benchmark
    public boolean compareWithOneAhead() {
        return ahead.leq(vector);
    }

    /** Joining one that is ahead by ten lives. */
    @Benchmark
    public VersionVector joinOneAhead() {
        return vector.join(ahead);
    }

    /** What one has beyond the other, of ten lives. */
    @Benchmark
    public VersionVector difference() {
        return ahead.aheadOf(vector);
    }

    /** What two replicas tell each other to find out whether they are equal. */
    @Benchmark
    public long digest() {
        return vector.digest();
    }
}
