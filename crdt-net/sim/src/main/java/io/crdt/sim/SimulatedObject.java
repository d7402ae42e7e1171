package io.crdt.sim;

import io.crdt.causal.Crdt;
import io.crdt.lattice.Pair;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.ObjectHistory;
import io.crdt.laws.spec.BoundedCounterSpec;
import io.crdt.laws.spec.CounterMapSpec;
import io.crdt.laws.spec.DWFlagSpec;
import io.crdt.laws.spec.EWFlagSpec;
import io.crdt.laws.spec.GCounterSpec;
import io.crdt.laws.spec.GSetSpec;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.laws.spec.LWWRegisterSpec;
import io.crdt.laws.spec.LWWSetSpec;
import io.crdt.laws.spec.LatticeRegisterSpec;
import io.crdt.laws.spec.MVMapSpec;
import io.crdt.laws.spec.MVRegisterSpec;
import io.crdt.laws.spec.MaxRegisterSpec;
import io.crdt.laws.spec.MinRegisterSpec;
import io.crdt.laws.spec.ORMapSpec;
import io.crdt.laws.spec.ORMultiMapSpec;
import io.crdt.laws.spec.ORSetSpec;
import io.crdt.laws.spec.PNCounterSpec;
import io.crdt.laws.spec.RWSetSpec;
import io.crdt.laws.spec.TwoPSetSpec;
import io.crdt.replica.Key;
import io.crdt.type.BoundedCounter;
import io.crdt.type.CounterMap;
import io.crdt.type.DWFlag;
import io.crdt.type.EWFlag;
import io.crdt.type.GCounter;
import io.crdt.type.GSet;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWRegister;
import io.crdt.type.LWWSet;
import io.crdt.type.LatticeRegister;
import io.crdt.type.MVMap;
import io.crdt.type.MVRegister;
import io.crdt.type.MaxRegister;
import io.crdt.type.MinRegister;
import io.crdt.type.ORMap;
import io.crdt.type.ORMultiMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import io.crdt.type.RWSet;
import io.crdt.type.TwoPSet;
import io.crdt.type.Type;
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

    /** Returns an object of each type, and maps of maps and of counters. */
    public static List<SimulatedObject<?>> defaults() {
        return List.of(
                of(GCounter.type(), new GCounterSpec()),
                of(PNCounter.type(), new PNCounterSpec()),
                of(CounterMap.type(String.class), new CounterMapSpec()),
                of(BoundedCounter.type(BoundedCounterSpec.BOUND), new BoundedCounterSpec()),
                of(GSet.type(String.class), new GSetSpec()),
                of(TwoPSet.type(String.class), new TwoPSetSpec()),
                of(ORSet.type(String.class), new ORSetSpec()),
                of(RWSet.type(String.class), new RWSetSpec()),
                of(LWWSet.type(String.class), new LWWSetSpec()),
                of(LWWRegister.type(Integer.class), new LWWRegisterSpec()),
                of(MVRegister.type(String.class), new MVRegisterSpec()),
                of(MaxRegister.type(Integer.class), new MaxRegisterSpec()),
                of(MinRegister.type(Integer.class), new MinRegisterSpec()),
                of(LatticeRegister.type(Pair.class), new LatticeRegisterSpec()),
                of(EWFlag.type(), new EWFlagSpec()),
                of(DWFlag.type(), new DWFlagSpec()),
                of(LWWMap.type(String.class, Integer.class), new LWWMapSpec()),
                of(MVMap.type(String.class, Integer.class), new MVMapSpec()),
                of(ORMultiMap.type(String.class, Integer.class), new ORMultiMapSpec()),
                of(ORMap.type(String.class, PNCounter.type()), new ORMapSpec<>(new PNCounterSpec())),
                of(
                        ORMap.type(String.class, ORMap.type(String.class, ORSet.type(String.class))),
                        new ORMapSpec<>(new ORMapSpec<>(new ORSetSpec()))));
    }

    private static <S extends Crdt<S, ?>> SimulatedObject<S> of(Type<S> type, CrdtSpec<S> spec) {
        return new SimulatedObject<>(Key.of(type.toString(), type), spec);
    }
}
