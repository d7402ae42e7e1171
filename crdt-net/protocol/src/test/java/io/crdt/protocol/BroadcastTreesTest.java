package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Prune;
import io.crdt.protocol.Message.Push;
import io.crdt.protocol.Neighbours.End;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.protocol.Neighbours.Sent;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BroadcastTreesTest {

    private static final GossipOptions OPTIONS = GossipOptions.of("test");
    private static final Incarnation ORIGIN = new Incarnation(9, 9);

    private final Neighbours net = new Neighbours();
    private final Neighbour a = net.node("a");
    private final Neighbour b = net.node("b");
    private final Neighbour c = net.node("c");

    @Test
    void whoHadToAskOnceIsPushedToFromThenOn() {
        net.link(a, b);
        net.link(b, c);
        net.run(100);
        a.add("first");
        net.run(200);
        List<Sent> first = net.sent();
        assertTrue(first.stream().anyMatch(BroadcastTreesTest::isQuestion), first.toString());
        a.add("second");
        net.run(2);
        assertTrue(c.has("second"));
        net.run(100);
        assertEquals(
                List.of("a-b", "b-c"),
                net.sentButProbes().stream()
                        .filter(each -> each.message() instanceof Push)
                        .map(each -> each.from() + "-" + each.to())
                        .toList());
    }

    @Test
    void aChangeTravelsALongChainAsFastAsItsLinks() {
        List<Neighbour> chain = new ArrayList<>(List.of(a));
        for (int i = 0; i < 9; i++) {
            chain.add(net.node("n" + i));
            net.link(chain.get(i), chain.get(i + 1));
        }
        net.run(100);
        a.add("first");
        net.run(1_000);
        a.add("second");
        net.run(9);
        assertTrue(chain.get(9).has("second"));
    }

    @Test
    void ofTwoThatPushTheSameTheSlowerOneIsPruned() {
        Neighbour d = squareWithASlowSide();
        for (int i = 0; i < 5; i++) {
            a.add("x" + i);
            net.run(300);
        }
        long prunesBefore = d.gossip.counts().prunesSent();
        net.sent();
        a.add("last");
        net.run(300);
        assertTrue(d.has("last"));
        assertEquals(3, pushes().size());
        assertEquals(prunesBefore, d.gossip.counts().prunesSent());
    }

    @Test
    void ifTheProviderGoesAwayAnotherOneTakesOver() {
        Neighbour d = net.node("d");
        net.link(a, b);
        net.link(a, c);
        End fast = net.link(b, d);
        net.link(c, d, 3);
        net.run(100);
        a.add("first");
        net.run(300);
        a.add("second");
        net.run(300);
        net.cut(fast);
        a.add("third");
        net.run(OPTIONS.intervalMillis());
        assertTrue(d.has("third"));
        net.sent();
        a.add("fourth");
        net.run(5);
        assertTrue(d.has("fourth"), "c has not taken over");
    }

    @Test
    void aPrunedPeerStillTellsOfItsNews() {
        Neighbour d = squareWithASlowSide();
        for (int i = 0; i < 3; i++) {
            a.add("x" + i);
            net.run(300);
        }
        net.sent();
        a.add("last");
        net.run(300);
        assertTrue(net.sent().stream().anyMatch(each -> each.to() == d && each.message() instanceof Have));
    }

    private Neighbour squareWithASlowSide() {
        Neighbour d = net.node("d");
        net.link(a, b);
        net.link(a, c);
        net.link(b, d);
        net.link(c, d, 40);
        net.run(300);
        return d;
    }

    @Test
    void twoThatTakeTurnsInBeingFirstAreNotBothSentAway() {
        Outbox outbox = new Outbox();
        LinkTable links = new LinkTable(outbox, new SplittableRandom(1));
        Replica replica = new Replica(new ReplicaId(1, 1, "r"), ReplicaState.empty(), new SplittableRandom(1), () -> 1);
        BroadcastTrees trees = new BroadcastTrees(replica, links);
        LinkState one = link(links, 1);
        LinkState two = link(links, 2);
        VersionVector none = VersionVector.EMPTY;
        trees.pushed(one, none.advancedTo(ORIGIN, 1), none);
        trees.pushed(two, none.advancedTo(ORIGIN, 1), none.advancedTo(ORIGIN, 1));
        trees.pushed(two, none.advancedTo(ORIGIN, 2), none.advancedTo(ORIGIN, 1)); // sent before it heard of the prune
        trees.pushed(one, none.advancedTo(ORIGIN, 2), none.advancedTo(ORIGIN, 2));
        assertEquals(Set.of(), trees.takePrunes(one));
        assertEquals(Set.of(ORIGIN), trees.takePrunes(two));
    }

    @Test
    void whoIsAskedIsWantedAgain() {
        LinkTable links = new LinkTable(new Outbox(), new SplittableRandom(1));
        Replica replica = new Replica(new ReplicaId(1, 1, "r"), ReplicaState.empty(), new SplittableRandom(1), () -> 1);
        BroadcastTrees trees = new BroadcastTrees(replica, links);
        LinkState one = link(links, 1);
        LinkState two = link(links, 2);
        VersionVector first = VersionVector.EMPTY.advancedTo(ORIGIN, 1);
        trees.pushed(one, first, VersionVector.EMPTY);
        trees.pushed(two, first, first);
        trees.asks(two);
        trees.pushed(two, first.advancedTo(ORIGIN, 2), first);
        trees.pushed(one, first.advancedTo(ORIGIN, 2), first.advancedTo(ORIGIN, 2));
        assertEquals(Set.of(ORIGIN), trees.takePrunes(one));
        assertEquals(Set.of(), trees.takePrunes(two));
    }

    @Test
    void ofAnAnswerAboutAMillionEndedLivesNothingIsNoted() {
        LinkTable links = new LinkTable(new Outbox(), new SplittableRandom(1));
        Replica replica = new Replica(new ReplicaId(1, 1, "r"), ReplicaState.empty(), new SplittableRandom(1), () -> 1);
        BroadcastTrees trees = new BroadcastTrees(replica, links);
        LinkState one = link(links, 1);
        LinkState two = link(links, 2);
        VersionVector few = lives(BroadcastTrees.MOST);
        VersionVector many = lives(BroadcastTrees.MOST + 1);
        trees.answers(one, VersionVector.EMPTY, few);
        trees.answers(two, VersionVector.EMPTY, many);
        few.forEach((life, seq) -> assertEquals(Set.of(one), trees.eagerLinks(life)));
        trees.pushed(one, many, VersionVector.EMPTY);
        trees.pushed(two, few, many);
        assertEquals(Set.of(), trees.takePrunes(two));
        trees.pushed(one, few, VersionVector.EMPTY);
        trees.pushed(two, few, many);
        assertEquals(BroadcastTrees.MOST, trees.takePrunes(two).size());
        VersionVector before = many.aheadOf(many.withSeq(ORIGIN, 0));
        trees.answers(two, VersionVector.EMPTY, before.advancedTo(ORIGIN, 2));
        assertEquals(Set.of(one, two), trees.eagerLinks(ORIGIN), "its next news is noted as ever");
    }

    private static VersionVector lives(int size) {
        SplittableRandom random = new SplittableRandom(1);
        VersionVector lives = VersionVector.EMPTY.advancedTo(ORIGIN, 1);
        while (lives.size() < size) {
            lives = lives.advancedTo(Incarnation.random(random), 1);
        }
        return lives;
    }

    private static LinkState link(LinkTable links, int id) {
        LinkState link = new LinkState(id, true, Set.of(), 0, 0);
        links.add(link);
        links.opened(link, new ReplicaId(id, id, "peer " + id));
        return link;
    }

    private enum Network {
        MESH,
        TREE,
        RING,
        STAR,
        FOUR_EACH;

        private boolean links(int x, int y, int nodes) {
            int apart = Math.min(y - x, nodes - y + x);
            return switch (this) {
                case MESH -> true;
                case TREE -> x == (y - 1) / 2;
                case RING -> apart == 1;
                case STAR -> x == 0;
                case FOUR_EACH -> apart <= 2;
            };
        }
    }

    /** The setting of Enes et al., <i>Efficient Synchronization of State-based CRDTs</i>, 2019: 15 replicas that all write. */
    @ParameterizedTest
    @EnumSource
    void hardlyAnythingIsSentTwice(Network network) {
        int nodes = 15;
        SplittableRandom random = new SplittableRandom(3);
        List<Neighbour> all = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            all.add(net.node("n" + i));
        }
        for (int x = 0; x < nodes; x++) {
            for (int y = x + 1; y < nodes; y++) {
                if (network.links(x, y, nodes)) {
                    net.link(all.get(x), all.get(y), 1 + random.nextInt(5));
                }
            }
        }
        net.run(1_000);
        GossipCounts before = GossipCounts.NONE;
        for (int i = 0; i < 1_000; i++) {
            if (i == 200) {
                before = counts(all);
            }
            all.get(random.nextInt(nodes)).add("element " + i);
            net.run(random.nextInt(20));
        }
        net.run(1_000);
        GossipCounts after = counts(all);
        long received = after.payloadReceived() - before.payloadReceived();
        long redundant = after.payloadRedundant() - before.payloadRedundant();
        all.forEach(each -> assertEquals(all.get(0).replica.state(), each.replica.state()));
        String figures = network + ": " + received + " entries received, " + redundant + " of them known";
        assertTrue(received - redundant >= 800 * (nodes - 1), figures);
        assertTrue(received <= 1.15 * (received - redundant), figures);
    }

    private static GossipCounts counts(List<Neighbour> all) {
        return all.stream().map(each -> each.gossip.counts()).reduce(GossipCounts.NONE, GossipCounts::plus);
    }

    private static boolean isQuestion(Sent sent) {
        return sent.message() instanceof Have have && have.ask();
    }

    private List<Sent> pushes() {
        List<Sent> sent = net.sent();
        assertTrue(sent.stream().noneMatch(each -> each.message() instanceof Prune), sent.toString());
        return sent.stream().filter(each -> each.message() instanceof Push).toList();
    }
}
