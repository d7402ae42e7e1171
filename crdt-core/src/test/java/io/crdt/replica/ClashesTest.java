package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Crdt;
import io.crdt.type.CounterMap;
import io.crdt.type.GSet;
import io.crdt.type.LWWMap;
import io.crdt.type.LWWRegister;
import io.crdt.type.MVMap;
import io.crdt.type.ORMap;
import io.crdt.type.ORMultiMap;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import io.crdt.type.RWSet;
import io.crdt.type.Type;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClashesTest {

    private final Replica here = replica(1);
    private final Replica there = replica(2);

    private static Replica replica(long seed) {
        return new Replica(
                new ReplicaId(0, seed, "r" + seed), ReplicaState.empty(), new SplittableRandom(seed), () -> 1_000_000L);
    }

    @CanIgnoreReturnValue
    private List<Clash> arrive() {
        StateDelta delta = there.state().deltaSince(here.context());
        assertTrue(here.apply(delta));
        return here.clashesOf(delta.objects());
    }

    @Test
    void aClashOfTypesIsReturnedOnceWhicheverComesFirst() {
        Key<GSet<String>> set = Key.of("x", GSet.type(String.class));
        Key<PNCounter> counter = Key.of("x", PNCounter.type());
        assertEquals(List.of(), here.use(set));
        there.update(counter, (value, me) -> value.increment(me));
        assertEquals(List.of(Clash.ofTypes(set, counter.id())), arrive());
        there.update(counter, (value, me) -> value.increment(me));
        assertEquals(List.of(), arrive());

        Replica late = replica(3);
        assertTrue(late.apply(there.state().deltaSince(late.context())));
        assertEquals(List.of(Clash.ofTypes(set, counter.id())), late.use(set));
        assertEquals(List.of(), late.use(set));
    }

    @Test
    void elementsOfAnotherClassAreFoundInEveryPlaceOfEveryType() {
        find(
                ORSet.type(Integer.class),
                ORSet.type(String.class),
                key -> there.update(key, (set, me) -> set.add(me, 1)));
        find(
                RWSet.type(Integer.class),
                RWSet.type(String.class),
                key -> there.update(key, (set, me) -> set.add(me, 1)));
        find(
                LWWRegister.type(Integer.class),
                LWWRegister.type(String.class),
                key -> there.update(key, (register, me) -> register.set(me, 1)));
        find(
                LWWMap.type(String.class, Integer.class),
                LWWMap.type(String.class, String.class),
                key -> there.update(key, (map, me) -> map.put(me, "k", 1)));
        find(
                MVMap.type(Integer.class, String.class),
                MVMap.type(String.class, String.class),
                key -> there.update(key, (map, me) -> map.put(me, 1, "v")));
        find(
                ORMultiMap.type(String.class, Integer.class),
                ORMultiMap.type(String.class, String.class),
                key -> there.update(key, (map, me) -> map.put(me, "k", 1)));
        find(
                CounterMap.type(Integer.class),
                CounterMap.type(String.class),
                key -> there.update(key, (map, me) -> map.increment(me, 1, 5)));
        find(
                ORMap.type(String.class, ORSet.type(Integer.class)),
                ORMap.type(String.class, ORSet.type(String.class)),
                key -> there.update(key, (map, me) -> map.update(me, "k", (set, inner) -> set.add(inner, 1))));
    }

    /** What one type writes is as the other one expects but for one class, both when it arrives and when it is there. */
    private <S extends Crdt<S, ?>, T extends Crdt<T, ?>> void find(
            Type<S> written, Type<T> read, Consumer<Key<S>> write) {
        Key<T> arriving = Key.of("arrives " + written, read);
        assertEquals(List.of(), here.use(arriving));
        write.accept(Key.of(arriving.name(), written));
        assertEquals(List.of(Clash.ofClasses(arriving, Integer.class, String.class)), arrive(), written::toString);

        Key<T> present = Key.of("is there " + written, read);
        write.accept(Key.of(present.name(), written));
        arrive();
        assertEquals(
                List.of(Clash.ofClasses(present, Integer.class, String.class)), here.use(present), written::toString);

        Key<S> fitting = Key.of("fits " + written, written);
        assertEquals(List.of(), here.use(fitting));
        write.accept(fitting);
        assertEquals(List.of(), arrive(), written::toString);
    }

    @Test
    void aMutatorThatFailsForAnElementOfAPeerNamesTheKeyAndBothClasses() {
        Key<ORSet<String>> texts = Key.of("x", ORSet.type(String.class));
        Key<ORSet<Integer>> numbers = Key.of("x", ORSet.type(Integer.class));
        there.update(numbers, (set, me) -> set.add(me, 1));
        arrive();
        ClassCastException failure = assertThrows(
                ClassCastException.class,
                () -> here.update(texts, (set, me) -> {
                    int length = 0;
                    for (String each : set.elements()) {
                        length += each.length();
                    }
                    return set.add(me, "length " + length);
                }));
        assertEquals(
                "the update of x (ORSet<String>) failed: " + Clash.ofClasses(texts, Integer.class, String.class)
                        + "; nothing was changed",
                failure.getMessage());
        here.update(texts, (set, me) -> set.clear(me));
        assertTrue(here.get(texts).isEmpty());
    }

    @Test
    void theNamesThatAreKeptAndTheClashesThatAreToldAreBounded() {
        Clashes clashes = new Clashes();
        int told = 0;
        for (int i = 0; i < 3 * Clashes.MAX_USED; i++) {
            assertEquals(List.of(), clashes.use(Key.of("n" + i, GSet.type(String.class)), there.state()));
            Key<GSet<String>> other = Key.of("n" + i, GSet.type(String.class));
            assertEquals(List.of(), clashes.use(other, there.state()));
            told += clashes.use(Key.of("n" + i, PNCounter.type()), there.state())
                    .size();
        }
        assertEquals(Clashes.MAX_TOLD, told);
        assertEquals(Clashes.MAX_USED, clashes.used());
    }
}
