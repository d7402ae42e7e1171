package io.crdt.net.sim;

import io.crdt.causal.Crdt;
import io.crdt.laws.BoundedCounterSpec;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.GCounterSpec;
import io.crdt.laws.LWWMapSpec;
import io.crdt.laws.LWWRegisterSpec;
import io.crdt.laws.ORSetSpec;
import io.crdt.laws.ObjectHistory;
import io.crdt.laws.ResettableCounterSpec;
import io.crdt.replica.Key;
import io.crdt.type.BoundedCounter;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWRegister;
import io.crdt.type.ORSet;
import io.crdt.type.ResettableCounter;
import java.util.List;

/**
 * An object that all nodes write to.
 *
 * @param key its key
 * @param spec its random operations, and the oracle that says what they must come to
 * @param <S> its type
 */
public record SimulatedObject<S extends Crdt<S, ?>>(Key<S> key, CrdtSpec<S> spec) {

    ObjectHistory<S> history() {
        return new ObjectHistory<>(key, spec);
    }

    /** Returns counters, sets, maps and a register, of those types whose state says most about what was lost on the way. */
    public static List<SimulatedObject<?>> defaults() {
        return List.of(
                new SimulatedObject<>(Key.of("counter 1", GCounter.type()), new GCounterSpec()),
                new SimulatedObject<>(Key.of("counter 2", GCounter.type()), new GCounterSpec()),
                new SimulatedObject<>(Key.of("set 1", ORSet.type(String.class)), new ORSetSpec()),
                new SimulatedObject<>(Key.of("set 2", ORSet.type(String.class)), new ORSetSpec()),
                new SimulatedObject<>(Key.of("map 1", LWWMap.type(String.class, Integer.class)), new LWWMapSpec()),
                new SimulatedObject<>(Key.of("map 2", LWWMap.type(String.class, Integer.class)), new LWWMapSpec()),
                new SimulatedObject<>(Key.of("resettable", ResettableCounter.type()), new ResettableCounterSpec()),
                new SimulatedObject<>(
                        Key.of("bounded", BoundedCounter.type(BoundedCounterSpec.BOUND)), new BoundedCounterSpec()),
                new SimulatedObject<>(Key.of("register", LWWRegister.type(Integer.class)), new LWWRegisterSpec()));
    }
}
