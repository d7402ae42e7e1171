package io.crdt.net.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.protocol.Message;
import io.crdt.net.protocol.Message.Hello;
import io.crdt.net.protocol.Message.Probe;
import io.crdt.net.protocol.Message.Push;
import io.crdt.replica.Removal;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MessageSizeTest {

    /** Four bytes of length before each frame on a TCP link, and one in it. */
    private static final int FRAME_HEAD = 5;

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    @Test
    void oneAdditionTakesAtMost60BytesOnALink() {
        StateDelta delta = Executions.additions(1);
        assertAtMost(60 - FRAME_HEAD, new Push(delta));
    }

    @Test
    void oneAdditionLateInALongLifeTakesAtMost60BytesOnALink() {
        Replica replica = Executions.replica();
        for (int i = 0; i < 20_000; i++) {
            replica.update(Executions.VISITS, (visits, me) -> visits.increment(me));
        }
        VersionVector from = replica.context();
        replica.update(Executions.CART, (cart, me) -> cart.add(me, "element-000000001"));
        assertAtMost(60 - FRAME_HEAD, new Push(replica.state().deltaSince(from)));
    }

    @Test
    void additionsInABatchTakeAtMost20BytesEach() {
        StateDelta delta = Executions.additions(100);
        assertAtMost(100 * 20 + 40 - FRAME_HEAD, new Push(delta));
    }

    @Test
    void aProbeTakesAtMost20Bytes() {
        assertAtMost(20 - 3, new Probe(Long.MAX_VALUE, Long.MIN_VALUE));
    }

    @Test
    void aHelloTakesAtMost60Bytes() {
        assertAtMost(60, new Hello("production", new ReplicaId(1L << 63, 1, "node-1"), -1, -1));
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
        assertAtMost(55, new Push(delta));
        int withRun = CODEC.encode(new Push(delta)).length;
        StateDelta without = new StateDelta(delta.from(), delta.to(), delta.objects(), List.of(), null);
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
        assertAtMost(40, new Push(replica.state().deltaSince(from)));
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
        assertAtMost(4 * 1000 + 50, new Push(new StateDelta(from, to, List.of(), removals, null)));
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
