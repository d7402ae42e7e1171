package io.crdt.net.protocol;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.protocol.Neighbours.Neighbour;
import io.crdt.replica.ReplicaId;
import org.junit.jupiter.api.Test;

/** A peer that claims to have what nobody has, and never sends it. */
class FarAheadTest {

    private static final long ROUND = GossipOptions.of("test").intervalMillis();

    private final Neighbours net = new Neighbours();

    @Test
    void aClaimOfAContextFarAheadDelaysOthersByNoMoreThanTheSilenceThatEndsALink() {
        long honest = slowestOfTen(false);
        long claimed = slowestOfTen(true);
        assertTrue(
                claimed <= honest + GossipOptions.of("test").silenceMillis() + ROUND,
                claimed + " ms beside " + honest + " ms without a claim");
    }

    @Test
    void aClaimOfAContextFarAheadDelaysNothingThatItsWriterPushes() {
        Neighbour node = net.node("node");
        Neighbour writer = net.node("writer");
        net.link(writer, node);
        int liar = net.linkToNobody(node).id;
        node.tell(new Event.Received(liar, new Message.Hello("test", new ReplicaId(9, 9, "liar"), 1 << 20, 0, 0)));
        net.run(10 * ROUND);
        for (int i = 0; i < 100; i++) {
            VersionVector ahead = VersionVector.EMPTY.advancedTo(new Incarnation(7, 7), (1L << 40) + i);
            node.tell(new Event.Received(liar, new Message.Have(ahead, false)));
            writer.add("x" + i);
            net.run(20);
            assertTrue(node.has("x" + i), "write " + i);
        }
    }

    /** Returns how long the slowest of ten writes takes from its origin over a relay to a node that hears claims all the time. */
    private long slowestOfTen(boolean claims) {
        Neighbour node = net.node("node");
        Neighbour relay = net.node("relay");
        Neighbour origin = net.node("origin");
        net.link(origin, relay);
        net.link(relay, node);
        int liar = net.linkToNobody(node).id;
        node.tell(new Event.Received(liar, new Message.Hello("test", new ReplicaId(9, 9, "liar"), 1 << 20, 0, 0)));
        net.run(10 * ROUND);
        long slowest = 0;
        for (int i = 0; i < 10; i++) {
            String element = "x" + i;
            origin.add(element);
            long since = net.now();
            while (!node.has(element) && net.now() < since + 600_000) {
                if (claims) {
                    VersionVector ahead = VersionVector.EMPTY.advancedTo(new Incarnation(7, 7), (1L << 40) + net.now());
                    node.tell(new Event.Received(liar, new Message.Have(ahead, false)));
                }
                net.run(10);
            }
            slowest = Math.max(slowest, net.now() - since);
        }
        return slowest;
    }
}
