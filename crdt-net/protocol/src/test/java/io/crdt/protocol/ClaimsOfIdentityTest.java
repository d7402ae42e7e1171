package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Probe;
import io.crdt.replica.Key;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.type.ORSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A hello proves nothing. Somebody says that it is a replica to which there is a link that is alive, over a link that it or
 * we have dialed, as the smaller one of both or not.
 */
class ClaimsOfIdentityTest {

    private static final GossipOptions OPTIONS = GossipOptions.of("test");
    private static final Key<ORSet<String>> SET = Key.of("set", ORSet.type(String.class));
    private static final long PEER = 50;
    private static final int GENUINE = 1;

    private final List<Effect> effects = new ArrayList<>();
    private final Set<Integer> open = new TreeSet<>();
    private long now;

    @ParameterizedTest
    @CsvSource({
        "1,true,true", "1,true,false", "1,false,true", "1,false,false",
        "99,true,true", "99,true,false", "99,false,true", "99,false,false"
    })
    void whoClaimsAnothersNameTakesNothingFromTheGenuineLink(long self, boolean weDialed, boolean weDialStranger) {
        Replica replica = replica(self);
        Gossip gossip = new Gossip(replica, OPTIONS, new SplittableRandom(self));
        meet(gossip, GENUINE, weDialed, Set.of());
        say(gossip, GENUINE, new Have(VersionVector.EMPTY, false));

        for (int stranger = 2; stranger < 8; stranger++) {
            now += 2 * OPTIONS.keepAliveMillis();
            say(gossip, GENUINE, new Probe(1, 1));
            meet(gossip, stranger, weDialStranger, Set.of());
            now += OPTIONS.keepAliveMillis();
            say(gossip, GENUINE, new Probe(1, 1));
            assertTrue(open.contains(GENUINE), () -> "the genuine link is open: " + open);
            assertTrue(
                    effects.stream()
                            .anyMatch(each -> each instanceof Effect.Claimed claimed
                                    && claimed.other() == GENUINE
                                    && claimed.kept() == open.contains(claimed.link())),
                    effects::toString);
        }
        effects.clear();
        replica.update(SET, (set, me) -> set.add(me, "x"));
        now += 10;
        tell(gossip, new Event.StateAdvanced(replica.state()));
        now += OPTIONS.pushDelayMillis();
        tell(gossip, new Event.Tick());
        assertTrue(
                effects.stream()
                        .anyMatch(each -> each instanceof Effect.Send send
                                && send.link() == GENUINE
                                && send.message() instanceof Message.Push),
                effects::toString);
    }

    /** The old link is dead and we do not know it yet; its peer comes again, and again after a refusal. */
    @ParameterizedTest
    @CsvSource({"1,true", "1,false", "99,true", "99,false"})
    void whoseOldLinkIsHalfOpenIsBackAtItsSecondTryAtTheLatest(long self, boolean weDialed) {
        Gossip gossip = new Gossip(replica(self), OPTIONS, new SplittableRandom(self));
        meet(gossip, GENUINE, weDialed, Set.of());
        now += OPTIONS.keepAliveMillis();
        meet(gossip, 2, false, Set.of());
        now += 50;
        meet(gossip, 3, false, Set.of());
        assertTrue(open.contains(2) || open.contains(3), open::toString);

        long deadAt = OPTIONS.silenceMillis();
        while (now <= deadAt) {
            now += OPTIONS.keepAliveMillis();
            List.copyOf(open).stream()
                    .filter(link -> link != GENUINE)
                    .forEach(link -> say(gossip, link, new Probe(1, 1)));
            tell(gossip, new Event.Tick());
        }
        assertTrue(!open.contains(GENUINE) && !open.isEmpty(), open::toString);
    }

    @ParameterizedTest
    @CsvSource({"1,true", "1,false", "99,true", "99,false"})
    void peersThatProveDifferentNamesAreDifferentPeersWhateverTheySay(long self, boolean weDialed) {
        Gossip gossip = new Gossip(replica(self), OPTIONS, new SplittableRandom(self));
        meet(gossip, GENUINE, weDialed, Set.of("genuine"));
        meet(gossip, 2, false, Set.of("stranger"));
        meet(gossip, 3, true, Set.of("other stranger"));

        assertEquals(Set.of(1, 2, 3), open);
        assertEquals(
                List.of(2, 3, 3),
                effects.stream()
                        .filter(Effect.Claimed.class::isInstance)
                        .map(each -> ((Effect.Claimed) each).link())
                        .toList());
    }

    private void meet(Gossip gossip, int link, boolean dialed, Set<String> proved) {
        open.add(link);
        tell(gossip, new Event.Connected(link, dialed, proved));
        now++;
        say(gossip, link, new Hello("test", new ReplicaId(PEER, PEER, "peer"), 1 << 20, 1, 0));
    }

    private void say(Gossip gossip, int link, Message message) {
        tell(gossip, new Event.Received(link, message));
    }

    /** Lets the network take all that is sent at once. */
    private void tell(Gossip gossip, Event event) {
        List<Effect> wanted = gossip.on(event, now);
        effects.addAll(wanted);
        for (Effect each : wanted) {
            if (each instanceof Effect.Close close) {
                open.remove(close.link());
            }
        }
        for (Effect each : wanted) {
            if (each instanceof Effect.Send send && open.contains(send.link())) {
                tell(gossip, new Event.Drained(send.link()));
            }
        }
    }

    private static Replica replica(long id) {
        return new Replica(new ReplicaId(id, id, "r" + id), ReplicaState.empty(), new SplittableRandom(id), () -> 1);
    }
}
