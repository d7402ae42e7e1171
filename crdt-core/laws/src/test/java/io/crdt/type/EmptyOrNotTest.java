package io.crdt.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.lattice.GrowMap;
import io.crdt.lattice.Max;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The small questions that readers ask, answered before and after there is anything to read. */
class EmptyOrNotTest {

    private final SplittableRandom random = new SplittableRandom(1);
    private final Replica replica =
            new Replica(ReplicaId.random(random, "a"), ReplicaState.empty(), random, () -> 1_000);

    @Test
    void aRegisterIsEmptyUntilItIsWritten() {
        Key<MaxRegister<Integer>> max = Key.of("max", MaxRegister.type(Integer.class));
        Key<MinRegister<Integer>> min = Key.of("min", MinRegister.type(Integer.class));
        Key<LWWRegister<Integer>> last = Key.of("last", LWWRegister.type(Integer.class));
        Key<MVRegister<Integer>> all = Key.of("all", MVRegister.type(Integer.class));
        Key<LatticeRegister<Max<Integer>>> joined = Key.of("joined", LatticeRegister.type(Max.class));
        assertTrue(replica.get(max).isEmpty());
        assertTrue(replica.get(min).isEmpty());
        assertTrue(replica.get(last).isEmpty());
        assertTrue(replica.get(all).isEmpty());
        assertTrue(replica.get(joined).isEmpty());

        assertFalse(replica.update(max, (r, me) -> r.offer(me, 1)).isEmpty());
        assertFalse(replica.update(min, (r, me) -> r.offer(me, 1)).isEmpty());
        assertFalse(replica.update(last, (r, me) -> r.set(me, 1)).isEmpty());
        assertFalse(replica.update(all, (r, me) -> r.set(me, 1)).isEmpty());
        assertFalse(replica.update(joined, (r, me) -> r.join(me, new Max<>(1))).isEmpty());
    }

    @Test
    void aMultiMapKnowsItsPairs() {
        Key<ORMultiMap<String, Integer>> key = Key.of("pairs", ORMultiMap.type(String.class, Integer.class));
        assertTrue(replica.get(key).isEmpty());

        ORMultiMap<String, Integer> pairs = replica.update(key, (map, me) -> map.put(me, "a", 1));

        assertFalse(pairs.isEmpty());
        assertTrue(pairs.containsEntry("a", 1));
        assertFalse(pairs.containsEntry("a", 2));
        assertFalse(pairs.containsEntry("b", 1));
    }

    @Test
    void aSetKnowsWhatIsNotInIt() {
        Key<RWSet<String>> key = Key.of("set", RWSet.type(String.class));
        replica.update(key, (set, me) -> set.add(me, "a"));
        RWSet<String> set = replica.update(key, (before, me) -> before.remove(me, "b"));

        assertTrue(set.elements().contains("a"));
        assertFalse(set.elements().contains("b"));
        assertFalse(set.elements().contains("c"));
    }

    @Test
    void aViewOfAMapKnowsWhatIsNotInIt() {
        Key<CounterMap<String>> key = Key.of("counts", CounterMap.type(String.class));
        replica.update(key, (counts, me) -> counts.increment(me, "a"));
        replica.update(key, (counts, me) -> counts.increment(me, "b"));
        CounterMap<String> counts = replica.update(key, (before, me) -> before.remove(me, "b"));

        assertTrue(counts.asMap().containsKey("a"));
        assertFalse(counts.asMap().containsKey("b"));
        assertFalse(counts.asMap().containsKey("c"));
    }

    @Test
    void whatAReaderFindsAtAKeyIsThereOrNot() {
        Key<ORSet<String>> key = Key.of("cart", ORSet.type(String.class));
        ORSet<String> cart = replica.update(key, (set, me) -> set.add(me, "milk"));

        assertNotNull(cart.contentAt("milk"));
        assertNull(cart.contentAt("eggs"));
        assertTrue(cart.isKeyed());
        assertFalse(PNCounter.empty().isKeyed());
    }

    @Test
    void aCounterGoesDownByOne() {
        Key<BoundedCounter> key = Key.of("stock", BoundedCounter.type());
        replica.update(key, (stock, me) -> stock.increment(me, 2));

        assertEquals(1, replica.update(key, (stock, me) -> stock.decrement(me)).value());
    }

    @Test
    void aMapOfMaximaKeepsWhatIsGreater() {
        GrowMap<String, Max<Integer>> map =
                GrowMap.<String, Max<Integer>>empty().with("a", new Max<>(2));

        assertEquals(1, map.size());
        assertEquals(Map.of("a", new Max<>(2)), map.asMap());
        assertEquals(map, map.with("a", new Max<>(1)));
        assertEquals(map.hashCode(), map.with("a", new Max<>(1)).hashCode());
        assertFalse(map.equals(map.with("a", new Max<>(3))));
    }

    @Test
    void theEntriesOfAViewAreThoseOfAnyMap() {
        Key<LWWMap<String, Integer>> key = Key.of("prices", LWWMap.type(String.class, Integer.class));
        replica.update(key, (prices, me) -> prices.put(me, "tea", 2));
        var entries = replica.update(key, (prices, me) -> prices.put(me, "milk", 1))
                .asMap()
                .entrySet();

        assertTrue(entries.contains(Map.entry("tea", 2)));
        assertFalse(entries.contains(Map.entry("tea", 1)));
        assertFalse(entries.contains(Map.entry("rum", 1)));
        for (Map.Entry<String, Integer> entry : entries) {
            Map.Entry<String, Integer> same = Map.entry(entry.getKey(), entry.getValue());
            assertTrue(entry.equals(same), "not in the way of assertEquals, which would ask the other one");
            assertFalse(entry.equals(Map.entry(entry.getKey(), 7)));
            assertFalse(entry.equals(Map.entry("rum", entry.getValue())));
            assertEquals(same.hashCode(), entry.hashCode());
        }
    }

    @Test
    void aSumThatDoesNotFitNamesItsKey() {
        Key<CounterMap<String>> key = Key.of("counts", CounterMap.type(String.class));
        replica.update(key, (counts, me) -> counts.increment(me, "a", Long.MAX_VALUE));
        Replica other = new Replica(ReplicaId.random(random, "b"), ReplicaState.empty(), random, () -> 1_000);
        other.update(key, (counts, me) -> counts.increment(me, "a", 1));
        assertTrue(replica.apply(other.state().deltaSince(replica.state().context())));

        String message = assertThrows(
                        ArithmeticException.class, () -> replica.get(key).get("a"))
                .getMessage();
        assertEquals(
                "the sum at the key \"a\" of the CounterMap is 9223372036854775808, which does not fit into a long",
                message);
    }

    @Test
    void aKeyIsReadOnlyWhereThereAreKeys() {
        assertFalse(EWFlag.empty().isKeyed());
        assertNull(EWFlag.empty().contentAt("a"));
        assertNull(TwoPSet.<String>empty().contentAt("a"));
    }
}
