package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.membership.Authors;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Key;
import io.crdt.replica.Removal;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.type.LWWMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What messages cost, with the head of their frames. What it prints of links is the table in PROTOCOL.md.
 */
class MessageSizeTest {

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());
    private static final int ELEMENTS = 100_000;
    private static final int CHANGED = ELEMENTS / 100;

    private static final Key<LWWMap<String, Integer>> STOCK = Key.of("stock", LWWMap.type(String.class, Integer.class));

    private final Random random = new Random(42);
    private final List<Integer> victims = scattered();
    private long millis = 1_700_000_000_000L;

    @ParameterizedTest
    @ValueSource(ints = {5, 500})
    void writesOnALinkOfACluster(int origins) {
        Replica a = replica();
        for (int i = 1; i < origins; i++) {
            Replica other = replica();
            for (int j = random.nextInt(300); j >= 0; j--) {
                other.update(Executions.VISITS, (visits, me) -> visits.increment(me));
            }
            assertTrue(a.apply(other.state().deltaSince(a.context())));
        }
        a.update(Executions.CART, (cart, me) -> cart.add(me, element(0)));
        a.update(STOCK, (stock, me) -> stock.put(me, element(0), 0));
        a.update(Executions.VISITS, (visits, me) -> visits.increment(me));
        Replica b = replica();
        assertTrue(b.apply(a.state().deltaSince(b.context())));
        Conversation link = new Conversation(a, b);
        link.open();
        a.update(Executions.CART, (cart, me) -> cart.add(me, element(1)));
        print(link.settle(), 1, Double.MAX_VALUE, "first push on a link, " + origins + " origins");
        a.update(STOCK, (stock, me) -> stock.put(me, element(1), 1));
        link.settle();

        a.update(Executions.CART, (cart, me) -> cart.add(me, element(2)));
        print(link.settle(), 1, 60, "OR-Set add, alone, " + origins + " origins");
        for (int i = 0; i < 100; i++) {
            String element = element(100 + i);
            a.update(Executions.CART, (cart, me) -> cart.add(me, element));
        }
        print(link.settle(), 100, 30, "OR-Set add, one of 100, " + origins + " origins");
        millis += 200;
        a.update(STOCK, (stock, me) -> stock.put(me, element(2), 12));
        print(link.settle(), 1, 60, "LWW-Map put, alone, " + origins + " origins");
        for (int i = 0; i < 100; i++) {
            String key = element(100 + i);
            int amount = i;
            millis += 1;
            a.update(STOCK, (stock, me) -> stock.put(me, key, amount));
        }
        print(link.settle(), 100, 30, "LWW-Map put, one of 100, " + origins + " origins");
        a.update(Executions.VISITS, (visits, me) -> visits.increment(me));
        print(link.settle(), 1, 50, "counter increment, alone, " + origins + " origins");
        for (int i = 0; i < 100; i++) {
            a.update(Executions.VISITS, (visits, me) -> visits.increment(me));
        }
        print(link.settle(), 100, 1, "counter increment, one of 100, " + origins + " origins");

        long idle = link.pass(20_000);
        print(idle, 100, 40, "idle link, a round, " + origins + " origins");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void theFirstTransferOfReplicasThatWroteOnceWithTheirAuthors(int origins) {
        long without = firstTransfer(origins, false);
        long with = firstTransfer(origins, true);
        print(without, origins, 70, "first transfer without authors, of each of " + origins);
        print(with, origins, 130, "the same with authors, of each of " + origins);
    }

    private long firstTransfer(int origins, boolean authors) {
        Replica a = replica();
        for (int i = 0; i < origins; i++) {
            Replica other = replica();
            if (authors) {
                new Authors(other).begin();
            }
            String element = element(i);
            other.update(Executions.CART, (cart, me) -> cart.add(me, element));
            assertTrue(a.apply(other.state().deltaSince(a.context())));
        }
        return CODEC.encode(new Push(a.state().deltaSince(VersionVector.EMPTY))).length;
    }

    @Test
    void reconnectAfterOnePercentOfASetWasReplaced() {
        Replica a = replica();
        fill(a);
        reconnect(a, "set, 1 % replaced", a.context(), (replica, i) -> {
            replica.update(Executions.CART, (cart, me) -> cart.remove(me, element(victims.get(i))));
            replica.update(Executions.CART, (cart, me) -> cart.add(me, element(ELEMENTS + i)));
        });
    }

    @Test
    void reconnectAfterOnePercentOfASetWasReplacedBeyondTheRemovalFloor() {
        Replica a = replica(16);
        fill(a);
        reconnect(a, "set, 1 % replaced, beyond the floor", a.context(), (replica, i) -> {
            replica.update(Executions.CART, (cart, me) -> cart.remove(me, element(victims.get(i))));
            replica.update(Executions.CART, (cart, me) -> cart.add(me, element(ELEMENTS + i)));
        });
    }

    @Test
    void reconnectAfterOnePercentOfAMapWasWritten() {
        Replica a = replica();
        for (int i = 0; i < ELEMENTS; i++) {
            int key = i;
            a.update(STOCK, (stock, me) -> stock.put(me, element(key), key));
        }
        reconnect(a, "map, 1 % put", a.context(), (replica, i) -> {
            millis += 20;
            replica.update(STOCK, (stock, me) -> stock.put(me, element(victims.get(i)), i));
        });
    }

    /** Returns all elements, in no order. */
    private List<Integer> scattered() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < ELEMENTS; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, random);
        return numbers;
    }

    private void fill(Replica replica) {
        for (int i = 0; i < ELEMENTS; i++) {
            String element = element(i);
            replica.update(Executions.CART, (cart, me) -> cart.add(me, element));
        }
    }

    private void reconnect(Replica a, String what, VersionVector from, ObjIntConsumer<Replica> change) {
        Replica b = replica(16);
        assertTrue(b.apply(a.state().deltaSince(VersionVector.EMPTY)));
        for (int i = 0; i < CHANGED; i++) {
            change.accept(a, i);
        }
        StateDelta delta = a.state().deltaSince(from);
        long entries = CODEC.encode(
                        new Push(new StateDelta(from, delta.to(), delta.objects(), List.of(), delta.chains(), null)))
                .length;
        int holes = delta.survivors() == null ? 0 : CHANGED;
        Conversation link = new Conversation(a, b);
        long bytes = link.open();
        print(bytes, 1, 1.2 * (double) entries + 2 * holes, "reconnect: " + what + ", entries alone " + entries + " B");
    }

    private static void print(long total, int writes, double limit, String what) {
        double bytes = (double) total / writes;
        System.out.printf(Locale.ROOT, "%10.1f B  %s%n", bytes, what);
        assertTrue(bytes <= limit, () -> what + ": at most " + limit + " bytes, but " + bytes);
    }

    private static String element(int number) {
        return String.format(Locale.ROOT, "element-%09d", number);
    }

    private Replica replica() {
        return replica(ReplicaState.DEFAULT_REMOVAL_LIMIT);
    }

    private Replica replica(int removalLimit) {
        return new Replica(ReplicaId.random(random, "test"), ReplicaState.empty(removalLimit), random, () -> millis);
    }

    /** Twelve bytes are what edition 4 adds: its range of editions, flags, space, clock, and a checksum. */
    @Test
    void aHelloTakesAtMost72Bytes() {
        assertAtMost(
                60 + 12,
                new Hello("production", new ReplicaId(1L << 63, 1, "node-1"), 1 << 20, -1, -1, 0, 1_700_000_000_000L));
    }

    @Test
    void tenThousandIncrementsTakeOneRun() {
        Replica replica = Executions.replica();
        replica.update(Executions.VISITS, (visits, me) -> visits.increment(me));
        VersionVector from = replica.context();
        for (int i = 0; i < 10_000; i++) {
            replica.update(Executions.VISITS, (visits, me) -> visits.increment(me));
        }
        StateDelta delta = replica.state().deltaSince(from);
        assertEquals(10_000, delta.removals().size());
        assertAtMost(70, new Push(delta));
        int withRun = CODEC.encode(new Push(delta)).length;
        StateDelta without = new StateDelta(delta.from(), delta.to(), delta.objects(), List.of(), delta.chains(), null);
        assertTrue(withRun - CODEC.encode(new Push(without)).length < 10);
    }

    @Test
    void clearingTenThousandElementsTakesOneRun() {
        Replica replica = Executions.replica();
        for (int i = 0; i < 10_000; i++) {
            String element = "e" + i;
            replica.update(Executions.CART, (cart, me) -> cart.add(me, element));
        }
        VersionVector from = replica.context();
        replica.update(Executions.CART, (cart, me) -> cart.clear(me));
        assertAtMost(50, new Push(replica.state().deltaSince(from)));
    }

    @Test
    void scatteredRemovalsTakeAtMost4BytesEach() {
        Random random = new Random(7);
        Incarnation mine = Incarnation.random(random);
        Incarnation theirs = Incarnation.random(random);
        List<Removal> removals = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Incarnation removed = random.nextInt(4) == 0 ? mine : theirs;
            removals.add(new Removal(new Dot(removed, 1 + random.nextInt(5000)), new Dot(mine, 5001 + 2L * i)));
        }
        VersionVector from = VersionVector.EMPTY.advancedTo(mine, 5000).advancedTo(theirs, 5000);
        VersionVector to = from.advancedTo(mine, 7000);
        assertAtMost(4 * 1000 + 50, new Push(new StateDelta(from, to, List.of(), removals, Map.of(), null)));
    }

    @Test
    void survivorsTakeAtMost2BytesARange() {
        Replica replica = Executions.replica(8);
        TreeSet<String> elements = new TreeSet<>(Comparator.reverseOrder());
        for (int i = 0; i < 3000; i++) {
            elements.add("e" + i);
            String element = "e" + i;
            replica.update(Executions.CART, (cart, me) -> cart.add(me, element));
        }
        VersionVector from = replica.context();
        int gone = 0;
        for (String element : elements) {
            if (gone++ % 30 == 0) {
                replica.update(Executions.CART, (cart, me) -> cart.remove(me, element));
            }
        }
        StateDelta delta = replica.state().deltaSince(from);
        assertTrue(delta.survivors() != null);
        assertAtMost(2 * 101 + 80, new Push(delta));
    }

    private static void assertAtMost(int limit, Message message) {
        int length = CODEC.encode(message).length;
        assertTrue(length <= limit, () -> "at most " + limit + " bytes, but " + length);
    }
}
