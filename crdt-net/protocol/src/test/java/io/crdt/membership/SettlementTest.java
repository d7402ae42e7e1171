package io.crdt.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.membership.Settlement.Inhabitant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks that find each other through one seed, over virtual time. */
class SettlementTest {

    private static final String SEED = "host:1";

    @ParameterizedTest
    @ValueSource(ints = {5, 50})
    void fewNodesThatKnowOneSeedEndAllLinkedToAll(int nodes) {
        Settlement town = town(nodes, 100);

        town.runUntilSettled(10_000, links -> links == nodes - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 200})
    void manyNodesThatKnowOneSeedEndConnectedWithSixLinksEach(int nodes) {
        Settlement town = town(nodes, 20);

        town.runUntilSettled(30_000, SettlementTest::areOfRings);
        town.run(5_000);

        town.runUntilSettled(0, SettlementTest::areOfRings);
    }

    @Test
    void aFifthLeavesOthersFlapAndTheRestStaysConnected() {
        long seed = new SplittableRandom().nextLong();
        System.out.println("SettlementTest.aFifthLeaves with seed " + seed + "L");
        Settlement town = new Settlement(seed);
        join(town, 100, 20);
        town.runUntilSettled(30_000, SettlementTest::areOfRings);
        SplittableRandom choices = new SplittableRandom(seed);
        List<Inhabitant> all = List.copyOf(town.inhabitants.values());

        for (int i = 0; i < 20; i++) {
            all.get(5 * i).stop(); // the seed is among them
        }
        for (int round = 0; round < 60; round++) {
            Inhabitant flapping = all.get(1 + 5 * choices.nextInt(4));
            if (flapping.isUp()) {
                flapping.stop();
            } else {
                flapping.start(SEED);
            }
            all.get(2 + 5 * choices.nextInt(20)).add("during round " + round);
            town.run(300);
        }
        all.stream().filter(each -> !each.isUp() && all.indexOf(each) % 5 == 1).forEach(each -> each.start(SEED));
        town.runUntilSettled(60_000, SettlementTest::areOfRings);

        assertEquals(80, town.up().size());
        assertEquals(60, town.up().get(0).present().get(Settlement.SET).size());
    }

    @Test
    void flappingChangesNoValue() {
        assertEquals(valuesAfter(false), valuesAfter(true));
    }

    private static Set<Object> valuesAfter(boolean flapping) {
        Settlement town = town(60, 50);
        town.runUntilSettled(20_000, SettlementTest::areOfRings);
        List<Inhabitant> all = List.copyOf(town.inhabitants.values());
        for (int i = 0; i < 40; i++) {
            Inhabitant one = all.get(40 + i % 10);
            if (flapping) {
                one.stop();
            }
            all.get(i).add("element " + i);
            town.run(200);
            if (flapping) {
                one.start(SEED);
            }
            town.run(200);
        }
        town.runUntilSettled(60_000, SettlementTest::areOfRings);
        Set<Object> values = new HashSet<>();
        for (Inhabitant each : town.up()) {
            values.add(Set.copyOf(each.present().get(Settlement.SET).elements()));
            values.add(new Members(each.present()).list());
        }
        assertEquals(2, values.size(), "all have the same");
        return Set.of(
                town.up().get(0).present().get(Settlement.SET).elements(),
                new HashSet<>(new Members(town.up().get(0).present())
                        .list().stream().map(Member::address).toList()));
    }

    @Test
    void aRestartWritesNothing() {
        Settlement town = town(3, 10);
        town.run(5_000);
        Inhabitant one = town.inhabitants.get("host:2");
        var before = one.present().context();

        one.stop();
        one.start();
        town.run(5_000);

        assertEquals(before, one.present().context());
        assertTrue(town.isSettled());
        assertEquals(2, one.links()); // without any seed: it knows the members
    }

    @Test
    void whoIsRetiredIsDialedNoMoreAndComesBackWithAllItHad() {
        Settlement town = town(4, 10);
        town.run(5_000);
        Inhabitant keeper = town.inhabitants.get("host:2");
        Inhabitant departed = town.inhabitants.get("host:4");
        departed.add("told");
        keeper.add("removed while it was away");
        town.run(1_000);
        departed.stop();
        keeper.retire(departed);
        keeper.present().update(Settlement.SET, (set, me) -> set.remove(me, "removed while it was away"));
        town.run(60_000);
        assertEquals(3, new Members(keeper.present()).list().size());
        int dials = keeper.dials;
        town.run(60_000);
        assertEquals(dials, keeper.dials, "nobody dials it any more");

        departed.start(SEED);
        var first = departed.present().incarnation();
        departed.add("written before it met anybody");
        var earlier = departed.present().incarnation();
        town.run(10_000);

        assertTrue(town.isSettled());
        assertTrue(departed.standings.contains(Members.Standing.READMITTED));
        assertEquals(4, new Members(keeper.present()).list().size());
        assertEquals(
                Set.of("told", "written before it met anybody"),
                keeper.present().get(Settlement.SET).elements());
        assertTrue(first == null
                && earlier != null
                && !earlier.equals(departed.present().incarnation()));
        assertEquals(3, keeper.links());
    }

    /** A copy has the name of its original: who is linked to that one takes it for a second link, but not for ever. */
    @Test
    void aCopyOfAMachineIsTakenInBesideItsOriginal() {
        for (int seed = 0; seed < 10; seed++) {
            for (int i = 1; i <= 4; i++) {
                Settlement town = new Settlement(seed);
                join(town, 4, 10);
                town.run(5_000);
                Inhabitant original = town.inhabitants.get("host:" + i);
                Inhabitant copy = town.copyOf(original);
                copy.start(SEED);
                copy.add("of the copy");
                original.add("of the original");
                town.run(15_000);
                assertTrue(town.isSettled(), "seed " + seed + ", a copy of host:" + i);
            }
        }
    }

    @Test
    void aNewcomerAtAnAddressTakesThePlaceOfWhoWasThere() {
        Settlement town = town(3, 10);
        town.run(5_000);
        town.inhabitants.get("host:2").stop();

        Inhabitant newcomer = town.at("host:2", "newcomer");
        newcomer.start(SEED);
        town.run(5_000);

        assertTrue(town.isSettled());
        assertEquals(
                List.of("node 1", "newcomer", "node 3"),
                new Members(newcomer.present())
                        .list().stream().map(each -> each.replica().label()).toList());
        assertEquals(2, newcomer.links());
    }

    private static boolean areOfRings(int links) {
        return links >= Rings.COUNT && links <= 2 * Rings.COUNT;
    }

    private static Settlement town(int nodes, int everyMillis) {
        Settlement town = new Settlement(nodes);
        join(town, nodes, everyMillis);
        return town;
    }

    private static void join(Settlement town, int nodes, int everyMillis) {
        for (int i = 1; i <= nodes; i++) {
            town.at("host:" + i, "node " + i).start(SEED);
            town.run(everyMillis);
        }
    }
}
