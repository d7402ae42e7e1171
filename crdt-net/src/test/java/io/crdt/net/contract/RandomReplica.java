package io.crdt.net.contract;

import io.crdt.causal.Delta;
import io.crdt.codec.Codec;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.BoundedCounter;
import io.crdt.type.CounterMap;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.MVMap;
import io.crdt.type.ORMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import io.crdt.type.RWSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A replica to which things happen at random: updates of objects of many types, deltas of another replica, new lives. */
public final class RandomReplica {

    public static final Codec CODEC = Codec.standard();
    private static final Key<GCounter> VISITS = Key.of("visits", GCounter.type());
    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<RWSet<Object>> ALLOWED = Key.of("allowed", RWSet.type(Object.class));
    private static final Key<LWWMap<String, Object>> PRICES = Key.of("prices", LWWMap.type(String.class, Object.class));
    private static final Key<CounterMap<String>> WORDS = Key.of("words", CounterMap.type(String.class));
    private static final Key<PNCounter> UNREAD = Key.of("unread", PNCounter.type());
    private static final Key<BoundedCounter> STOCK = Key.of("stock \ud800 half a pair", BoundedCounter.type());
    private static final Key<ORMap<String, MVMap<String, Object>>> DEEP =
            Key.of("deep", ORMap.type(String.class, MVMap.type(String.class, Object.class)));

    private final Random random;
    private final int removalLimit;
    private Replica replica;
    private Replica other;
    private long now = 1_700_000_000_000L;

    public RandomReplica(long seed, int removalLimit) {
        random = new Random(seed);
        this.removalLimit = removalLimit;
        replica = life(ReplicaState.empty(removalLimit));
        other = life(ReplicaState.empty(removalLimit));
    }

    public ReplicaState state() {
        return replica.state();
    }

    /** Goes on from a state that was read back, as another incarnation. */
    public void restart(ReplicaState from) {
        replica = life(from);
    }

    public ReplicaState after(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        return replica.state();
    }

    private Replica life(ReplicaState state) {
        return new Replica(ReplicaId.random(random, "random"), state, random, () -> now);
    }

    private void step() {
        now += random.nextInt(1_000);
        switch (random.nextInt(12)) {
            case 0 -> meet(other, replica);
            case 1 -> meet(replica, other);
            case 2 -> other = random.nextInt(5) == 0 ? life(other.state()) : other;
            default -> operate(random.nextBoolean() ? replica : other);
        }
    }

    private static void meet(Replica from, Replica to) {
        if (!to.apply(from.state().deltaSince(to.context()))) {
            throw new IllegalStateException("a delta from the receiver's own vector was not applied");
        }
    }

    private void operate(Replica at) {
        String name = "e" + random.nextInt(12);
        boolean removes = random.nextInt(3) == 0;
        switch (random.nextInt(10)) {
            case 0 -> at.update(VISITS, (visits, me) -> visits.increment(me, 1 + random.nextInt(5)));
            case 1, 2 -> at.update(CART, (cart, me) -> removes ? cart.remove(me, name) : cart.add(me, name));
            case 3 ->
                at.update(CART, (cart, me) -> removes ? cart.clear(me) : cart.addAll(me, List.of(name, "x", "y")));
            case 4 -> at.update(ALLOWED, (set, me) -> removes ? set.remove(me, value()) : set.add(me, value()));
            case 5 -> at.update(PRICES, (map, me) -> removes ? map.remove(me, name) : map.put(me, name, value()));
            case 6 -> at.update(WORDS, (map, me) -> removes ? map.remove(me, name) : map.increment(me, name, 3));
            case 7 -> at.update(UNREAD, (unread, me) -> removes ? unread.reset(me) : unread.increment(me));
            case 8 ->
                at.update(STOCK, (stock, me) -> removes && stock.value() > 0 ? Delta.none() : stock.increment(me, 2));
            default ->
                at.update(
                        DEEP,
                        (map, me) -> removes
                                ? map.remove(me, name)
                                : map.update(me, name, (inner, i) -> inner.put(i, "k", value())));
        }
    }

    private Object value() {
        return switch (random.nextInt(6)) {
            case 0 -> "text " + random.nextInt(20);
            case 1 -> random.nextLong();
            case 2 -> List.of(random.nextInt(3), List.of("nested"));
            case 3 -> new UUID(random.nextLong(), 1);
            case 4 -> "x".repeat(random.nextInt(9_000));
            default -> random.nextBoolean();
        };
    }

    public int removalLimit() {
        return removalLimit;
    }
}
