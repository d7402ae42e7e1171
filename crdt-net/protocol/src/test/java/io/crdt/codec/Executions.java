package io.crdt.codec;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.lattice.Max;
import io.crdt.protocol.Message.Repair;
import io.crdt.replica.DotRanges;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.Key;
import io.crdt.replica.RangeSum;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Section;
import io.crdt.replica.StateDelta;
import io.crdt.type.CounterMap;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWSet;
import io.crdt.type.LatticeRegister;
import io.crdt.type.MVMap;
import io.crdt.type.ORMap;
import io.crdt.type.ORMultiMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import io.crdt.type.RWSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Deltas as they occur: what replicas that ran at random tell each other. */
final class Executions {

    static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());
    static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    static final Key<ORSet<Object>> MIX = Key.of("mix", ORSet.type(Object.class));
    static final Key<LWWMap<String, Object>> PRICES = Key.of("prices", LWWMap.type(String.class, Object.class));

    static final Key<RWSet<String>> ALLOWED = Key.of("allowed", RWSet.type(String.class));
    static final Key<LWWSet<String>> FLAGS = Key.of("flags", LWWSet.type(String.class));
    static final Key<ORMultiMap<String, Object>> TAGS = Key.of("tags", ORMultiMap.type(String.class, Object.class));
    static final Key<CounterMap<String>> WORDS = Key.of("words", CounterMap.type(String.class));
    static final Key<ORMap<String, ORMap<String, MVMap<String, Object>>>> DEEP =
            Key.of("deep", ORMap.type(String.class, ORMap.type(String.class, MVMap.type(String.class, Object.class))));
    static final Key<PNCounter> UNREAD = Key.of("unread", PNCounter.type());
    static final Key<LatticeRegister<Max<Integer>>> RANGE = Key.of("range", LatticeRegister.type(Max.class));

    private final Random random;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<VersionVector> passed = new ArrayList<>(List.of(VersionVector.EMPTY));
    private long now = 1_700_000_000_000L;

    Executions(long seed, int removalLimit) {
        random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            replicas.add(replica(ReplicaState.empty(removalLimit), random, () -> now));
        }
    }

    static Replica replica() {
        return replica(ReplicaState.DEFAULT_REMOVAL_LIMIT);
    }

    static Replica replica(int removalLimit) {
        return replica(ReplicaState.empty(removalLimit), new Random(42), () -> 1_700_000_000_000L);
    }

    private static Replica replica(ReplicaState state, Random random, LongSupplier clock) {
        return new Replica(ReplicaId.random(random, "test"), state, random, clock);
    }

    /** Runs on, and returns a delta from a vector that some replica once had, or from one that none ever had. */
    StateDelta next(int steps) {
        run(steps);
        VersionVector from = passed.get(random.nextInt(passed.size()));
        if (random.nextInt(4) == 0) {
            from = from.advancedTo(Incarnation.random(random), 1 + random.nextInt(1000));
        }
        return replicas.get(random.nextInt(replicas.size())).state().deltaSince(from);
    }

    private void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step(replicas.get(random.nextInt(replicas.size())));
        }
    }

    /** Returns what replicas would say of a state if they did not agree on it. */
    static List<Repair> repairs(long seed, int steps) {
        Executions run = new Executions(seed, 4);
        run.run(steps);
        Random random = new Random(seed);
        ReplicaState state = run.replicas.get(random.nextInt(3)).state();
        List<RangeSum> sums = new ArrayList<>();
        Map<Incarnation, List<Range>> ranges = new TreeMap<>();
        Map<Incarnation, Long> chains = new TreeMap<>();
        state.context().forEach((origin, seq) -> {
            long first = 1 + random.nextLong(seq);
            sums.add(state.sum(origin, new Range(1, first)));
            ranges.put(origin, List.of(new Range(first, seq)));
            chains.put(origin, state.chain(origin));
        });
        Section section = state.section(new DotRanges(ranges));
        return List.of(
                new Repair(random.nextLong(), sums, chains, Section.NONE),
                new Repair(random.nextLong(), List.of(), Map.of(), section),
                new Repair(random.nextLong(), sums, chains, section));
    }

    private void step(Replica replica) {
        now += random.nextInt(1000);
        String name = "e" + random.nextInt(12);
        switch (random.nextInt(20)) {
            case 0, 1 -> replica.update(VISITS, (visits, me) -> visits.increment(me));
            case 2, 3 -> replica.update(CART, (cart, me) -> cart.add(me, name));
            case 4 -> replica.update(CART, (cart, me) -> cart.remove(me, name));
            case 5 -> replica.update(CART, (cart, me) -> random.nextInt(5) == 0 ? cart.clear(me) : cart.add(me, name));
            case 6 -> replica.update(MIX, (mix, me) -> mix.add(me, Values.any(random, 2)));
            case 7, 8 -> replica.update(PRICES, (map, me) -> map.put(me, name, Values.any(random, 2)));
            case 9 -> replica.update(PRICES, (map, me) -> map.remove(me, name));
            case 10 ->
                replica.update(ALLOWED, (set, me) -> random.nextBoolean() ? set.add(me, name) : set.remove(me, name));
            case 11 ->
                replica.update(FLAGS, (set, me) -> random.nextBoolean() ? set.add(me, name) : set.remove(me, name));
            case 12 ->
                replica.update(
                        TAGS,
                        (map, me) -> random.nextInt(4) == 0
                                ? map.removeAll(me, name)
                                : map.put(me, name, Values.any(random, 2)));
            case 13 ->
                replica.update(
                        WORDS,
                        (map, me) -> random.nextInt(4) == 0
                                ? map.remove(me, name)
                                : map.increment(me, name, random.nextInt(-5, 5)));
            case 14 ->
                replica.update(
                        DEEP,
                        (outer, me) -> random.nextInt(4) == 0
                                ? outer.remove(me, name)
                                : outer.update(
                                        me,
                                        name,
                                        (inner, i) -> inner.update(
                                                i, "inner", (map, j) -> map.put(j, name, Values.any(random, 2)))));
            case 15 ->
                replica.update(
                        UNREAD, (unread, me) -> random.nextInt(4) == 0 ? unread.reset(me) : unread.increment(me));
            case 16 -> replica.update(RANGE, (range, me) -> range.join(me, new Max<>(random.nextInt())));
            case 17, 18 -> meet(replica, replicas.get(random.nextInt(replicas.size())));
            default -> restart(replica);
        }
    }

    private void meet(Replica replica, Replica other) {
        passed.add(other.context());
        if (!other.apply(replica.state().deltaSince(other.context()))) {
            throw new IllegalStateException("a delta from the receiver's own vector was not applied");
        }
    }

    private void restart(Replica replica) {
        if (random.nextInt(10) == 0) {
            replicas.set(replicas.indexOf(replica), replica(replica.state(), random, () -> now));
        }
    }

    /** Returns the delta of a set with the given number of elements of 17 characters. */
    static StateDelta additions(int count) {
        Replica replica = replica();
        for (int i = 0; i < count; i++) {
            String element = String.format("element-%09d", i);
            replica.update(CART, (cart, me) -> cart.add(me, element));
        }
        return replica.state().deltaSince(VersionVector.EMPTY);
    }

    static Dot dot(long origin, long seq) {
        return new Dot(new Incarnation(origin, origin), seq);
    }
}
