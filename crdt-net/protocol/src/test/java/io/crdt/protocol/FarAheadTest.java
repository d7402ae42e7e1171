package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.PNCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer that claims to have what nobody has, and never sends it. */
class FarAheadTest {

    private static final GossipOptions OPTIONS = GossipOptions.of("test");
    private static final long ROUND = OPTIONS.intervalMillis();
    private static final long SILENCE = OPTIONS.silenceMillis();

    private static final int MANY = 500_000;

    /** What a peer that claims this many operations may take to answer at first, over a link of 2 ms. */
    private static final long FIRST_WAIT = OPTIONS.answerTimeoutMillis() + MANY / 100 + 2;

    private static final long LATER_WAIT = OPTIONS.answerTimeoutMillis() + 2;

    /** How many claims a liar sends for each four other messages. */
    private static final List<Integer> LIES = List.of(16, 400, 2_000, 1_000_000);

    private static final Key<PNCounter> COUNTER = Key.of("counter", PNCounter.type());

    private final Neighbours net = new Neighbours();

    /**
     * The law: however many peers claim what they never send, and whatever else they send, each of them costs one wait, at
     * most the silence that ends a link, and afterwards nothing.
     */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "1, 3", "2, 4", "3, 5", "5, 6", "5, 7", "9, 8"})
    void eachPeerThatClaimsAContextFarAheadDelaysOthersOnce(int liars, long seed) {
        String where = "liars: " + liars + ", seed: " + seed;
        long honest = sum(delays(20, liars, false, seed));
        List<Long> delays = delays(20, liars, true, seed);
        String what = where + ": ms " + delays + " beside a sum of " + honest + " without claims";
        System.out.println(what);
        assertTrue(sum(delays) <= honest + liars * (SILENCE + ROUND), what);
        assertTrue(sum(delays.subList(10, 20)) <= honest + ROUND, what);
    }

    @Test
    void aClaimOfAContextFarAheadDelaysNothingThatItsWriterPushes() {
        Neighbour node = net.node("node");
        Neighbour writer = net.node("writer");
        net.link(writer, node);
        int liar = stranger(node, 9);
        net.run(10 * ROUND);
        for (int i = 0; i < 100; i++) {
            says(node, liar, ahead((1L << 40) + i));
            writer.add("x" + i);
            net.run(20);
            assertTrue(node.has("x" + i), "write " + i);
        }
    }

    /** It is asked again sooner, and once it has sent what it has it is as any other peer. */
    @Test
    void aPeerThatWasLateIsGivenItsTimeAgainOnceItHasSentWhatItHas() {
        Neighbour node = net.node("node");
        ReplicaState many = stateOfMany();
        int late = stranger(node, 9);
        net.run(2);
        says(node, late, many.context());
        assertEquals(FIRST_WAIT, millisUntilAsked(node, late));
        assertEquals(LATER_WAIT, millisUntilAsked(node, late));
        assertEquals(LATER_WAIT, millisUntilAsked(node, late));
        node.tell(new Event.Received(late, new Message.Push(many.deltaSince(VersionVector.EMPTY))));
        assertEquals(many, node.replica.state());
        says(node, late, many.context().join(ahead(MANY)));
        long unused = millisUntilAsked(node, late);
        assertTrue(millisUntilAsked(node, late) >= FIRST_WAIT);
    }

    /** It sends what it has at last, so nobody else is asked for it; unless that comes too slowly. */
    @Test
    void aPeerThatWasLateIsNotDisturbedWhileItsAnswerComesIn() {
        assertEquals(60_000, millisUntilAnotherIsAskedWhileALateAnswerComesIn(64 << 10));
        assertTrue(millisUntilAnotherIsAskedWhileALateAnswerComesIn(1) <= ROUND);
    }

    private long millisUntilAnotherIsAskedWhileALateAnswerComesIn(int bytesEachSecond) {
        Neighbour node = net.node("node");
        int late = stranger(node, 9);
        net.run(2);
        says(node, late, ahead(MANY));
        assertEquals(FIRST_WAIT, millisUntilAsked(node, late));
        node.tell(new Event.Receiving(late, bytesEachSecond));
        long since = net.now();
        int other = stranger(node, 8);
        says(node, other, ahead(MANY));
        while (!isAsked(node, other) && net.now() < since + 60_000) {
            net.run(10);
            if ((net.now() - since) % 1_000 == 0) {
                node.tell(new Event.Receiving(late, bytesEachSecond));
                says(node, other, ahead(MANY));
            }
        }
        return net.now() - since;
    }

    /**
     * Returns how long each write takes from its origin over a relay to a node that hears claims all the time. Each has an
     * origin of its own, so the relay is asked for it: the next one of the same origin would be pushed.
     */
    private List<Long> delays(int writes, int liars, boolean ahead, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Neighbour node = net.node("node");
        Neighbour relay = net.node("relay");
        net.link(relay, node);
        List<Liar> all = new ArrayList<>();
        for (int i = 0; i < liars; i++) {
            all.add(new Liar(node, 9 + i, ahead, LIES.get(random.nextInt(LIES.size()))));
        }
        net.run(10 * ROUND);
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            String element = "x" + i;
            Neighbour origin = net.node("origin");
            origin.add(element);
            Neighbours.End link = net.link(origin, relay);
            long since = net.now();
            while (!node.has(element) && net.now() < since + 600_000) {
                all.forEach(each -> each.lie(random));
                net.run(10);
            }
            delays.add(net.now() - since);
            net.cut(link);
        }
        return delays;
    }

    /** Claims ever more, and now and then sends something that is no answer to that. */
    private final class Liar {
        private final Neighbour victim;
        private final int link;
        private final Neighbour real;
        private final boolean ahead;
        private final int claims;
        private int sent;

        Liar(Neighbour victim, int name, boolean ahead, int claims) {
            this.victim = victim;
            this.ahead = ahead;
            this.claims = claims;
            real = net.node("liar");
            link = stranger(victim, name);
        }

        void lie(SplittableRandom random) {
            switch (random.nextInt(4 + claims)) {
                case 0 -> real.add(real + " " + sent++);
                case 1 ->
                    victim.tell(new Event.Received(
                            link, new Message.Push(real.replica.state().deltaSince(VersionVector.EMPTY))));
                case 2 -> victim.tell(new Event.Receiving(link, 1));
                case 3 -> victim.tell(new Event.Received(link, new Message.Probe(random.nextLong(), 0)));
                default -> says(victim, link, ahead ? ahead((1L << 40) + net.now()) : VersionVector.EMPTY);
            }
        }
    }

    private static long sum(List<Long> delays) {
        return delays.stream().mapToLong(each -> each).sum();
    }

    private ReplicaState stateOfMany() {
        Replica writer = net.node("writer").replica;
        for (int i = 0; i < MANY; i++) {
            writer.update(COUNTER, (counter, me) -> counter.increment(me));
        }
        return writer.state();
    }

    /** Links a node to somebody that does nothing by itself. */
    private int stranger(Neighbour node, int name) {
        int link = net.linkToNobody(node).id;
        node.tell(new Event.Received(
                link, new Message.Hello("test", new ReplicaId(name, name, "stranger"), 1 << 20, name, 0)));
        return link;
    }

    private static VersionVector ahead(long seq) {
        return VersionVector.EMPTY.advancedTo(new Incarnation(7, 7), seq);
    }

    private static void says(Neighbour node, int link, VersionVector context) {
        node.tell(new Event.Received(link, new Message.Have(context, false)));
    }

    private static boolean isAsked(Neighbour node, int link) {
        return node.effects.stream()
                .anyMatch(each -> each instanceof Effect.Send send
                        && send.link() == link
                        && send.message() instanceof Message.Have have
                        && have.ask());
    }

    private long millisUntilAsked(Neighbour node, int link) {
        node.effects.clear();
        long since = net.now();
        while (!isAsked(node, link)) {
            assertTrue(net.now() < since + 60_000, "never asked");
            net.run(1);
        }
        return net.now() - since;
    }
}
