package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.payload.ValueEncoder;
import io.crdt.type.GCounter;
import io.crdt.type.LWWMap;
import io.crdt.type.ORSet;
import io.crdt.type.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a replica answers to updates, watchers, clocks and peers that are not what they should be. */
class ReplicaMisuseTest {

    private static final Key<ORSet<String>> CART = Key.of("cart", ORSet.type(String.class));
    private static final Key<ORSet<String>> OTHER = Key.of("other", ORSet.type(String.class));
    private static final Key<GCounter> CLICKS = Key.of("clicks", GCounter.type());
    private static final Key<LWWMap<String, String>> MAP = Key.of("map", LWWMap.type(String.class, String.class));

    private final List<Throwable> uncaught = new ArrayList<>();
    private final Thread.UncaughtExceptionHandler before =
            Thread.currentThread().getUncaughtExceptionHandler();
    private long now = 1_700_000_000_000L;

    @AfterEach
    void restoreHandler() {
        Thread.currentThread().setUncaughtExceptionHandler(before);
    }

    private Replica replica(long seed, ReplicaState state) {
        return new Replica(new ReplicaId(0, seed, "r" + seed), state, new SplittableRandom(seed), () -> now);
    }

    private Replica replica(long seed) {
        return replica(seed, ReplicaState.empty());
    }

    private static void sync(Replica from, Replica to) {
        assertTrue(to.apply(from.state().deltaSince(to.context())));
    }

    @Test
    void twoIncrementsMadeFromOneValueAreRefused() {
        Replica a = replica(1);
        a.update(CLICKS, (clicks, me) -> clicks.increment(me, 5));

        String message = assertThrows(
                        IllegalStateException.class,
                        () -> a.update(
                                CLICKS, (clicks, me) -> clicks.increment(me, 1).join(clicks.increment(me, 2))))
                .getMessage();

        assertTrue(message.contains("twice") && message.contains("after("), message);
        assertEquals(5, a.get(CLICKS).value());
    }

    @Test
    void anIncrementMadeFromTheValueAfterAnotherCounts() {
        Replica a = replica(1);
        a.update(CLICKS, (clicks, me) -> clicks.increment(me, 5));

        a.update(CLICKS, (clicks, me) -> {
            Delta<GCounter> first = clicks.increment(me, 1);
            return first.join(clicks.after(first).increment(me, 2));
        });

        assertEquals(8, a.get(CLICKS).value());
        assertEquals(1, a.state().size());
    }

    @Test
    void removingWhatThisReplicaHasNeverSeenIsRefused() {
        Replica a = replica(1);
        Replica b = replica(2);
        a.update(CART, (cart, me) -> cart.add(me, "milk"));
        ORSet<String> foreign = a.get(CART);

        assertThrows(IllegalStateException.class, () -> b.update(CART, (cart, me) -> foreign.remove(me, "milk")));

        assertTrue(b.context().isEmpty());
    }

    @Test
    void removingFromAnotherKeyIsRefused() {
        Replica a = replica(1);
        a.update(OTHER, (other, me) -> other.add(me, "x"));
        ORSet<String> other = a.get(OTHER);

        assertThrows(IllegalStateException.class, () -> a.update(CART, (cart, me) -> other.remove(me, "x")));

        assertTrue(a.get(OTHER).contains("x"));
    }

    record Pair(DotMap<String, DotFun<String>> store) implements Crdt<Pair, DotMap<String, DotFun<String>>> {
        @Override
        public Pair withStore(DotMap<String, DotFun<String>> newStore) {
            return new Pair(newStore);
        }
    }

    @Test
    void oneDotForTwoWritesIsRefused() {
        Replica a = replica(1);
        Key<Pair> key = Key.of("pair", new Type<>("Pair", new Pair(DotMap.empty(DotFun.empty())), List.of()));

        assertThrows(
                IllegalArgumentException.class,
                () -> a.update(key, (pair, me) -> {
                    Dot dot = me.nextDot();
                    Delta<Pair> left =
                            Delta.write(Path.of("left"), dot, "l", pair.store().at("left"));
                    return left.join(
                            Delta.write(Path.of("right"), dot, "r", pair.store().at("right")));
                }));

        assertTrue(a.get(key).store().isEmpty());
    }

