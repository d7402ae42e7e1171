package io.crdt.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Replica;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IncarnationCacheTest {

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    /** Else every element would hold an incarnation of its own, 32 bytes more. */
    @Test
    void whatCameInManyMessagesSharesItsIncarnationAsIfItWasMadeHere() throws DecodeException {
        Replica here = Executions.replica();
        Replica there = Executions.replica();
        for (int i = 0; i < 500; i++) {
            String name = "e" + i;
            here.update(Executions.CART, (cart, me) -> cart.add(me, name));
            here.update(Executions.PRICES, (prices, me) -> prices.put(me, name, name));
            send(here, there);
        }
        Set<Incarnation> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        there.get(Executions.CART).store().forEachDot(dot -> distinct.add(dot.origin()));
        there.get(Executions.PRICES).store().forEachDot(dot -> distinct.add(dot.origin()));
        assertEquals(here.get(Executions.CART), there.get(Executions.CART));
        assertEquals(1, distinct.size());
    }

    private static void send(Replica from, Replica to) throws DecodeException {
        byte[] bytes = CODEC.encode(new Push(from.state().deltaSince(to.context())));
        assertTrue(to.apply(((Push) CODEC.decode(bytes)).delta()));
    }

    @Test
    void anIncarnationIsNeverTakenForAnother() {
        IncarnationCache cache = new IncarnationCache();
        for (long i = 0; i < 20_000; i++) {
            assertEquals(new Incarnation(i, 7), cache.shared(new Incarnation(i, 7)));
        }
        Incarnation first = new Incarnation(-1, 1);
        Incarnation equal = new Incarnation(-1, 1);
        assertNotSame(first, equal);
        assertSame(first, cache.shared(first));
        assertSame(first, cache.shared(equal));
    }
}
