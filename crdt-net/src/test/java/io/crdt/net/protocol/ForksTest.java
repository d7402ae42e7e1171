package io.crdt.net.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.net.protocol.Neighbours.Neighbour;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Two nodes that are copies of one running process: both write under its incarnation. */
class ForksTest {

    private static final long ROUND = GossipOptions.of("test").intervalMillis();

    private final Neighbours net = new Neighbours();
    private final Neighbour one = net.nodeThatWritesAs(new Incarnation(5, 5), "one");
    private final Neighbour two = net.nodeThatWritesAs(new Incarnation(5, 5), "two");

    @Test
    void whoHearsOfOwnDotsThatItHasNotMadeGoesOnUnderAnotherName() {
        one.add("x");
        two.add("x");
        two.add("y");
        Incarnation forked = own(one);
        net.link(one, two);
        net.run(10 * ROUND);
        assertNull(one.replica.incarnation());
        one.add("z");
        two.add("w");
        assertNotEquals(forked, own(one));
        assertNotEquals(forked, own(two));
        net.run(10 * ROUND);
        for (Neighbour each : List.of(one, two)) {
            assertTrue(each.has("z") && each.has("w") && each.has("y"), each.replica.state()::toString);
            assertEquals(List.of(new Effect.Forked(forked)), forks(each));
        }
    }

    @Test
    void twoContentsOfOneDotAreFoundAndEverybodyIsTold() {
        one.add("left");
        two.add("right");
        Incarnation forked = own(one);
        assertEquals(forked, own(two));
        Neighbour left = net.node("left");
        Neighbour right = net.node("right");
        net.link(one, left);
        net.link(two, right);
        net.run(ROUND);
        net.link(left, right);
        net.run(20 * ROUND);
        List<Neighbour> all = List.of(one, two, left, right);
        for (Neighbour each : all) {
            assertEquals(one.replica.state(), each.replica.state());
            assertEquals(List.of(new Effect.Forked(forked)), forks(each));
            assertTrue(each.gossip.counts().forks() == 1);
        }
        one.add("after one");
        two.add("after two");
        assertNotEquals(own(one), own(two));
        net.run(10 * ROUND);
        all.forEach(each -> assertTrue(each.has("after one") && each.has("after two")));
    }

    @Test
    void aNewPeerIsToldOfForksThatItCanMeet() {
        one.add("left");
        two.add("right");
        Incarnation forked = own(one);
        net.link(one, two);
        net.run(10 * ROUND);
        Neighbour late = net.node("late", one.replica.state());
        net.link(late, one);
        net.run(10);
        assertEquals(List.of(new Effect.Forked(forked)), forks(late));
    }

    private static Incarnation own(Neighbour node) {
        return Objects.requireNonNull(node.replica.incarnation());
    }

    private static List<Effect> forks(Neighbour node) {
        return node.effects.stream().filter(Effect.Forked.class::isInstance).toList();
    }
}