    record Flag(DotSet store) implements Crdt<Flag, DotSet> {
        @Override
        public Flag withStore(DotSet newStore) {
            return new Flag(newStore);
        }
    }

    record Register(DotFun<String> store) implements Crdt<Register, DotFun<String>> {
        @Override
        public Register withStore(DotFun<String> newStore) {
            return new Register(newStore);
        }
    }

    @Test
    void oneNameInTwoShapesIsTwoObjectsAndStopsNothing() {
        Replica a = replica(1);
        Replica b = replica(2);
        Key<Flag> flag = Key.of("mine", new Type<>("Mine", new Flag(DotSet.empty()), List.of()));
        Key<Register> register = Key.of("mine", new Type<>("Mine", new Register(DotFun.empty()), List.of()));
        a.update(flag, (value, me) -> Delta.write(Path.end(), me.nextDot(), Unit.UNIT, value.store()));
        b.update(register, (value, me) -> Delta.write(Path.end(), me.nextDot(), "text", value.store()));

        sync(a, b);
        sync(b, a);

        assertEquals(a.state(), b.state());
        assertEquals(2, a.state().objects().size());
    }

    @Test
    void aWatcherThatThrowsHarmsNobodyElse() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        Replica a = replica(1);
        Replica b = replica(2);
        List<Object> seen = new ArrayList<>();
        b.watch(CART, change -> ReplicaMisuseTest.<RuntimeException>throwUnchecked(new IOException("a bug")));
        b.watch(CART, change -> seen.add(change.added().elements().toString()));

        a.update(CART, (cart, me) -> cart.add(me, "x"));
        sync(a, b);
        b.update(CART, (cart, me) -> cart.add(me, "y"));

        assertEquals(List.of("[x]", "[y]"), seen);
        assertEquals(2, uncaught.size());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is how checked exceptions are smuggled
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void anEndedWatcherHearsNothingMore() {
        Replica a = replica(1);
        List<Object> seen = new ArrayList<>();
        List<Runnable> end = new ArrayList<>();
        a.watch(CART, change -> {
            if (change.added().contains("x")) {
                a.update(CART, (cart, me) -> cart.add(me, "y"));
                end.get(0).run();
            }
        });
        end.add(a.watch(CART, change -> seen.add(change)));

        a.update(CART, (cart, me) -> cart.add(me, "x"));

        assertEquals(List.of(), seen);
    }

    @Test
    void aClockBeforeTheEpochOnlyDecidesWhoWins() {
        now = -1;
        Replica a = replica(1);
        a.update(MAP, (map, me) -> map.put(me, "k", "v"));
        assertEquals(Optional.of("v"), a.get(MAP).get("k"));
    }

    @Test
    void aNewLifeDoesNotWriteBeforeWhatTheOldOneWrote() {
        now = 10_000;
        Replica old = replica(1);
        old.update(MAP, (map, me) -> map.put(me, "k", "first"));
        now = 9_000;
        Replica other = replica(2);
        other.update(MAP, (map, me) -> map.put(me, "k", "concurrent"));
        now = 5_000;
        Replica fresh = replica(3, old.state());
        fresh.update(MAP, (map, me) -> map.put(me, "k", "second"));

        sync(other, fresh);

        assertEquals(Optional.of("second"), fresh.get(MAP).get("k"));
    }

    @Test
    void aFailedUpdateLeavesTheNameFree() {
        Replica a = replica(1);
        assertThrows(
                UnsupportedOperationException.class,
                () -> a.update(Key.of("n", GCounter.type()), (clicks, me) -> {
                    throw new UnsupportedOperationException();
                }));
        Key<ORSet<String>> set = Key.of("n", ORSet.type(String.class));
        a.update(set, (value, me) -> value.add(me, "x"));
        assertTrue(a.get(set).contains("x"));
    }

