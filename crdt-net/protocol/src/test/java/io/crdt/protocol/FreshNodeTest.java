package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that has nothing meets others that have the same. */
class FreshNodeTest {

    private static final MessageCodec CODEC = MessageCodec.of(Codec.standard());

    private static final GossipOptions OPTIONS = GossipOptions.of("test");
    private static final long NEVER = Long.MAX_VALUE;
    private static final VersionVector NEWS = VersionVector.EMPTY.advancedTo(new Incarnation(7, 7), 7);

    private final Neighbours net = new Neighbours();

    /** A hello may take 5 s. The round trip is twice the latency. */
    @ParameterizedTest
    @CsvSource({"1, 5", "500, 1", "500, 5", "1500, 1", "1500, 5", "2500, 5", "4999, 1", "4999, 5"})
    void aFreshNodeDownloadsEverythingOnceHoweverFarAwayItsPeersAre(long latency, int peers) {
        ReplicaState state = stateOf(300);
        Neighbour fresh = net.node("fresh");
        for (int i = 0; i < peers; i++) {
            net.link(fresh, net.node("peer " + i, state), latency);
        }
        net.run(6 * latency + 2_000);
        assertEquals(state, fresh.replica.state());
        assertDownloadedOnce(fresh, state, latency + " ms, peers: " + peers);
    }

