package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.type.CounterMap;
import io.crdt.type.GSet;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWRegister;
import io.crdt.type.LWWSet;
import io.crdt.type.MVMap;
import io.crdt.type.MVRegister;
import io.crdt.type.ORMultiMap;
import io.crdt.type.ORSet;
import io.crdt.type.RWSet;
import io.crdt.type.TwoPSet;
import io.crdt.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Values that cannot be hashed or compared on any stack: an error that names the key, and nothing else happens. */
class EndlessValuesTest {

    private final Replica replica =
            new Replica(new ReplicaId(0, 1, "r"), ReplicaState.empty(), new SplittableRandom(1), () -> 1_000_000L);

    @Test
    void aListThatContainsItselfIsRefusedByEveryType() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        everywhere(list);
    }

    @Test
    void aListThatIsAHundredThousandDeepIsRefusedByEveryType() {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            list = new ArrayList<>(List.<Object>of(Optional.of(list)));
        }
        everywhere(list);
    }

    private void everywhere(Object value) {
        refused(GSet.type(Object.class), (set, me) -> set.add(me, value));
        refused(ORSet.type(Object.class), (set, me) -> set.add(me, value));
        refused(ORSet.type(Object.class), (set, me) -> set.remove(me, value));
        refused(RWSet.type(Object.class), (set, me) -> set.add(me, value));
        refused(LWWSet.type(Object.class), (set, me) -> set.add(me, value));
        refused(TwoPSet.type(Object.class), (set, me) -> set.add(me, value));
        refused(LWWRegister.type(Object.class), (register, me) -> register.set(me, value));
        refused(MVRegister.type(Object.class), (register, me) -> register.set(me, value));
        refused(LWWMap.type(Object.class, Object.class), (map, me) -> map.put(me, value, 1));
        refused(LWWMap.type(Object.class, Object.class), (map, me) -> map.put(me, 1, value));
        refused(MVMap.type(Object.class, Object.class), (map, me) -> map.put(me, 1, value));
        refused(ORMultiMap.type(Object.class, Object.class), (map, me) -> map.put(me, 1, value));
        refused(CounterMap.type(Object.class), (map, me) -> map.increment(me, value, 1));
        Key<ORSet<Object>> after = Key.of("after", ORSet.type(Object.class));
        assertTrue(replica.update(after, (set, me) -> set.add(me, 1)).contains(1));
    }

    private <S extends Crdt<S, ?>> void refused(Type<S> type, BiFunction<S, ReplicaContext, Delta<S>> mutator) {
        Key<S> key = Key.of("x " + type, type);
        ReplicaState before = replica.state();
        String message = assertThrows(
                        IllegalArgumentException.class, () -> replica.update(key, mutator), type::toString)
                .getMessage();
        assertTrue(message.contains(key.toString()) && message.endsWith("nothing was changed"), message);
        assertEquals(before, replica.state());
    }
}
