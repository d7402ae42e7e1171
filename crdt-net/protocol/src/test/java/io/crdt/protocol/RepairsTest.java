package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Entry;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message.Hello;
import io.crdt.protocol.Message.Repair;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.replica.DotRanges;
import io.crdt.replica.DotRanges.Range;
import io.crdt.replica.Replica;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.Section;
import io.crdt.replica.StateDelta;
import io.crdt.replica.StateDelta.ObjectEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RepairsTest {

    private static final long ROUND = GossipOptions.of("test").intervalMillis();

    private final Neighbours net = new Neighbours();
    private final Neighbour writer = net.node("writer");

    @Test
    void whatOneSideHasLostComesBack() {
        write(5_000);
        Neighbour sound = net.node("sound", writer.replica.state());
        Neighbour damaged = net.node("damaged", damaged(entry -> entry.dot().seq() % 1_000 == 7 ? null : entry));
        net.link(damaged, sound);
        net.run(4 * ROUND);
        assertEquals(writer.replica.state(), damaged.replica.state());
        assertEquals(writer.replica.state(), sound.replica.state());
        assertEquals(5, damaged.gossip.counts().dotsRepaired());
        assertEquals(0, sound.gossip.counts().dotsRepaired());
        Effect.Repaired repaired = repaired(damaged).get(0);
        assertEquals(5, repaired.dots().values().iterator().next().size());
    }

    @Test
    void itCostsWhatDiffers() {
        write(20_000);
        Neighbour sound = net.node("sound", writer.replica.state());
        Neighbour damaged = net.node("damaged", damaged(entry -> entry.dot().seq() == 12_345 ? null : entry));
        net.link(damaged, sound);
        net.run(ROUND);
        List<Repair> said = net.sent().stream()
                .filter(each -> each.message() instanceof Repair)
                .map(each -> (Repair) each.message())
                .toList();
        assertEquals(sound.replica.state(), damaged.replica.state());
        assertTrue(said.stream().mapToInt(each -> each.sums().size()).sum() <= 2 * 16 * 4, said.size() + " messages");
        assertTrue(said.stream().mapToInt(RepairsTest::entries).sum() <= 2 * 32);
    }

    @Test
    void ofTwoPayloadsOfADotBothSidesKeepTheSame() {
        write(100);
        Neighbour sound = net.node("sound", writer.replica.state());
        Neighbour damaged = net.node("damaged", damaged(RepairsTest::flipped));
        net.link(damaged, sound);
        net.run(4 * ROUND);
        assertEquals(sound.replica.state(), damaged.replica.state());
        assertEquals(
                10,
                sound.gossip.counts().dotsRepaired() + damaged.gossip.counts().dotsRepaired());
    }

    @Test
    void anyNumberOfDamagedReplicasBecomeEqual() {
        for (long seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Neighbours other = new Neighbours();
            Neighbour source = other.node("source");
            for (int i = 0; i < 300; i++) {
                source.add("x" + i);
            }
            List<Neighbour> all = new ArrayList<>(List.of(source));
            for (int i = 1; i < 5; i++) {
                ReplicaState state = damaged(source.replica, entry -> switch (random.nextInt(12)) {
                    case 0 -> null;
                    case 1 -> new Entry(Path.of("bad " + random.nextInt(3)), entry.dot(), Unit.UNIT);
                    default -> entry;
                });
                all.add(other.node("n" + i, state));
                other.link(all.get(random.nextInt(i)), all.get(i));
            }
            other.run(40 * ROUND);
            String replay = "seed " + seed + " of anyNumberOfDamagedReplicasBecomeEqual";
            all.forEach(each -> assertEquals(source.replica.state(), each.replica.state(), replay));
            all.forEach(each -> assertEquals(
                    source.replica.state().fingerprint(), each.replica.state().fingerprint(), replay));
            assertTrue(all.stream().anyMatch(each -> !repaired(each).isEmpty()), replay);
        }
    }

    @Test
    void repairGoesOnWhereItsContextHasMovedOn() {
        write(2_000);
        Neighbour sound = net.node("sound", writer.replica.state());
        Neighbour damaged = net.node("damaged", damaged(entry -> entry.dot().seq() % 3 == 0 ? null : entry));
        net.link(damaged, sound);
        for (int i = 0; i < 50; i++) {
            sound.add("new " + i);
            net.run(i % 7);
        }
        net.run(20 * ROUND);
        assertEquals(sound.replica.state(), damaged.replica.state());
        assertTrue(damaged.has("x2") && damaged.has("new 49"));
    }

    @Test
    void replicasThatAreEqualSayNothingOfIt() {
        write(100);
        Neighbour one = net.node("one", writer.replica.state());
        Neighbour two = net.node("two", writer.replica.state());
        net.link(one, two);
        net.run(10 * ROUND);
        assertTrue(net.sent().stream().noneMatch(each -> each.message() instanceof Repair));
    }

    @Test
    void aDifferenceIsLookedIntoOnceAnIntervalAtMost() {
        write(100);
        Gossip gossip = new Gossip(writer.replica, GossipOptions.of("test"), new SplittableRandom(1));
        long digest = writer.replica.context().digest();
        int begun = 0;
        for (int link = 1; link <= 10; link++) {
            List<Effect> handshake = gossip.on(new Event.Connected(link, false), 0);
            assertEquals(1, handshake.size());
            begun += repairs(gossip.on(
                    new Event.Received(link, new Hello("test", new ReplicaId(link, link, "peer"), 1 << 20, digest, 1)),
                    0));
            begun += repairs(gossip.on(new Event.Drained(link), 0));
        }
        assertEquals(1, begun);
        assertEquals(10, gossip.counts().divergences());
    }

    private static int repairs(List<Effect> effects) {
        return (int) effects.stream()
                .filter(each -> each instanceof Effect.Send send && send.message() instanceof Repair)
                .count();
    }

    @Test
    void aSectionWithDotsOutsideOfItsRangesClosesTheLinkAndChangesNothing() {
        write(10);
        Neighbour sound = net.node("sound", writer.replica.state());
        Neighbour liar = net.node("liar", writer.replica.state());
        int link = net.link(liar, sound).other().id;
        net.run(10);
        ReplicaState state = sound.replica.state();
        StateDelta all = state.deltaSince(VersionVector.EMPTY);
        Incarnation origin = all.objects().get(0).entries().get(0).dot().origin();
        Section wrong = new Section(new DotRanges(Map.of(origin, List.of(new Range(1, 3)))), all.objects());
        List<Effect> effects = sound.gossip.on(
                new Event.Received(link, new Repair(state.context().digest(), List.of(), Map.of(), wrong)), net.now());
        assertTrue(effects.stream().anyMatch(each -> each instanceof Effect.Close), effects.toString());
        assertEquals(state, sound.replica.state());
    }

    private void write(int elements) {
        for (int i = 0; i < elements; i++) {
            writer.add("x" + i);
        }
    }

    private static Entry flipped(Entry entry) {
        return entry.dot().seq() % 10 == 0
                ? new Entry(Path.of("flipped " + entry.path()), entry.dot(), Unit.UNIT)
                : entry;
    }

    private ReplicaState damaged(Function<Entry, Entry> damage) {
        ReplicaState state = damaged(writer.replica, damage);
        assertEquals(writer.replica.context(), state.context());
        assertNotEquals(writer.replica.state(), state);
        return state;
    }

    /** Returns the state of a replica with other entries, or without some, and its context as if nothing were wrong. */
    private static ReplicaState damaged(Replica replica, Function<Entry, Entry> damage) {
        StateDelta all = replica.state().deltaSince(VersionVector.EMPTY);
        List<ObjectEntries> objects = all.objects().stream()
                .map(object -> new ObjectEntries(
                        object.id(),
                        object.entries().stream()
                                .map(damage)
                                .filter(entry -> entry != null)
                                .toList()))
                .toList();
        return ReplicaState.empty()
                .apply(new StateDelta(all.from(), all.to(), objects, all.removals(), all.chains(), null));
    }

    private static int entries(Repair repair) {
        return repair.section().objects().stream()
                .mapToInt(object -> object.entries().size())
                .sum();
    }

    private static List<Effect.Repaired> repaired(Neighbour node) {
        return node.effects.stream()
                .filter(Effect.Repaired.class::isInstance)
                .map(Effect.Repaired.class::cast)
                .toList();
    }
}