    /** What peers write meanwhile crosses the question and is no answer; it comes once as well. */
    @ParameterizedTest
    @CsvSource({"1, 5", "500, 5", "1500, 1", "1500, 5"})
    void aFreshNodeDownloadsEverythingOnceWhileItsPeersWrite(long latency, int peers) {
        ReplicaState state = stateOf(3_000);
        Neighbour fresh = net.node("fresh");
        List<Neighbour> old = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            old.add(net.node("peer " + i, state));
        }
        net.mesh(old);
        old.forEach(peer -> net.link(fresh, peer, latency));
        writeMeanwhile(old, latency);
        ReplicaState end = old.get(0).replica.state();
        assertEquals(end, fresh.replica.state());
        assertDownloadedOnce(fresh, end, "writing, " + latency + " ms, peers: " + peers);
    }

    /** A peer pushes its own news, and that is not all that it has ever written. */
    @ParameterizedTest
    @CsvSource({"1", "500", "1500"})
    void aFreshNodeDownloadsOnceWhatItsPeersWroteThemselvesAndGoOnWriting(long latency) {
        List<Neighbour> old = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Neighbour peer = net.node("peer " + i);
            for (int k = 0; k < 600; k++) {
                peer.add(peer + " before, " + k);
            }
            old.add(peer);
        }
        net.mesh(old);
        net.run(3_000);
        net.sent();
        Neighbour fresh = net.node("fresh");
        old.forEach(peer -> net.link(fresh, peer, latency));
        writeMeanwhile(old, latency);
        ReplicaState end = old.get(0).replica.state();
        assertEquals(end, fresh.replica.state());
        assertDownloadedOnce(fresh, end, "writing, own history, " + latency + " ms, 5 peers");
    }

    private void writeMeanwhile(List<Neighbour> old, long latency) {
        for (long until = net.now() + 6 * latency; net.now() < until; ) {
            old.forEach(peer -> peer.add(peer + " at " + net.now()));
            net.run(Math.min(250, latency));
        }
        net.run(6 * latency + 2_000);
    }

    @Test
    void aQuestionThatComesWhileItsAnswerIsOnItsWayOutGetsNoOther() {
        Gossip peer = new Gossip(replica(stateOf(3)), OPTIONS, new SplittableRandom(1));
        open(peer, 1, false, 0);
        happens(peer, new Event.Drained(1), 0);
        Have question = new Have(VersionVector.EMPTY, true);
        assertEquals(1, pushes(peer.on(new Event.Received(1, question), 1)), "the answer");
        assertEquals(0, pushes(peer.on(new Event.Received(1, question), 2_000)));
        assertEquals(0, pushes(peer.on(new Event.Drained(1), 3_000)), "asked while it was sent");
        happens(peer, new Event.Received(1, question), 4_000);
        assertEquals(1, pushes(peer.on(new Event.Drained(1), 4_000)), "asked since, so it was lost");
    }

    /** Before that the question would tell that it has nothing, and fetch everything again. */
    @Test
    void theNextPeerIsAskedOnceTheAnswerOfTheLastOneIsSaved() {
        ReplicaState state = stateOf(300);
        VersionVector more = state.context().join(NEWS);
        Replica replica = replica(ReplicaState.empty());
        Gossip fresh = new Gossip(replica, OPTIONS, new SplittableRandom(1));
        open(fresh, 1, true, 0);
        open(fresh, 2, true, 0);
        List<Effect> effects = new ArrayList<>(fresh.on(new Event.Received(2, new Have(more, false)), 1));
        effects.addAll(fresh.on(new Event.Received(1, new Have(state.context(), false)), 1));
        effects.addAll(fresh.on(new Event.Received(1, new Message.Push(state.deltaSince(VersionVector.EMPTY))), 2));
        assertEquals(state, replica.state());
        for (long now = 3; now < 5_000; now++) {
            effects.addAll(fresh.on(new Event.Drained(1), now));
            effects.addAll(fresh.on(new Event.Drained(2), now));
        }
        assertEquals(0, questions(2, effects), "before it is saved");
        effects.addAll(fresh.on(new Event.StateAdvanced(replica.state()), 5_000));
        assertEquals(1, questions(2, effects), "as soon as it is saved");
    }

    /** A lost question or answer costs no more than the answer would have taken, and a second. */
    @Test
    void aQuestionWithoutAnAnswerIsRepeatedAfterARoundTripAndASecond() {
        assertEquals(1_000 + 2, millisUntilAnotherIsAsked(true, 1, 2, NEWS));
        assertEquals(1_000 + 3_001, millisUntilAnotherIsAsked(true, 3_000, 3_001, NEWS));
        assertEquals(1_000 + 100, millisUntilAnotherIsAsked(false, 0, 100, NEWS));
    }

    /** A side that was dialed cannot tell from the hello how far away the peer is. */
    @Test
    void aPeerHasAsLongForItsFirstWordAsForItsHello() {
        assertEquals(1_000 + 5_000, millisUntilAnotherIsAsked(false, 0, NEVER, NEWS));
        assertEquals(1_000 + 7, millisUntilAnotherIsAsked(true, 7, NEVER, NEWS));
    }

    @Test
    void aPeerThatHasMuchIsGivenTimeButNoMoreThanTheSilenceThatEndsALink() {
        VersionVector million = VersionVector.EMPTY.advancedTo(new Incarnation(7, 7), 1_000_000);
        assertEquals(1_000 + 10_000 + 2, millisUntilAnotherIsAsked(true, 1, 2, million));
        VersionVector claim = VersionVector.EMPTY
                .advancedTo(new Incarnation(7, 7), Long.MAX_VALUE)
                .advancedTo(new Incarnation(8, 8), Long.MAX_VALUE);
        assertEquals(OPTIONS.silenceMillis(), millisUntilAnotherIsAsked(true, 1, 2, claim));
    }

    /** A first peer says hello and its first word, and then no more; returns how long the second one waits after that. */
    private long millisUntilAnotherIsAsked(boolean dialed, long hello, long firstWord, VersionVector outgoing) {
        Gossip fresh = new Gossip(replica(ReplicaState.empty()), OPTIONS, new SplittableRandom(1));
        happens(fresh, new Event.Connected(1, dialed), 0);
        happens(fresh, new Event.Drained(1), 0);
        assertEquals(1, questions(1, fresh.on(new Event.Received(1, hello(1)), hello)));
        happens(fresh, new Event.Drained(1), hello);
        open(fresh, 2, true, hello);
        happens(fresh, new Event.Received(2, new Have(outgoing, false)), hello);
        for (long now = hello + 1; now < 2 * OPTIONS.silenceMillis(); now++) {
            List<Effect> effects = new ArrayList<>(fresh.on(new Event.Drained(1), now));
            effects.addAll(fresh.on(new Event.Drained(2), now));
            if (now == firstWord) {
                effects.addAll(fresh.on(new Event.Received(1, new Have(outgoing, false)), now));
            } else if (now % 1_000 == 0) {
                effects.addAll(fresh.on(new Event.Received(2, new Have(outgoing, false)), now));
            }
            effects.addAll(fresh.on(new Event.Tick(), now));
            if (questions(2, effects) > 0) {
                return now - (firstWord == NEVER ? hello : firstWord);
            }
        }
        throw new AssertionError("the second peer was never asked");
    }

    /** Something happens of which the effects do not matter here. */
    private static void happens(Gossip gossip, Event event, long now) {
        List<Effect> unused = gossip.on(event, now);
    }

    private static void open(Gossip gossip, int link, boolean dialed, long now) {
        happens(gossip, new Event.Connected(link, dialed), now);
        happens(gossip, new Event.Drained(link), now);
        happens(gossip, new Event.Received(link, hello(link)), now);
        happens(gossip, new Event.Drained(link), now);
    }

    private static Message.Hello hello(int id) {
        return new Message.Hello("test", new ReplicaId(id, id, "r" + id), 1 << 20, id, 0);
    }

    private static long questions(int link, List<Effect> effects) {
        return effects.stream()
                .filter(each -> each instanceof Effect.Send send
                        && send.link() == link
                        && send.message() instanceof Have have
                        && have.ask())
                .count();
    }

    private static long pushes(List<Effect> effects) {
        return effects.stream()
                .filter(each -> each instanceof Effect.Send send && send.message() instanceof Message.Push)
                .count();
    }

    private static Replica replica(ReplicaState state) {
        return new Replica(new ReplicaId(9, 9, "self"), state, new SplittableRandom(9), () -> 1);
    }

    private ReplicaState stateOf(int entries) {
        Neighbour writer = net.node("writer");
        for (int i = 0; i < entries; i++) {
            writer.add("element-" + i);
        }
        return writer.replica.state();
    }

    private void assertDownloadedOnce(Neighbour fresh, ReplicaState state, String where) {
        StateDelta all = state.deltaSince(VersionVector.EMPTY);
        List<Message.Push> pushes = net.sent().stream()
                .filter(each -> each.to() == fresh && each.message() instanceof Message.Push)
                .map(each -> (Message.Push) each.message())
                .toList();
        long sent = pushes.stream().mapToLong(each -> each.delta().weight()).sum();
        String what = "%s: %d pushes with %d entries and %d bytes for %d entries and %d bytes"
                .formatted(
                        where,
                        pushes.size(),
                        sent,
                        pushes.stream()
                                .mapToLong(each -> CODEC.encode(each).length)
                                .sum(),
                        all.weight(),
                        CODEC.encode(new Message.Push(all)).length);
        System.out.println(what);
        assertTrue(sent <= 1.1 * all.weight(), what);
    }
}
