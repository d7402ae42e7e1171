package io.crdt.bench;

import io.crdt.causal.VersionVector;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.type.ORSet;
import java.util.Arrays;
import java.util.SplittableRandom;
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

/** A replica of many elements: updating it, extracting the delta of the last hundred changes, applying it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplicaBenchmark {

    private static final Key<ORSet<String>> SET = Key.of("set", ORSet.type(String.class));
    private static final int CHANGES = 100;

    @Param({"1000", "100000", "1000000"})
    private int size;

    private String[] news;
    private ReplicaState state;
    private ReplicaState before;
    private StateDelta delta;

    /** Builds a state and one that is a hundred changes behind it. */
    @Setup
    public void build() {
        news = Strings.range(10_000_000, CHANGES);
        Replica replica = replica(ReplicaState.empty());
        replica.update(SET, (set, me) -> set.addAll(me, Arrays.asList(Strings.range(0, size))));
        before = replica.state();
        addNews(replica);
        state = replica.state();
        delta = state.deltaSince(before.context());
    }

    private static Replica replica(ReplicaState state) {
        return new Replica(
                ReplicaId.random(new SplittableRandom(1), "replica"), state, new SplittableRandom(2), () -> 1L);
    }

    private void addNews(Replica replica) {
        for (String element : news) {
            replica.update(SET, (set, me) -> set.add(me, element));
        }
    }

    /** One update of a replica that adds an element. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public VersionVector update() {
        Replica replica = replica(before);
        addNews(replica);
        return replica.context();
    }

    /** The delta of the last hundred changes. */
    @Benchmark
    public StateDelta extractHundred() {
        return state.deltaSince(before.context());
    }

    /** Applying it. */
    @Benchmark
    public ReplicaState applyHundred() {
        return before.apply(delta);
    }
}
