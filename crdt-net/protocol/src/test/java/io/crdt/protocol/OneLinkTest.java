package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.protocol.Message.Hello;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two replicas that dial each other several times at once, by several addresses, keep one link. */
class OneLinkTest {

    private final Gossip one = gossip(1);
    private final Gossip two = gossip(2);

    @ParameterizedTest
    @CsvSource({"1,2,3", "1,3,2", "2,1,3", "2,3,1", "3,1,2", "3,2,1"})
    void inWhateverOrderTheHellosCome(int first, int second, int third) {
        for (int link = 1; link <= 3; link++) {
            connect(link, link == 1, 0);
        }
        greet(1, first, second, third);
        assertOneLink();

        for (int link = 4; link <= 6; link++) {
            connect(link, true, link);
            greet(link, link);
            assertOneLink();
        }
    }

    /**
     * A copy of a machine has the name of its original, so it is refused where that one is linked. Until it was taken in at
     * its second try it came too late for the others, if at all: seed 1006145 of the simulator.
     */
    @Test
    void whoDialsAgainAfterItWasRefusedIsTakenIn() {
        tell(one, new Event.Connected(1, true), 0);
        tell(one, new Event.Received(1, hello(2)), 1);
        tell(one, new Event.Connected(2, false), 10);
        tell(one, new Event.Connected(3, false), 11);
        Set<Integer> closed = new TreeSet<>();
        addClosed(closed, one.on(new Event.Received(2, hello(2)), 12));
        addClosed(closed, one.on(new Event.Received(3, hello(2)), 13));
        assertEquals(Set.of(2, 3), closed, "it was under way when the other one was refused");

        tell(one, new Event.Connected(4, false), 20);
        addClosed(closed, one.on(new Event.Received(4, hello(2)), 21));
        assertEquals(Set.of(2, 3), closed);
        assertEquals(2, one.peers().size());
    }

    private void connect(int link, boolean dialedByOne, long now) {
        tell(one, new Event.Connected(link, dialedByOne), now);
        tell(two, new Event.Connected(link, !dialedByOne), now);
    }

    private void greet(long now, int... links) {
        Set<Integer> closed = new TreeSet<>();
        for (int link : links) {
            addClosed(closed, one.on(new Event.Received(link, hello(2)), now));
            addClosed(closed, two.on(new Event.Received(link, hello(1)), now));
        }
        for (int link : closed) {
            tell(one, new Event.Disconnected(link), now);
            tell(two, new Event.Disconnected(link), now);
        }
    }

    private static void tell(Gossip gossip, Event event, long now) {
        var unused = gossip.on(event, now);
    }

    private static void addClosed(Set<Integer> closed, Iterable<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Close close) {
                closed.add(close.link());
            }
        }
    }

    private void assertOneLink() {
        assertEquals(1, one.peers().size());
        assertEquals(1, two.peers().size());
    }

    private static Hello hello(long id) {
        return new Hello("test", new ReplicaId(id, id, "r" + id), 1 << 20, id, 0);
    }

    private static Gossip gossip(long id) {
        SplittableRandom random = new SplittableRandom(id);
        Replica replica = new Replica(new ReplicaId(id, id, "r" + id), ReplicaState.empty(), random, () -> 1);
        return new Gossip(replica, GossipOptions.of("test"), random);
    }
}
