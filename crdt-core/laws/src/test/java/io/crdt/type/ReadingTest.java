package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader of a value finds. */
class ReadingTest {

    private static final Key<LWWMap<String, Integer>> MAP = Key.of("map", LWWMap.type(String.class, Integer.class));

    private final Replica replica = new Replica(new ReplicaId(1, 2, "r"), ReplicaState.empty(), new Random(1), () -> 7);

    static Stream<ReadableSet<String>> setsOfAAndB() {
        Meeting<GSet<String>> growing = new Meeting<>(GSet.type(String.class));
        growing.here((set, me) -> set.addAll(me, List.of("a", "b")));
        return Stream.of(
                growing.value(),
                withoutC(TwoPSet.type(String.class)),
                withoutC(ORSet.type(String.class)),
                withoutC(RWSet.type(String.class)),
                withoutC(LWWSet.type(String.class)));
    }

    private static <S extends CrdtSet<String, ?, S>> S withoutC(Type<S> type) {
        return new Meeting<>(type)
                .here((set, me) -> set.addAll(me, List.of("a", "c", "b", "a")))
                .here((set, me) -> set.remove(me, "c"))
                .value();
    }

    @ParameterizedTest
    @MethodSource("setsOfAAndB")
    void aSetTellsWhatIsInIt(ReadableSet<String> set) {
        assertFalse(set.isEmpty());
        assertEquals(2, set.size());
        assertTrue(set.contains("a"));
        assertFalse(set.contains("c"));
        assertFalse(set.contains(1));
        assertTrue(set.containsAll(List.of("b", "a")));
        assertFalse(set.containsAll(List.of("a", "c")));
        assertEquals(Set.of("a", "b"), set.elements());
        assertEquals(set.elements(), Set.of("a", "b"));
        assertEquals(List.of("a", "b"), set.stream().sorted().toList());
        assertEquals(set.elements().toString(), set.toString());
        List<String> iterated = new ArrayList<>();
        set.forEach(iterated::add);
        assertEquals(List.copyOf(set.elements()), iterated);
    }

    @ParameterizedTest
    @MethodSource("setsOfAAndB")
    void theViewsOfASetCannotBeModified(ReadableSet<String> set) {
        Set<String> elements = set.elements();
        assertThrows(UnsupportedOperationException.class, () -> elements.add("c"));
        assertThrows(UnsupportedOperationException.class, () -> elements.remove("a"));
        assertThrows(UnsupportedOperationException.class, elements::clear);
        Iterator<String> iterator = set.iterator();
        iterator.next();
        assertThrows(UnsupportedOperationException.class, iterator::remove);
        assertEquals(2, set.size());
    }

    @ParameterizedTest
    @MethodSource("io.crdt.type.BadCallTest#sets")
    void anEmptySetHasNothingInIt(ReadableSet<String> set) {
        assertTrue(set.isEmpty());
        assertEquals(0, set.size());
        assertEquals("[]", set.toString());
    }

    @Test
    void aMapTellsWhatIsInIt() {
        assertTrue(replica.get(MAP).isEmpty());
        replica.update(MAP, (map, me) -> map.put(me, "a", 1).join(map.put(me, "b", 2)));
        LWWMap<String, Integer> map = replica.get(MAP);
        assertFalse(map.isEmpty());
        assertEquals(2, map.size());
        assertTrue(map.containsKey("a"));
        assertFalse(map.containsKey("c"));
        assertEquals(Set.of("a", "b"), map.keySet());
        assertEquals(Map.of("a", 1, "b", 2), map.asMap());
        assertEquals("{a=1, b=2}", new TreeMap<>(map.asMap()).toString());
        assertThrows(UnsupportedOperationException.class, () -> map.asMap().put("c", 3));
        assertThrows(UnsupportedOperationException.class, () -> map.keySet().clear());
        assertEquals(Optional.empty(), map.get("c"));
    }

    @Test
    void ofTwoWritesOfOneTimeTheGreaterDotCounts() {
        for (int seed = 1; seed < 20; seed++) {
            Replica here = new Replica(new ReplicaId(1, 2, "a"), ReplicaState.empty(), new Random(seed), () -> 7);
            Replica there = new Replica(new ReplicaId(3, 4, "b"), ReplicaState.empty(), new Random(-seed), () -> 7);
            here.update(MAP, (map, me) -> map.put(me, "k", 1));
            there.update(MAP, (map, me) -> map.put(me, "k", 2));
            boolean hereIsGreater = dot(here).compareTo(dot(there)) > 0;
            assertTrue(here.apply(there.state().deltaSince(here.context())));
            assertEquals(Optional.of(hereIsGreater ? 1 : 2), here.get(MAP).get("k"));
        }
    }

    private static Dot dot(Replica replica) {
        Dot[] only = new Dot[1];
        replica.get(MAP).store().forEachDot(dot -> only[0] = dot);
        return only[0];
    }
}