    @Test
    void updatesInsideOfUpdatesAreRefused() {
        Replica a = replica(1);
        assertThrows(
                IllegalStateException.class,
                () -> a.update(CART, (cart, me) -> {
                    a.update(OTHER, (other, alsoMe) -> other.add(alsoMe, "x"));
                    return cart.add(me, "y");
                }));
        assertSame(ReplicaState.empty().context(), a.context());
    }

    @Test
    void whoRemovesMostPaysForTheLimit() {
        Replica a = replica(1, ReplicaState.empty(100));
        Replica b = replica(2, ReplicaState.empty(100));
        for (int i = 0; i < 40; i++) {
            String element = "e" + i;
            b.update(CART, (cart, me) -> cart.add(me, element));
            b.update(CART, (cart, me) -> cart.remove(me, element));
        }
        Incarnation careful = b.incarnation();
        sync(b, a);
        List<String> many = IntStream.range(0, 101).mapToObj(i -> "x" + i).toList();
        a.update(OTHER, (other, me) -> other.addAll(me, many));
        a.update(OTHER, (other, me) -> other.clear(me));

        assertEquals(0, a.state().floor().get(careful));
        assertEquals(40, a.state().removalCount());
    }

    /** {@code -Dreplica.removals=…} says how huge. */
    @Test
    @Tag("long")
    void clearingAHugeSetCostsItsSizeAndNotItsSquare() {
        int size = Integer.getInteger("replica.removals", 50_000);
        Replica a = replica(1, ReplicaState.empty(1 << 20));
        List<String> many = IntStream.range(0, size).mapToObj(i -> "x" + i).toList();
        a.update(CART, (cart, me) -> cart.addAll(me, many));
        Replica b = replica(2, ReplicaState.empty(1 << 20));
        sync(a, b);

        a.update(CART, (cart, me) -> cart.clear(me)); // took minutes when each removal copied the ones before it
        sync(a, b);

        assertTrue(b.get(CART).isEmpty());
        assertEquals(size, b.state().removalCount());
    }

    /** All of them are called on the way of an update, and what they write would take the dots that it hands out. */
    @Test
    void anUpdateFromInsideOfAnotherOneIsRefusedWhoeverMakesIt() {
        Key<ORSet<String>> set = Key.of("nested", ORSet.type(String.class));
        Key<GCounter> audit = Key.of("audit", GCounter.type());
        Replica[] here = new Replica[1];
        boolean[] nests = {false};
        Runnable nested = () -> {
            if (nests[0]) {
                here[0].update(audit, (counter, me) -> counter.increment(me));
            }
        };
        ValueEncoder encoder = value -> {
            nested.run();
            return null;
        };
        record Secret(int number) {}
        here[0] = new Replica(
                new ReplicaId(1, 1, "a"), ReplicaState.empty(), new java.util.Random(1), () -> 1_000, encoder);
        Key<ORSet<Object>> values = Key.of("values", ORSet.type(Object.class));
        here[0].update(set, (all, me) -> all.add(me, "before"));
        ReplicaState before = here[0].state();

        nests[0] = true;
        assertThrows(
                IllegalStateException.class,
                () -> here[0].update(set, (all, me) -> all.add(me, "admitted"), written -> nested.run()));
        assertThrows(
                IllegalStateException.class, () -> here[0].update(values, (all, me) -> all.add(me, new Secret(1))));
        here[0].accompany(audit, (state, me) -> {
            nested.run();
            return Delta.none();
        });
        assertThrows(IllegalStateException.class, () -> here[0].update(set, (all, me) -> all.add(me, "accompanied")));
        assertEquals(before, here[0].state());

        nests[0] = false;
        here[0].update(set, (all, me) -> all.add(me, "after"));
        assertEquals(2, here[0].get(set).size());
    }
}
