package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.protocol.Message.Push;
import io.crdt.protocol.Neighbours.End;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.protocol.Neighbours.Sent;
import io.crdt.replica.Removal;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GossipTest {

    private static final GossipOptions OPTIONS = GossipOptions.of("test");

    private final Neighbours net = new Neighbours();
    private final Neighbour a = net.node("a");
    private final Neighbour b = net.node("b");
    private final Neighbour c = net.node("c");

    @Test
    void equalReplicasStaySilentAfterTheHello() {
        a.add("x");
        net.link(a, b);
        net.run(100);
        net.link(a, c);
        net.run(100);
        assertTrue(b.has("x") && c.has("x"));
        assertTrue(net.sent().size() > 2);
        net.link(b, c);
        net.run(100);
        List<Sent> said = net.sentButProbes();
        assertEquals(2, said.size(), said.toString());
        assertTrue(said.stream().allMatch(each -> each.message() instanceof Hello), said.toString());
    }

    @Test
    void replicasThatDifferExchangeTheirNewsInOneRoundTrip() {
        a.add("x");
        b.add("y");
        net.link(a, b);
        net.run(10);
        assertTrue(a.has("y") && b.has("x"));
        assertEquals(2, pushes(net.sent()).size());
    }

    @Test
    void ownWriteIsPushedAtOnce() {
        linkAndSettle(a, b);
        a.add("x");
        net.run(1);
        assertTrue(b.has("x"));
    }

    @Test
    void burstOfWritesIsBatchedWithinThePushDelay() {
        linkAndSettle(a, b);
        for (int i = 0; i < 50; i++) {
            a.add("x" + i);
        }
        net.run(1 + OPTIONS.pushDelayMillis());
        assertTrue(b.has("x49"));
        assertEquals(2, pushes(net.sent()).size());
    }

    @Test
    void ownWriteIsNotSentBack() {
        linkAndSettle(a, b);
        a.add("x");
        net.run(500);
        List<Sent> pushes = pushes(net.sent());
        assertEquals(1, pushes.size(), pushes.toString());
    }

    @Test
    void changeOfAnotherIsToldAndNotPushed() {
        linkAndSettle(a, b);
        linkAndSettle(b, c);
        a.add("x");
        net.run(100);
        assertTrue(c.has("x"));
        List<Message> said = net.sentButProbes().stream()
                .filter(each -> each.from() == c || each.to() == c)
                .map(Sent::message)
                .toList();
        assertEquals(3, said.size(), said.toString());
        assertTrue(said.get(0) instanceof Have told && !told.ask(), said.toString());
        assertTrue(said.get(1) instanceof Have asked && asked.ask(), said.toString());
        assertTrue(said.get(2) instanceof Push, said.toString());
    }

    @Test
    void changeTravelsAlongAChainWithinARound() {
        List<Neighbour> chain = new ArrayList<>(List.of(a, b, c));
        for (int i = 0; i < 3; i++) {
            chain.add(net.node("d" + i));
        }
        for (int i = 1; i < chain.size(); i++) {
            linkAndSettle(chain.get(i - 1), chain.get(i));
        }
        a.add("x");
        net.run(OPTIONS.intervalMillis());
        assertTrue(chain.get(chain.size() - 1).has("x"));
    }

    @Test
    void inAMeshEachChangeIsPushedOncePerReceiver() {
        List<Neighbour> mesh = List.of(a, b, c, net.node("d"));
        net.mesh(mesh);
        net.run(1000);
        assertFalse(net.sent().isEmpty());
        for (int i = 0; i < 20; i++) {
            mesh.get(i % 4).add("x" + i);
            net.run(50);
        }
        assertEquals(20 * 3, pushes(net.sent()).size());
        mesh.forEach(each -> assertEquals(0, each.gossip.counts().pushesRedundant()));
    }

    @Test
    void deltaThatComesBeforeItsBaseIsParkedAndAppliedOnceTheBaseArrives() {
        net.link(a, b);
        net.link(b, c);
        net.link(a, c, 12);
        net.run(1000);
        a.add("first");
        net.run(2);
        b.add("second");
        net.run(2);
        assertFalse(c.has("second"));
        assertEquals(1, c.gossip.parkedDeltas());
        net.run(9);
        assertTrue(c.has("first") && c.has("second"));
        assertEquals(0, c.gossip.parkedDeltas());
        assertEquals(1, c.gossip.counts().pushesParked());
    }

    @Test
    void whatNeverArrivesByItselfIsAskedFor() {
        net.link(a, b);
        net.link(b, c);
        End slow = net.link(a, c, 10_000);
        net.run(30_000);
        slow.stall();
        a.add("first");
        net.run(2);
        b.add("second");
        net.run(OPTIONS.askDelayMillis() + 10);
        assertTrue(c.has("first") && c.has("second"));
    }

    @Test
    void otherClusterIsRefusedWithBothNames() {
        Neighbour stranger = net.node("s", "elsewhere");
        net.link(a, stranger);
        net.run(10);
        for (Neighbour each : List.of(a, stranger)) {
            assertEquals(1, each.closes().size());
            CloseReason expected = each == a
                    ? new CloseReason.OtherCluster("test", "elsewhere")
                    : new CloseReason.OtherCluster("elsewhere", "test");
            boolean hasHeardFirst = each.closes().get(0).reason() instanceof CloseReason.SaidByPeer;
            CloseReason reason = each.closes().get(0).reason();
            assertTrue(hasHeardFirst || reason.equals(expected), reason::text);
            assertTrue(reason.text().contains("test") && reason.text().contains("elsewhere"), reason::text);
            assertFalse(reason.isRoutine());
            assertTrue(each.gossip.peers().isEmpty());
        }
        assertTrue(net.sent().stream().anyMatch(each -> each.message() instanceof Bye));
    }

    @Test
    void linkToOneselfIsClosedWithoutAFuss() {
        net.link(a, a);
        net.run(10);
        assertTrue(a.closes().size() >= 1);
        assertTrue(a.closes().stream().allMatch(close -> close.reason().isRoutine()));
        assertTrue(a.gossip.peers().isEmpty());
    }

    @Test
    void ofTwoCrossingLinksBothKeepTheSame() {
        for (boolean smallerFirst : List.of(true, false)) {
            Neighbours other = new Neighbours();
            Neighbour x = other.node("x");
            Neighbour y = other.node("y");
            End fromX = other.link(smallerFirst ? x : y, smallerFirst ? y : x);
            End fromY = other.link(smallerFirst ? y : x, smallerFirst ? x : y);
            other.run(10);
            assertEquals(1, fromX.owner.gossip.peers().size());
            assertEquals(1, fromY.owner.gossip.peers().size());
            int kept = fromX.owner.gossip.peers().get(0).link();
            End keptEnd = kept == fromX.id ? fromX : fromY.other();
            assertEquals(keptEnd.id, kept);
            assertEquals(keptEnd.other().id, fromY.owner.gossip.peers().get(0).link());
            x.add("still");
            other.run(2);
            assertTrue(y.has("still"));
        }
    }

    @Test
    void slowLinkConflatesAllToOneDelta() {
        End link = linkAndSettle(a, b);
        link.stall();
        for (int i = 0; i < 100; i++) {
            a.add("x" + i);
            net.run(10);
        }
        List<Sent> whileStalled =
                net.sent().stream().filter(each -> each.from() == a).toList();
        assertEquals(1, whileStalled.size(), whileStalled.toString());
        link.flow();
        net.run(5);
        assertEquals(1, pushes(net.sent()).size());
        assertTrue(b.has("x0") && b.has("x99"));
    }

    @Test
    void freshNodeAsksOnlyOnePeerForEverything() {
        List<Neighbour> mesh = List.of(a, b, c, net.node("d"), net.node("e"));
        net.mesh(mesh);
        for (int i = 0; i < 20; i++) {
            a.add("x" + i);
        }
        net.run(1000);
        assertFalse(net.sent().isEmpty());
        Neighbour fresh = net.node("fresh");
        mesh.forEach(each -> net.link(fresh, each));
        net.run(1000);
        assertTrue(fresh.has("x0") && fresh.has("x19"));
        List<Sent> said = net.sent();
        assertEquals(
                1,
                said.stream()
                        .filter(each -> each.from() == fresh && each.message() instanceof Have have && have.ask())
                        .count());
        assertEquals(1, pushes(said).size());
    }

    @Test
    void whoeverDoesNotAnswerIsNotAskedAgainBeforeAnother() {
        linkAndSettle(a, b);
        a.add("x");
        net.run(100);
        End dead = net.link(c, a);
        net.run(1);
        dead.other().stall();
        net.link(c, b);
        net.run(OPTIONS.answerTimeoutMillis() + OPTIONS.intervalMillis());
        assertTrue(c.has("x"));
    }

    @Test
    void anAnswerThatTakesItsTimeIsWaitedForAndOneThatTricklesIsNot() {
        assertFalse(isAnotherAskedWhileReceiving(1 << 16));
        assertTrue(isAnotherAskedWhileReceiving(1));
    }

    /** Tells whether a second peer is asked while the first one sends the given number of bytes of an answer every 200 ms. */
    private static boolean isAnotherAskedWhileReceiving(long bytes) {
        Gossip gossip = gossip(1);
        VersionVector outgoing = VersionVector.EMPTY.advancedTo(new Incarnation(7, 7), 7);
        for (int link = 1; link <= 2; link++) {
            tell(gossip, new Event.Connected(link, true), link);
            tell(gossip, new Event.Drained(link), link);
            tell(gossip, new Event.Received(link, hello(1 + link)), link);
            tell(gossip, new Event.Drained(link), link);
            tell(gossip, new Event.Received(link, new Have(outgoing, false)), link);
        }
        for (long now = 10; now < 10_000; now += 10) {
            Event event = now % 200 == 0 ? new Event.Receiving(1, bytes) : new Event.Tick();
            if (gossip.on(event, now).stream().anyMatch(each -> isQuestionOn(2, each))) {
                return true;
            }
            tell(gossip, new Event.Drained(1), now);
            tell(gossip, new Event.Drained(2), now);
        }
        return false;
    }

    private static boolean isQuestionOn(int link, Effect effect) {
        return effect instanceof Effect.Send send
                && send.link() == link
                && send.message() instanceof Have have
                && have.ask();
    }

    @Test
    void questionThatFindsNothingIsAnsweredByWhatComesNext() {
        c.add("y");
        linkAndSettle(a, b);
        linkAndSettle(c, a);
        b.add("x");
        net.run(3);
        assertTrue(c.has("x"));
    }

    @Test
    void linkWithoutAHelloIsClosedAfterTheTimeout() {
        End link = net.linkToNobody(a);
        net.run(OPTIONS.helloTimeoutMillis() - 1);
        assertTrue(a.closes().isEmpty());
        net.run(1);
        assertEquals(1, a.closes().size());
        assertEquals(link.id, a.closes().get(0).link());
    }

    @Test
    void idleReplicasSendOneProbeEachRound() {
        List<Neighbour> mesh = List.of(a, b, c, net.node("d"));
        mesh.forEach(each -> each.add("of " + each));
        net.mesh(mesh);
        net.run(2000);
        assertFalse(net.sent().isEmpty());
        net.run(10 * OPTIONS.intervalMillis());
        List<Sent> idle = net.sent();
        assertTrue(idle.stream().allMatch(each -> each.message() instanceof Probe), idle.toString());
        assertEquals(10 * mesh.size(), idle.size());
    }

    @Test
    void aReplicaThatWritesWithoutAPauseHearsOfOthers() {
        End slow = net.link(a, b);
        net.link(b, c);
        net.run(1000);
        c.add("from c");
        slow.stall();
        for (int i = 0; i < 3_000; i++) {
            if (i % 5 == 0) {
                a.add("x" + i % 7);
            }
            net.run(1);
            if (i % 20 == 0) {
                slow.flow();
                slow.stall();
            }
        }
        assertTrue(a.has("from c"));
    }

    @Test
    void aPeerWhoseOldLinkDiedComesBackOverANewOne() {
        Gossip small = gossip(1);
        tell(small, new Event.Connected(1, true), 0);
        tell(small, new Event.Received(1, hello(2)), 1); // and from here on nothing comes on link 1 any more
        long later = OPTIONS.silenceMillis() + 1;
        List<Effect> effects = small.on(new Event.Tick(), later);
        assertTrue(effects.stream().anyMatch(effect -> effect instanceof Effect.Close close && close.link() == 1));
        tell(small, new Event.Connected(2, false), later);
        assertEquals(
                List.of(2),
                small.on(new Event.Received(2, hello(2)), later).stream()
                        .filter(Effect.Opened.class::isInstance)
                        .map(effect -> ((Effect.Opened) effect).link())
                        .toList());
    }

    @Test
    void aMessageOfAnUnknownKindIsSkippedAndCounted() {
        Gossip gossip = gossip(1);
        tell(gossip, new Event.Connected(1, true), 0);
        tell(gossip, new Event.Received(1, hello(2)), 1);
        assertEquals(List.of(), closes(tell(gossip, new Event.Received(1, new Message.Unknown(99, 5)), 2)));
        assertEquals(1, gossip.counts().messagesSkipped());
        assertEquals(1, gossip.peers().size());
    }

    @Test
    void aHelloForAnotherSpaceIsRefused() {
        Gossip gossip = gossip(1);
        tell(gossip, new Event.Connected(1, true), 0);
        Hello other = new Hello("test", new ReplicaId(2, 2, "r2"), 1 << 20, 2, 0, 7, 0);
        List<Effect> effects = tell(gossip, new Event.Received(1, other), 1);
        assertEquals(List.of(1), closes(effects));
        assertTrue(
                effects.contains(new Effect.Send(
                        1, new Message.Bye(CloseReason.Kind.ELSEWHERE, "this replica has one space, 0, and not 7"))),
                effects::toString);
    }

    @Test
    void silentLinksAreKeptOpenByAProbeNowAndThen() {
        List<Neighbour> mesh = List.of(a, b, c, net.node("d"), net.node("e"));
        net.mesh(mesh);
        net.run(10 * OPTIONS.silenceMillis());
        assertTrue(mesh.stream().allMatch(each -> each.closes().isEmpty()));
    }

    @Test
    void parkedRemovalsCountLikeEntries() {
        Gossip gossip = gossip(1);
        tell(gossip, new Event.Connected(1, true), 0);
        tell(gossip, new Event.Received(1, hello(2)), 1);
        Incarnation writer = new Incarnation(5, 5);
        Incarnation other = new Incarnation(6, 6);
        List<Removal> removals = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            removals.add(new Removal(new Dot(other, i), new Dot(writer, 2)));
        }
        for (int i = 0; i < 60; i++) {
            VersionVector from = VersionVector.EMPTY.advancedTo(writer, 1 + i).advancedTo(other, 5_000);
            StateDelta delta =
                    new StateDelta(from, from.advancedTo(writer, 2 + i), List.of(), removals, Map.of(), null);
            tell(gossip, new Event.Received(1, new Push(delta)), 2 + i);
        }
        assertTrue(gossip.parkedDeltas() <= 2, gossip.parkedDeltas() + " deltas are parked");
    }

    @Test
    void ofTwoLinksThatOneSideDialedThatSideChooses() {
        Gossip dialer = gossip(1);
        Gossip other = gossip(2);
        List<Integer> closed = new ArrayList<>();
        for (int link = 1; link <= 2; link++) {
            tell(dialer, new Event.Connected(link, true), 0);
            tell(other, new Event.Connected(link, false), 0);
        }
        for (int link : List.of(1, 2)) {
            closed.addAll(closes(dialer.on(new Event.Received(link, hello(2)), 1)));
        }
        for (int link : List.of(2, 1)) {
            closed.addAll(closes(other.on(new Event.Received(link, hello(1)), 1)));
        }
        assertEquals(List.of(1), closed);
    }

    @CanIgnoreReturnValue
    private static List<Effect> tell(Gossip gossip, Event event, long now) {
        return gossip.on(event, now);
    }

    private static List<Integer> closes(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Close.class::isInstance)
                .map(effect -> ((Effect.Close) effect).link())
                .toList();
    }

    private static Hello hello(long id) {
        return new Hello("test", new ReplicaId(id, id, "r" + id), 1 << 20, id, 0);
    }

    private static Gossip gossip(long id) {
        Replica replica =
                new Replica(new ReplicaId(id, id, "r" + id), ReplicaState.empty(), new SplittableRandom(id), () -> 1);
        return new Gossip(replica, OPTIONS, new SplittableRandom(id));
    }

    @Test
    void whoHasNoLinksNeedsNoTime() {
        Neighbour lonely = net.node("lonely");
        assertEquals(Long.MAX_VALUE, lonely.gossip.nextWakeMillis());
    }

    @CanIgnoreReturnValue
    private End linkAndSettle(Neighbour from, Neighbour to) {
        End link = net.link(from, to);
        net.run(100);
        assertFalse(net.sent().isEmpty());
        return link;
    }

    private static List<Sent> pushes(List<Sent> sent) {
        return sent.stream().filter(each -> each.message() instanceof Push).toList();
    }
}
