package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.LinkEncoder;
import io.crdt.codec.MessageCodec;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Neighbours.End;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bugs that others have shipped, as far as no other test is about them; PROTOCOL.md has the list. */
class ShippedBugsTest {

    private static final long ROUND = GossipOptions.of("test").intervalMillis();
    private static final int MANY = 1_000;
    private static final int MAX_FRAME = 64 * 1024;

    private final Neighbours net = new Neighbours();

    /** Of a million numbers of 32 bits more than a hundred would be drawn twice. */
    @Test
    void aMillionLivesHaveDifferentNames() {
        SplittableRandom random = new SplittableRandom(1);
        Set<Long> high = new HashSet<>();
        Set<Long> low = new HashSet<>();
        for (int i = 0; i < 1_000_000; i++) {
            Incarnation incarnation = Incarnation.random(random);
            high.add(incarnation.high());
            low.add(incarnation.low());
        }
        assertEquals(1_000_000, high.size());
        assertEquals(1_000_000, low.size());
    }

    /** A message to a peer that takes its time is no reason to keep another one waiting, nor what another one says. */
    @Test
    void aLargeBacklogOfOneOriginHoldsNobodyElseUp() {
        Neighbour busy = net.node("busy");
        Neighbour quiet = net.node("quiet");
        Neighbour reader = net.node("reader");
        String kilobytes = "x".repeat(2_000);
        for (int i = 0; i < 5_000; i++) {
            busy.add(i + kilobytes);
        }
        End stuck = net.link(busy, reader);
        stuck.stall();
        net.link(quiet, reader);
        net.run(ROUND);

        quiet.add("small");
        reader.add("smaller");
        net.run(20);

        assertTrue(reader.has("small"));
        assertTrue(quiet.has("smaller"));
        stuck.flow();
        net.run(10 * ROUND);
        assertEquals(busy.replica.state(), quiet.replica.state());
    }

    @Test
    void aThousandOriginsAreToldInOneMessageAndOneMoreChangeInAFewBytes() {
        Neighbour one = net.node("one", ofManyOrigins());
        Neighbour other = net.node("other");
        LinkEncoder encoder = MessageCodec.of(Codec.standard()).newEncoder();
        long introduction = encoder.size(new Have(one.replica.context(), true), MAX_FRAME);
        assertTrue(introduction <= 20L * MANY, introduction + " bytes");
        net.link(one, other);
        net.run(5 * ROUND);
        assertEquals(MANY, other.replica.context().size());

        VersionVector before = one.replica.context();
        one.add("more");
        net.run(ROUND);

        assertEquals(one.replica.state(), other.replica.state());
        long outgoing = encoder.size(new Have(one.replica.context().aheadOf(before), false), MAX_FRAME);
        assertTrue(outgoing <= 30, outgoing + " bytes");
    }

    private static ReplicaState ofManyOrigins() {
        SplittableRandom random = new SplittableRandom(2);
        Replica all = new Replica(ReplicaId.random(random, "all"), ReplicaState.empty(), random.split(), () -> 1);
        for (int i = 0; i < MANY; i++) {
            Replica each =
                    new Replica(ReplicaId.random(random, "r" + i), ReplicaState.empty(), random.split(), () -> 1);
            String element = "element " + i;
            each.update(Neighbours.SET, (set, me) -> set.add(me, element));
            assertTrue(all.apply(each.state().deltaSince(VersionVector.EMPTY)));
        }
        return all.state();
    }

    /** Nothing counts the time, so nobody is away for too long; what was removed is dead although its record is gone. */
    @Test
    void whoWasAwayForLongerThanRemovalsAreOnRecordBringsNothingBack() {
        Neighbour here = net.node("here", ReplicaState.empty(4));
        Neighbour away = net.node("away", ReplicaState.empty(4));
        End link = net.link(here, away);
        for (int i = 0; i < 50; i++) {
            here.add("old " + i);
        }
        net.run(ROUND);
        assertTrue(away.has("old 49"));
        net.cut(link);

        away.add("written meanwhile");
        for (int i = 0; i < 50; i++) {
            here.remove("old " + i);
            here.add("new " + i);
        }
        assertFalse(here.replica.state().floor().leq(away.replica.context()));
        net.link(away, here);
        net.run(5 * ROUND);

        assertEquals(here.replica.state(), away.replica.state());
        assertFalse(away.has("old 0") || here.has("old 49"));
        assertTrue(here.has("written meanwhile") && away.has("new 49"));
    }

    @Test
    void aValueOutlivesTheNodeThatWroteIt() {
        Neighbour writer = net.node("writer");
        List<Neighbour> others = List.of(net.node("b"), net.node("c"));
        List<End> links = others.stream().map(other -> net.link(writer, other)).toList();
        net.run(10);
        writer.add("x");
        net.run(10);
        links.forEach(net::cut);
        others.forEach(other -> assertTrue(other.has("x")));

        Neighbour newcomer = net.node("newcomer");
        net.link(newcomer, others.get(1));
        net.run(ROUND);

        assertTrue(newcomer.has("x"));
    }
}
