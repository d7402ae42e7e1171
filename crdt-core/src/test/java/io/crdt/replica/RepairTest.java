package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.Stamped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RepairTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<LWWMap<String, Integer>> PRICES =
            Key.of("prices", LWWMap.type(String.class, Integer.class));

    @Test
    void aRepairIsAJoinOfStates() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ReplicaState sound = sound(random);
            ReplicaState a = damaged(sound, random);
            ReplicaState b = damaged(sound, random);
            ReplicaState c = damaged(sound, random);
            String replay = "seed " + seed + " of aRepairIsAJoinOfStates";
            requireSame(join(a, b), join(b, a), replay);
            requireSame(join(join(a, b), c), join(a, join(b, c)), replay);
            requireSame(a, join(a, a), replay);
            requireSame(join(a, b), join(join(a, b), b), replay);
        }
    }

    @Test
    void itTellsWhatHasChangedAndWhetherThePeerLacksSomething() {
        Replica source = replica(1, ReplicaState.empty());
        source.update(CART, (cart, me) -> cart.add(me, "a"));
        source.update(CART, (cart, me) -> cart.add(me, "b"));
        ReplicaState whole = source.state();
        ReplicaState none = ReplicaState.empty()
                .apply(new StateDelta(VersionVector.EMPTY, whole.context(), List.of(), List.of(), Map.of(), null));
        RepairOutcome gained = repair(replica(2, none), whole);
        assertEquals(2, gained.changed().get(CART.id()).size());
        assertFalse(gained.peerLacks());
        RepairOutcome gave = repair(source, none);
        assertTrue(gave.changed().isEmpty() && gave.contested().isEmpty());
        assertTrue(gave.peerLacks());
    }

    @Test
    void watchersSeeWhatIsRepaired() {
        Replica source = replica(1, ReplicaState.empty());
        source.update(CART, (cart, me) -> cart.add(me, "a"));
        Replica damaged = replica(
                2,
                ReplicaState.empty()
                        .apply(new StateDelta(
                                VersionVector.EMPTY, source.context(), List.of(), List.of(), Map.of(), null)));
        List<String> seen = new ArrayList<>();
        damaged.watch(CART, change -> seen.add(change.added().toString()));
        repair(damaged, source.state());
        assertEquals(List.of("[a]"), seen);
    }

    @Test
    void aSectionOfAnotherContextIsNotTaken() {
        Replica source = replica(1, ReplicaState.empty());
        source.update(CART, (cart, me) -> cart.add(me, "a"));
        Section section = all(source.state());
        long digest = source.context().digest();
        source.update(CART, (cart, me) -> cart.remove(me, "a"));
        assertNull(source.repair(digest, section, Map.of()));
        assertFalse(source.get(CART).contains("a"));
    }

    @Test
    void equalSumsMeanEqualRanges() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ReplicaState sound = sound(random);
            ReplicaState other = random.nextBoolean() ? sound : damaged(sound, random);
            sound.context().forEach((origin, last) -> {
                Range range = new Range(1 + random.nextLong(last), last);
                Section[] sections = {
                    sound.section(new DotRanges(Map.of(origin, List.of(range)))),
                    other.section(new DotRanges(Map.of(origin, List.of(range))))
                };
                assertEquals(
                        sections[0].equals(sections[1]),
                        sound.sum(origin, range).equals(other.sum(origin, range)));
            });
        }
    }

    @Test
    void whoIsToldOfDotsOfItsOwnThatItHasNotMadeTakesAFreshIncarnation() {
        Replica one = replica(1, ReplicaState.empty());
        Replica clone = replica(1, ReplicaState.empty());
        one.update(CART, (cart, me) -> cart.add(me, "a"));
        clone.update(CART, (cart, me) -> cart.add(me, "a"));
        clone.update(CART, (cart, me) -> cart.add(me, "b"));
        Incarnation shared = Objects.requireNonNull(one.incarnation());
        assertEquals(shared, clone.incarnation());
        assertTrue(one.apply(clone.state().deltaSince(one.context())));
        one.update(CART, (cart, me) -> cart.add(me, "c"));
        assertNotEquals(shared, one.incarnation());
        assertEquals(2, one.context().get(shared));
    }

    @Test
    void anAbandonedIncarnationIsNotWrittenUnderAgain() {
        Replica one = replica(1, ReplicaState.empty());
        one.update(CART, (cart, me) -> cart.add(me, "a"));
        Incarnation first = Objects.requireNonNull(one.incarnation());
        one.abandon(new Incarnation(1, 1));
        assertEquals(first, one.incarnation());
        one.abandon(first);
        one.update(CART, (cart, me) -> cart.add(me, "b"));
        assertNotEquals(first, one.incarnation());
        assertEquals(1, one.context().get(first));
    }

    private static ReplicaState join(ReplicaState a, ReplicaState b) {
        Replica replica = replica(7, a);
        repair(replica, b);
        return replica.state();
    }

    @CanIgnoreReturnValue
    private static RepairOutcome repair(Replica replica, ReplicaState other) {
        return Objects.requireNonNull(replica.repair(other.context().digest(), all(other), chains(other)));
    }

    private static void requireSame(ReplicaState expected, ReplicaState actual, String replay) {
        assertEquals(expected, actual, replay);
        assertEquals(expected.fingerprint(), actual.fingerprint(), replay);
        assertEquals(all(expected), all(actual), replay);
    }

    private static Section all(ReplicaState state) {
        Map<Incarnation, List<Range>> ranges = new HashMap<>();
        state.context().forEach((origin, last) -> ranges.put(origin, List.of(new Range(1, last))));
        return state.section(new DotRanges(ranges));
    }

    private static Map<Incarnation, Long> chains(ReplicaState state) {
        Map<Incarnation, Long> chains = new HashMap<>();
        state.context().forEach((origin, last) -> chains.put(origin, state.chain(origin)));
        return chains;
    }

    private static Replica replica(long seed, ReplicaState state) {
        return new Replica(new ReplicaId(0, seed, "r" + seed), state, new SplittableRandom(seed), () -> 1_000);
    }

    private static ReplicaState sound(SplittableRandom random) {
        ReplicaState state = ReplicaState.empty();
        for (int i = 0; i < 3; i++) {
            Replica replica = replica(i, state);
            for (int j = 0; j < 12; j++) {
                String name = "e" + random.nextInt(9);
                int kind = random.nextInt(4);
                replica.update(CART, (cart, me) -> kind == 0 ? cart.remove(me, name) : cart.add(me, name + kind));
                replica.update(PRICES, (prices, me) -> prices.put(me, name, kind));
            }
            state = replica.state();
        }
        return state;
    }

    private static ReplicaState damaged(ReplicaState sound, SplittableRandom random) {
        StateDelta all = sound.deltaSince(VersionVector.EMPTY);
        List<ObjectEntries> objects = new ArrayList<>();
        for (ObjectEntries object : all.objects()) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : object.entries()) {
                int kind = random.nextInt(8);
                if (kind == 1 && entry.payload() instanceof Stamped<?> stamped) {
                    Stamped<?> other = new Stamped<>(stamped.packedTime(), random.nextInt(100, 103));
                    entries.add(new Entry(entry.path(), entry.dot(), other));
                } else if (kind != 0) {
                    entries.add(entry);
                }
            }
            objects.add(new ObjectEntries(object.id(), entries));
        }
        return ReplicaState.empty()
                .apply(new StateDelta(all.from(), all.to(), objects, all.removals(), all.chains(), null));
    }
}
