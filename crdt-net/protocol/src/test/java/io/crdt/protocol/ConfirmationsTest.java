package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Neighbours.End;
import io.crdt.protocol.Neighbours.Neighbour;
import io.crdt.replica.ReplicaId;
import io.crdt.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who is known to have what, and when. */
class ConfirmationsTest {

    private final Neighbours net = new Neighbours();
    private final Neighbour a = net.node("a");
    private final Neighbour b = net.node("b");
    private final Neighbour c = net.node("c");

    @Test
    void aPeerThatGetsAWriteSaysSoWithinTwoRoundTrips() {
        net.link(a, b, 10);
        net.link(a, c, 10);
        net.run(1_000);
        a.add("x");
        a.tell(new Event.Await(1, a.replica.context()));
        assertEquals(List.of(), confirmed(a, 1));
        net.run(45);
        assertEquals(List.of("b", "c"), confirmed(a, 1));
        net.run(5_000);
        assertEquals(List.of("b", "c"), confirmed(a, 1), "each once");
    }

    @Test
    void nobodyIsNamedBeforeItHasIt() {
        End link = net.link(a, b);
        net.run(1_000);
        link.stall();
        a.add("taken by the network"); // and no more
        net.run(20);
        a.add("x");
        a.tell(new Event.Await(1, a.replica.context()));
        net.run(3_000);
        assertFalse(b.has("x"));
        assertEquals(List.of(), confirmed(a, 1));
        link.flow();
        net.run(1_000);
        assertTrue(b.has("x"));
        assertEquals(List.of("b"), confirmed(a, 1));
    }

    @Test
    void aPeerThatComesLaterIsNamedToo() {
        a.add("x");
        a.tell(new Event.Await(1, a.replica.context()));
        net.run(100);
        net.link(b, a);
        net.run(100);
        assertEquals(List.of("b"), confirmed(a, 1));
        net.link(c, b); // gets it there, and tells a at their hello
        net.run(100);
        net.link(c, a);
        net.run(300);
        assertEquals(List.of("b", "c"), confirmed(a, 1));
    }

    @Test
    void aReplicaThatIsLinkedAgainIsNamedOnce() {
        a.add("x");
        a.tell(new Event.Await(1, a.replica.context()));
        End link = net.link(a, b);
        net.run(100);
        net.cut(link);
        net.link(a, b);
        net.run(1_000);
        assertEquals(List.of("b"), confirmed(a, 1));
    }

    @Test
    void manyUpdatesAreOneQuestion() {
        net.link(a, b, 50);
        net.run(1_000);
        net.sent();
        for (int i = 0; i < 100; i++) {
            a.add("x" + i);
            a.tell(new Event.Await(i, a.replica.context()));
        }
        net.run(400);
        for (int i = 0; i < 100; i++) {
            assertEquals(List.of("b"), confirmed(a, i));
        }
        long questions = net.sent().stream()
                .filter(each -> each.message() instanceof Message.Confirm)
                .count();
        assertTrue(questions <= 3, () -> questions + " questions");
    }

    @Test
    void whatIsNotWaitedForAnyMoreIsNotAskedFor() {
        a.add("x");
        a.tell(new Event.Await(1, a.replica.context()));
        a.tell(new Event.Forget(1));
        net.link(a, b);
        net.run(1_000);
        assertTrue(net.sent().stream().noneMatch(each -> each.message() instanceof Message.Confirm));
        assertEquals(List.of(), confirmed(a, 1));
    }

    /** A peer with a disk tells what that has; one without does not. */
    @Test
    void onlyWhatIsOnADiskIsSaidToBe() {
        Neighbour kept = net.node("kept", ReplicaState.empty(), true);
        net.link(a, kept);
        net.link(a, b);
        net.run(1_000);
        a.add("x");
        a.tell(new Event.Await(1, a.replica.context()));
        net.run(100);
        assertEquals(List.of("b", "kept"), confirmed(a, 1));
        assertEquals(
                List.of("kept"),
                effects(a, 1)
                        .filter(Effect.Confirmed::durable)
                        .map(each -> each.replica().label())
                        .toList());
    }

    /** A thousand origins at a peer that has none of them are asked for a few at a time. */
    @Test
    void manyOriginsAreConfirmedInTurn() {
        for (int i = 0; i < 600; i++) {
            Neighbour writer = net.nodeThatWritesAs(new Incarnation(7, i), "writer");
            writer.add("x" + i);
            assertTrue(a.replica.apply(writer.replica.state().deltaSince(VersionVector.EMPTY)));
        }
        a.tell(new Event.StateAdvanced(a.replica.state()));
        net.link(a, b);
        net.run(5);
        a.tell(new Event.Await(1, a.replica.context()));
        net.run(3_000);
        assertEquals(List.of("b"), confirmed(a, 1));
    }

    @Test
    void aWishOfTooManyOriginsIsNone() {
        VersionVector[] many = {VersionVector.EMPTY};
        for (int i = 0; i <= Message.Confirm.MAX_ORIGINS; i++) {
            many[0] = many[0].advancedTo(new Incarnation(1, i), 1);
        }
        assertThrows(IllegalArgumentException.class, () -> new Message.Confirm(many[0]));
        assertThrows(IllegalArgumentException.class, () -> new Message.Durable(many[0]));
    }

    /** Whatever links do meanwhile, nobody is named that lacks it, and in the end all are. */
    @Test
    void byChanceNobodyIsNamedWithoutHavingIt() {
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Neighbours world = new Neighbours();
            List<Neighbour> nodes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                nodes.add(world.node("n" + i));
            }
            List<End> open = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                int from = random.nextInt(4);
                int to = (from + 1 + random.nextInt(3)) % 4;
                if (random.nextInt(3) == 0) {
                    open.add(world.link(nodes.get(from), nodes.get(to), 1 + random.nextInt(20)));
                } else if (random.nextInt(8) == 0 && !open.isEmpty()) {
                    End end = open.remove(random.nextInt(open.size()));
                    if (end.other() != null && end.other().other() == end) {
                        world.cut(end);
                    }
                } else {
                    nodes.get(from).add("e" + step);
                    nodes.get(from)
                            .tell(new Event.Await(step, nodes.get(from).replica.context()));
                }
                world.run(random.nextInt(30));
                for (Neighbour node : nodes) {
                    for (Effect effect : node.effects) {
                        if (effect instanceof Effect.Confirmed confirmed) {
                            String element = "e" + confirmed.number();
                            String label = confirmed.replica().label();
                            long shown = seed;
                            assertTrue(
                                    nodes.stream()
                                            .anyMatch(each -> each.toString().equals(label) && each.has(element)),
                                    () -> "seed " + shown + ": " + label + " lacks " + element);
                        }
                    }
                }
            }
        }
    }

    private static java.util.stream.Stream<Effect.Confirmed> effects(Neighbour node, long number) {
        return node.effects.stream()
                .filter(Effect.Confirmed.class::isInstance)
                .map(Effect.Confirmed.class::cast)
                .filter(each -> each.number() == number);
    }

    private static List<String> confirmed(Neighbour node, long number) {
        return effects(node, number)
                .map(Effect.Confirmed::replica)
                .map(ReplicaId::label)
                .sorted()
                .toList();
    }
}
