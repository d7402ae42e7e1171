package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
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
    void twoPayloadsOfOneDotAreFoundAndEverybodyIsTold() {
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
    void aPeersWordAloneTakesAwayFewIncarnations() {
        Neighbour victim = net.node("victim");
        Neighbour other = net.node("other");
        net.link(victim, other);
        net.run(ROUND);
        int given = 0;
        for (int i = 0; i < 100; i++) {
            victim.add("x" + i);
            Incarnation own = own(victim);
            Set<Incarnation> claim = Set.of(own);
            Event told = new Event.Received(victim.gossip.peers().get(0).link(), new Message.Forked(claim));
            List<Effect> effects = victim.gossip.on(told, net.now());
            boolean believed = effects.contains(new Effect.Forked(own));
            assertEquals(!believed, effects.contains(new Effect.ForkIgnored(own)), "what is ignored is reported");
            assertEquals(believed, !own.equals(victim.replica.incarnation()));
            given += believed ? 1 : 0;
        }
        assertEquals(Forks.MAX_HEARSAY, given);
        net.run(10 * ROUND);
        assertTrue(other.has("x99"));
        assertEquals(victim.replica.state(), other.replica.state());
    }

    @Test
    void ofThePeersWordsInAByeOneLineOf255CharactersIsKept() {
        Neighbour victim = net.node("victim");
        net.link(victim, net.node("other"));
        net.run(ROUND);
        Event bye = new Event.Received(
                victim.gossip.peers().get(0).link(), new Message.Bye(CloseReason.Kind.OTHER, "x\n".repeat(10_000)));
        List<Effect> effects = victim.gossip.on(bye, net.now());
        assertEquals(1, effects.size(), effects::toString);
        String reason = ((Effect.Close) effects.get(0)).reason().text();
        assertTrue(reason.contains("x x x") && !reason.contains("\n") && reason.length() < 300, reason);
    }

    /** Both have removed what they wrote: their contexts are equal, and so is all that lives. */
    @Test
    void aForkOfWhichNothingLivesOnIsFoundByItsHistory() {
        one.add("left");
        two.add("right");
        one.remove("left");
        two.remove("right");
        Incarnation forked = own(one);
        assertEquals(forked, own(two));
        assertEquals(one.replica.state(), two.replica.state());
        Neighbour left = net.node("left");
        Neighbour right = net.node("right");
        net.link(one, left);
        net.link(two, right);
        net.run(ROUND);
        net.link(left, right);
        net.run(20 * ROUND);
        for (Neighbour each : List.of(one, two, left, right)) {
            assertEquals(List.of(new Effect.Forked(forked)), forks(each));
            assertEquals(one.replica.state().fingerprint(), each.replica.state().fingerprint());
            assertEquals(0, each.gossip.counts().dotsRepaired());
        }
        net.sent();
        net.run(20 * ROUND);
        assertEquals(List.of(), net.sentButProbes());
        one.add("after one");
        two.add("after two");
        assertNotEquals(forked, own(one));
        assertNotEquals(own(one), own(two));
    }

    @Test
    void anyNumberOfForksEndEqualAndSilent() {
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String replay = "seed " + seed + " of anyNumberOfForksEndEqualAndSilent";
            Neighbours other = new Neighbours();
            List<Neighbour> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(i < 4 ? other.nodeThatWritesAs(new Incarnation(5, 5), "clone " + i) : other.node("node " + i));
                all.get(i).add("first " + i);
                all.get(i).remove("first " + i);
            }
            Incarnation forked = own(all.get(0));
            for (int i = 1; i < 6; i++) {
                other.link(all.get(random.nextInt(i)), all.get(i));
                if (random.nextBoolean()) {
                    other.run(random.nextInt(100));
                    all.get(random.nextInt(i)).add("x" + random.nextInt(3));
                }
            }
            other.run(60 * ROUND);
            other.sent();
            other.run(20 * ROUND);
            assertEquals(List.of(), other.sentButProbes(), replay);
            for (Neighbour each : all) {
                assertEquals(all.get(0).replica.state(), each.replica.state(), replay);
                assertEquals(
                        all.get(0).replica.state().fingerprint(),
                        each.replica.state().fingerprint(),
                        replay);
                assertEquals(List.of(new Effect.Forked(forked)), forks(each), replay);
            }
            for (Neighbour each : all) {
                each.add("after");
                assertNotEquals(forked, own(each), replay);
            }
        }
    }

    @Test
    void whoDoesNotKnowAHistoryIsToldItAndNobodyIsBlamed() {
        one.add("x");
        StateDelta all = one.replica.state().deltaSince(VersionVector.EMPTY);
        ReplicaState unknowing = ReplicaState.empty()
                .apply(new StateDelta(all.from(), all.to(), all.objects(), all.removals(), Map.of(), null));
        Neighbour other = net.node("other", unknowing);
        net.link(one, other);
        net.run(10 * ROUND);
        assertEquals(one.replica.state().chain(own(one)), other.replica.state().chain(own(one)));
        assertEquals(List.of(), forks(other));
        assertEquals(List.of(), forks(one));
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
