package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Bye;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Push;
import io.crdt.protocol.Message.Repair;
import io.crdt.replica.DotRanges;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.Key;
import io.crdt.replica.ObjectId;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Section;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import io.crdt.type.ORSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A peer that may write to "chat" only, and the ways in which a message can change something else. */
class GuardTest {

    private static final Key<ORSet<String>> CHAT = Key.of("chat", ORSet.type(String.class));
    private static final Key<ORSet<String>> ADMIN = Key.of("admin", ORSet.type(String.class));

    private final Replica here = replica(1, 1 << 16);
    private final Replica peer = replica(2, 0); // keeps no removals on record, so its deltas carry survivors
    private final Set<String> asked = new HashSet<>();
    private int link;
    private final Gossip gossip = new Gossip(here, GossipOptions.of("test"), new SplittableRandom(1), new Access() {
        @Override
        public boolean isRestricted(int link) {
            return true;
        }

        @Override
        public boolean mayWrite(int link, ObjectId object) {
            asked.add(object.name());
            return object.name().equals("chat");
        }
    });

    @Test
    void whatItMayWriteIsApplied() {
        add(peer, CHAT, "hello");

        assertTrue(take(new Push(outgoing())).stream().noneMatch(Effect.Refused.class::isInstance));

        assertEquals(peer.state(), here.state());
        assertEquals(Set.of("chat"), asked);
    }

    @Test
    void anEntryInAnotherObjectIsRefusedWithTheRest() {
        add(peer, CHAT, "hello");
        add(peer, ADMIN, "mallory");

        assertRefused(new Push(outgoing()));
    }

    @Test
    void aRemovalFromAnotherObjectIsRefused() {
        add(here, ADMIN, "root");
        Replica forgetful = replica(3, 1 << 16);
        assertTrue(forgetful.apply(here.state().deltaSince(VersionVector.EMPTY)));
        forgetful.update(ADMIN, (set, me) -> set.remove(me, "root"));
        StateDelta delta = forgetful.state().deltaSince(here.context());
        assertEquals(List.of(), delta.objects());

        assertRefused(new Push(delta));
    }

    @Test
    void aRemovalByNotBeingAmongTheSurvivorsIsRefused() {
        add(here, ADMIN, "root");
        assertTrue(peer.apply(here.state().deltaSince(VersionVector.EMPTY)));
        peer.update(ADMIN, (set, me) -> set.remove(me, "root"));
        StateDelta delta = outgoing();
        assertTrue(delta.survivors() != null && delta.removals().isEmpty(), delta.toString());

        assertRefused(new Push(delta));
    }

    @Test
    void aRepairOfAnotherObjectIsRefused() {
        add(peer, ADMIN, "mallory");
        StateDelta all = peer.state().deltaSince(VersionVector.EMPTY);
        assertTrue(here.apply(new StateDelta(all.from(), all.to(), List.of(), List.of(), all.chains(), null)));
        Section section = new Section(
                new DotRanges(Map.of(all.objects().get(0).entries().get(0).dot().origin(), List.of(new Range(1, 1)))),
                all.objects());

        assertRefused(new Repair(here.context().digest(), List.of(), Map.of(), section));
    }

    /** The section names an object that the peer may write to, but the dot lives in another one: it would be moved. */
    @Test
    void aRepairFromAPeerWithoutTheRightChangesNoProtectedKey() {
        add(here, ADMIN, "root");
        Entry root = here.state()
                .deltaSince(VersionVector.EMPTY)
                .objects()
                .get(0)
                .entries()
                .get(0);
        DotRanges there = new DotRanges(Map.of(
                root.dot().origin(),
                List.of(new Range(root.dot().seq(), root.dot().seq()))));
        int refused = 0;
        for (int i = 0;
                i < 32;
                i++) { // of two payloads of a dot the one with the greater hash stays: each wins by chance
            Entry moved = new Entry(Path.of("x" + i), root.dot(), Unit.UNIT);
            Section section = new Section(there, List.of(new ObjectEntries(CHAT.id(), List.of(moved))));
            refused += refusals(take(new Repair(here.context().digest(), List.of(), Map.of(), section)));

            assertEquals(Set.of("root"), here.get(ADMIN).elements());
        }
        assertTrue(refused > 4 && refused < 28, refused + " of 32 would have won and were refused");
    }

    /** What is here already is no change, so nobody needs a right for it: a peer passes on what it got from here. */
    @Test
    void whatChangesNothingNeedsNoRight() {
        add(here, ADMIN, "root");
        StateDelta everything = here.state().deltaSince(VersionVector.EMPTY);
        assertTrue(peer.apply(everything));
        add(peer, CHAT, "hello");

        List<Effect> effects = take(new Push(peer.state().deltaSince(VersionVector.EMPTY)));

        assertEquals(0, refusals(effects), effects.toString());
        assertEquals(peer.state(), here.state());
        assertEquals(Set.of("chat"), asked);
    }

    private static int refusals(List<Effect> effects) {
        return (int) effects.stream().filter(Effect.Refused.class::isInstance).count();
    }

    private void assertRefused(Message message) {
        ReplicaState before = here.state();
        List<Effect> effects = take(message);
        assertEquals(before, here.state());
        assertTrue(
                effects.stream()
                        .anyMatch(each -> each instanceof Effect.Refused refused
                                && refused.object().name().equals("admin")),
                effects.toString());
        assertTrue(
                effects.stream()
                        .anyMatch(each -> each instanceof Effect.Send send
                                && send.message() instanceof Bye bye
                                && bye.kind() == CloseReason.Kind.NOT_ALLOWED
                                && bye.text().contains("\"admin\"")),
                effects.toString());
        assertTrue(gossip.peers().isEmpty());
    }

    private List<Effect> take(Message message) {
        Hello hello = new Hello("test", peer.id(), 1 << 20, here.context().digest(), 1);
        List<Effect> effects = List.of();
        link++;
        for (Event event : List.of(
                new Event.Disconnected(link - 1),
                new Event.StateAdvanced(here.state()),
                new Event.Connected(link, false),
                new Event.Received(link, hello),
                new Event.Received(link, message))) {
            effects = gossip.on(event, 0);
        }
        return effects;
    }

    private StateDelta outgoing() {
        return peer.state().deltaSince(here.context());
    }

    private static Replica replica(int seed, int removalLimit) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Replica(
                ReplicaId.random(random, "r" + seed), ReplicaState.empty(removalLimit), random, () -> 1_000L);
    }

    private static void add(Replica replica, Key<ORSet<String>> key, String element) {
        replica.update(key, (set, me) -> set.add(me, element));
    }
}
