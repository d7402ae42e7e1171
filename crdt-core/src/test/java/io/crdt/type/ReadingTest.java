package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a reader of a value finds. */
class ReadingTest {

    private static final Key<ORSet<String>> SET = Key.of("set", ORSet.type(String.class));
    private static final Key<LWWMap<String, Integer>> MAP = Key.of("map", LWWMap.type(String.class, Integer.class));

    private final Replica replica = new Replica(new ReplicaId(1, 2, "r"), ReplicaState.empty(), new Random(1), () -> 7);

    @Test
    void aSetTellsWhatIsInIt() {
        assertTrue(replica.get(SET).isEmpty());
        replica.update(SET, (set, me) -> set.addAll(me, List.of("a", "b")));
        ORSet<String> set = replica.get(SET);
        assertFalse(set.isEmpty());
        assertEquals(2, set.size());
        assertTrue(set.contains("a"));
        assertFalse(set.contains("c"));
        assertEquals(Set.of("a", "b"), set.elements());
        assertEquals(List.of("a", "b"), set.stream().sorted().toList());
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
        assertEquals(Map.of("a", 1, "b", 2), Map.of("a", map.get("a").orElseThrow(), "b", 2));
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
