package io.crdt.type;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Max;
import java.util.List;
import java.util.function.BiFunction;

/** A type and how to write to it, for tests of what all types do alike. */
record Kind<S extends Crdt<S, ?>>(Type<S> type, Write<S> write) {

    /** A mutator that writes the number; what one writes another one replaces, if the type replaces anything. */
    interface Write<S> {
        Delta<S> apply(S value, ReplicaContext me, int number);
    }

    static final Kind<GCounter> G_COUNTER = new Kind<>(GCounter.type(), (counter, me, n) -> counter.increment(me, n));
    static final Kind<PNCounter> PN_COUNTER =
            new Kind<>(PNCounter.type(), (counter, me, n) -> counter.decrement(me, n));
    static final Kind<BoundedCounter> BOUNDED_COUNTER =
            new Kind<>(BoundedCounter.type(), (counter, me, n) -> counter.increment(me, n));
    static final Kind<GSet<String>> G_SET = new Kind<>(GSet.type(String.class), (set, me, n) -> set.add(me, "e" + n));
    static final Kind<TwoPSet<String>> TWO_P_SET =
            new Kind<>(TwoPSet.type(String.class), (set, me, n) -> n % 2 == 1 ? set.add(me, "e") : set.remove(me, "e"));
    static final Kind<ORSet<String>> OR_SET = new Kind<>(ORSet.type(String.class), (set, me, n) -> set.add(me, "e"));
    static final Kind<RWSet<String>> RW_SET = new Kind<>(RWSet.type(String.class), (set, me, n) -> set.add(me, "e"));
    static final Kind<LWWSet<String>> LWW_SET = new Kind<>(LWWSet.type(String.class), (set, me, n) -> set.add(me, "e"));
    static final Kind<LWWRegister<Integer>> LWW_REGISTER =
            new Kind<>(LWWRegister.type(Integer.class), LWWRegister::set);
    static final Kind<MVRegister<Integer>> MV_REGISTER = new Kind<>(MVRegister.type(Integer.class), MVRegister::set);
    static final Kind<MaxRegister<Integer>> MAX_REGISTER =
            new Kind<>(MaxRegister.type(Integer.class), MaxRegister::offer);
    static final Kind<MinRegister<Integer>> MIN_REGISTER =
            new Kind<>(MinRegister.type(Integer.class), (register, me, n) -> register.offer(me, -n));
    static final Kind<LatticeRegister<Max<Integer>>> LATTICE_REGISTER =
            new Kind<>(LatticeRegister.type(Max.class), (register, me, n) -> register.join(me, new Max<>(n)));
    static final Kind<EWFlag> EW_FLAG =
            new Kind<>(EWFlag.type(), (flag, me, n) -> n % 2 == 1 ? flag.enable(me) : flag.disable(me));
    static final Kind<DWFlag> DW_FLAG =
            new Kind<>(DWFlag.type(), (flag, me, n) -> n % 2 == 1 ? flag.enable(me) : flag.disable(me));
    static final Kind<LWWMap<String, Integer>> LWW_MAP =
            new Kind<>(LWWMap.type(String.class, Integer.class), (map, me, n) -> map.put(me, "k", n));
    static final Kind<MVMap<String, Integer>> MV_MAP =
            new Kind<>(MVMap.type(String.class, Integer.class), (map, me, n) -> map.put(me, "k", n));
    static final Kind<ORMultiMap<String, String>> OR_MULTI_MAP =
            new Kind<>(ORMultiMap.type(String.class, String.class), (map, me, n) -> map.put(me, "k", "v"));
    static final Kind<CounterMap<String>> COUNTER_MAP =
            new Kind<>(CounterMap.type(String.class), (map, me, n) -> map.increment(me, "k", n));
    static final Kind<ORMap<String, ORSet<String>>> OR_MAP = new Kind<>(
            ORMap.type(String.class, ORSet.type(String.class)), (map, me, n) -> map.update(me, "k", OR_SET.writing(n)));

    /** Returns all of them. */
    static List<Kind<?>> all() {
        return List.of(
                G_COUNTER,
                PN_COUNTER,
                BOUNDED_COUNTER,
                G_SET,
                TWO_P_SET,
                OR_SET,
                RW_SET,
                LWW_SET,
                LWW_REGISTER,
                MV_REGISTER,
                MAX_REGISTER,
                MIN_REGISTER,
                LATTICE_REGISTER,
                EW_FLAG,
                DW_FLAG,
                LWW_MAP,
                MV_MAP,
                OR_MULTI_MAP,
                COUNTER_MAP,
                OR_MAP);
    }

    BiFunction<S, ReplicaContext, Delta<S>> writing(int number) {
        return (value, me) -> write.apply(value, me, number);
    }

    /** Returns two replicas that have met after a write. */
    Meeting<S> met() {
        Meeting<S> meeting = new Meeting<>(type);
        meeting.here(writing(1)).meet();
        return meeting;
    }

    @Override
    public String toString() {
        return type.toString();
    }
}
