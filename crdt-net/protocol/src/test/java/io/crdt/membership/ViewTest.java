package io.crdt.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.replica.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {

    private static final String SELF = "h:0";

    private final View view = new View(100, 5_000, new SplittableRandom(1));
    private long now = 1_000;
    private int lastLink;
    private final List<Integer> drops = new ArrayList<>();

    @Test
    void nothingIsDialedBeforeTheStartAndNeverOneself() {
        list(0, 3);
        assertEquals(List.of(), dials());

        view.start(SELF);

        assertEquals(Set.of("h:1", "h:2"), Set.copyOf(dials()));
        assertEquals(List.of(), dials(), "they are under way");
    }

    @Test
    void ofFiftyNodesEachWantsAllAndOfMoreThree() {
        view.start(SELF);
        list(1, 50);
        assertEquals(49, dialEverything().size());

        list(50, 51);
        dialEverything();
        assertTrue(linked() <= 2 * Rings.COUNT, "links that nobody wants go: " + linked() + " are left");
    }

    @Test
    void ofAThousandNodesEachDialsItsThreeSuccessors() {
        view.start(SELF);
        list(1, 1_000);

        assertEquals(Rings.COUNT, new HashSet<>(dialEverything()).size());
    }

    @Test
    void theViewBecomesFullAgainOnlyAtForty() {
        view.start(SELF);
        list(1, 51);
        dialEverything();
        IntStream.range(41, 51).forEach(i -> view.list("h:" + i, null)); // 41 are left
        assertTrue(linked() < 39, "still partial: " + linked());

        view.list("h:40", null);

        dialEverything();
        assertEquals(39, linked());
    }

    @Test
    void aSuccessorThatCannotBeReachedIsPassedOverAndTriedAgain() {
        view.start(SELF);
        list(1, 1_000);
        List<String> first = dials();
        first.forEach(address -> view.dialFailed(address, now));

        List<String> second = dialEverything();

        assertEquals(Rings.COUNT, second.size());
        assertTrue(Collections.disjoint(first, second));
        now = view.nextWakeMillis();
        List<String> again = dials();
        assertTrue(first.containsAll(again) && !again.isEmpty(), again + " of " + first);

        int links = linked();
        String back = again.get(0);
        opened(back);
        assertEquals(1, view.next(now).drops().size(), "the one that stood in for it is dropped");
        assertEquals(List.of(), view.next(now).drops(), "once");
        assertEquals(links + 1, linked(), "it is there until it is closed");
        assertEquals(List.of(), dials());
    }

    @Test
    void aSeedThatIsRemovedIsDialedNoMoreUnlessItIsAMember() {
        view.addSeed("h:1");
        view.addSeed("seed:1");
        view.start(SELF);
        list(1, 2);
        dials().forEach(address -> view.dialFailed(address, now));

        view.removeSeed("h:1");
        view.removeSeed("seed:1");
        view.removeSeed("none:1");

        now += 100_000;
        assertEquals(List.of("h:1"), dials());
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        view.addSeed("seed:1");
        view.start(SELF);
        long last = 0;
        for (int i = 0; i < 12; i++) {
            assertEquals(List.of("seed:1"), dials());
            view.dialFailed("seed:1", now);
            assertEquals(List.of(), dials());
            last = view.nextWakeMillis() - now;
            long pause = Math.min(5_000, 100L << i);
            assertTrue(last >= pause / 2 && last <= pause * 3 / 2, "pause " + i + " is " + last);
            now = view.nextWakeMillis();
        }
        assertTrue(last >= 2_500);
    }

    /** Any member may list the address of anybody, who would be dialed by all nodes. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void addressesWhereNobodyWasMetAreDialedAtABoundedRate(boolean linked) {
        view.start(SELF);
        if (linked) {
            view.opened(++lastLink, id(0), now);
        }
        list(1, 5_000);
        long end = now + 60_000;
        int dialed = 0;
        while (now < end) {
            List<String> dials = dials();
            dialed += dials.size();
            dials.forEach(address -> view.dialFailed(address, now));
            now = dials.isEmpty() ? view.nextWakeMillis() : now;
        }
        int most = View.MAX_STRANGERS_AT_ONCE
                + 60_000 / (int) View.STRANGER_MILLIS
                + (linked ? 0 : View.MAX_HURRIED + View.MAX_DIALS_UNLINKED);
        assertTrue(dialed > most / 2 && dialed <= most, "dialed " + dialed);
    }

    @Test
    void noMoreThanSixteenDialsAreUnderWayAndWithoutALinkSixtyFour() {
        view.start(SELF);
        view.opened(++lastLink, id(0), now);
        list(1, 50);
        assertEquals(View.MAX_DIALS, dials().size());

        View alone = new View(100, 5_000, new SplittableRandom(1));
        alone.start(SELF);
        IntStream.range(1, 200).forEach(i -> alone.addSeed("s:" + i));
        assertEquals(View.MAX_DIALS_UNLINKED, alone.next(now).dials().size());
    }

    /** As after years of pods that came and went: whichever one of a thousand is there. */
    @ParameterizedTest
    @CsvSource({"true, 5000", "false, 30000"})
    void aNodeFindsTheOneThatIsThereAmongAThousand(boolean refused, long mostMillis) {
        for (int seed = 1; seed <= 20; seed++) {
            int living = 1 + new Random(seed).nextInt(1_000);
            DeadNetwork network = new DeadNetwork(seed, refused, Set.of("h:" + living));
            network.list(1, 1_001);

            network.run(mostMillis, () -> network.view.isLinkedTo("h:" + living));

            assertTrue(network.view.isLinkedTo("h:" + living), "seed " + seed + ", not within " + mostMillis + " ms");
            assertTrue(network.mostUnderWay <= View.MAX_DIALS_UNLINKED, "seed " + seed);
        }
    }

    /** Whether they refuse or are silent, whether it was linked to them or only heard of them, alone or not. */
    @ParameterizedTest
    @CsvSource({
        "true, true, true", "true, true, false", "true, false, true", "true, false, false",
        "false, true, true", "false, true, false", "false, false, true", "false, false, false"
    })
    void deadMembersAreSeldomDialed(boolean refused, boolean met, boolean alone) {
        DeadNetwork network = new DeadNetwork(1, refused, alone ? Set.of() : Set.of("h:1"));
        network.list(1, 501);
        if (met) {
            network.meet(2, 501);
        }
        network.run(60_000, () -> false);
        int before = network.dialed;

        network.run(600_000, () -> false);

        int dials = network.dialed - before;
        assertTrue(dials <= 5 * 600, dials + " dials in ten minutes");
        assertTrue(dials >= 500, "each is tried again: " + dials);
    }

    /** So a short failure of a network costs little, however large the cluster. */
    @Test
    void whoWasMetIsSoonDialedAgainHoweverManyAreLost() {
        DeadNetwork network = new DeadNetwork(1, true, Set.of());
        network.list(1, 50);
        network.meet(1, 50);

        network.run(1_000, () -> false);

        assertTrue(network.dialed >= 3 * 49, network.dialed + " dials");
    }

    /** A view in a network where hardly anybody is there; time passes as fast as it is asked for. */
    private static final class DeadNetwork {

        final View view;
        private final boolean refused;
        private final Set<String> living;
        private final TreeMap<Long, List<String>> answers = new TreeMap<>();
        private long now;
        private int links;
        private int underWay;
        private int mostUnderWay;
        private int dialed;

        DeadNetwork(int seed, boolean refused, Set<String> living) {
            view = new View(100, 5_000, new SplittableRandom(seed));
            this.refused = refused;
            this.living = living;
            view.start(SELF);
        }

        void list(int from, int to) {
            IntStream.range(from, to).forEach(i -> view.list("h:" + i, id(i)));
        }

        /** Dials some, that are lost after a while. */
        void meet(int from, int to) {
            Set<String> met = new HashSet<>();
            IntStream.range(from, to).forEach(i -> met.add("h:" + i));
            List<Integer> opened = new ArrayList<>();
            for (List<String> dials = view.next(now).dials();
                    !dials.isEmpty();
                    dials = view.next(now).dials()) {
                dials.stream().filter(met::contains).forEach(address -> {
                    open(address);
                    opened.add(links);
                });
                dials.stream().filter(living::contains).forEach(this::open);
            }
            now += 10_000;
            opened.forEach(link -> view.closed(link, now));
        }

        void run(long millis, BooleanSupplier condition) {
            long end = now + millis;
            while (now <= end && !condition.getAsBoolean()) {
                View.Plan plan = view.next(now);
                plan.drops().forEach(link -> view.closed(link, now));
                for (String address : plan.dials()) {
                    dialed++;
                    underWay++;
                    long takes = refused || living.contains(address) ? 1 : view.patienceMillis(address);
                    answers.computeIfAbsent(now + takes, at -> new ArrayList<>())
                            .add(address);
                }
                mostUnderWay = Math.max(mostUnderWay, underWay);
                now = Math.max(
                        now + 1,
                        answers.isEmpty()
                                ? view.nextWakeMillis()
                                : Math.min(answers.firstKey(), view.nextWakeMillis()));
                while (!answers.isEmpty() && answers.firstKey() <= now) {
                    answers.pollFirstEntry().getValue().forEach(this::answered);
                }
            }
        }

        private void answered(String address) {
            underWay--;
            if (living.contains(address)) {
                open(address);
            } else {
                view.dialFailed(address, now);
            }
        }

        private void open(String address) {
            view.dialed(address, ++links);
            view.opened(links, id(Integer.parseInt(address.substring(2))), now);
        }
    }

    @Test
    void aSeedIsDialedUntilItIsFoundAmongTheMembersAndNowAndThenAfterThat() {
        view.addSeed("alias:1");
        view.start(SELF);
        list(1, 1_000);
        List<String> dials = dials();
        assertTrue(dials.remove("alias:1"));
        dials.forEach(this::opened);
        Set<String> chosen = new HashSet<>(dials);
        String other = IntStream.range(1, 1_000)
                .mapToObj(i -> "h:" + i)
                .filter(each -> !chosen.contains(each) && !isPredecessor(each))
                .findFirst()
                .orElseThrow();
        view.dialed("alias:1", ++lastLink);
        view.opened(lastLink, id(Integer.parseInt(other.substring(2))), now);

        assertEquals(List.of(lastLink), view.next(now).drops(), "it is a member that nobody wants");
        view.closed(lastLink, now);
        assertEquals(List.of(), dials());
        assertTrue(view.nextWakeMillis() - now >= View.SEED_PAUSE_MILLIS / 2);

        dials.forEach(address -> view.closed(dials.indexOf(address) + 1, now));
        assertTrue(dials().contains("alias:1"), "without any link it is dialed at once");
    }

    @Test
    void whoIsNoMemberAnyMoreIsForgotten() {
        view.start(SELF);
        list(1, 3);
        dials().forEach(address -> view.dialFailed(address, now));
        view.list("h:1", null);
        view.list("h:2", null);

        assertEquals(List.of(), dials());
        assertEquals(Long.MAX_VALUE, view.nextWakeMillis());
    }

    @Test
    void aPeerThatHasDialedIsNotDialed() {
        view.start(SELF);
        view.opened(++lastLink, id(1), now);
        list(1, 2);

        assertEquals(List.of(), dials());
        assertTrue(view.isLinkedTo("h:1"));

        view.closed(lastLink, now);
        now = Math.max(now, view.next(now).dials().isEmpty() ? view.nextWakeMillis() : now);
        assertEquals(List.of("h:1"), dials());
    }

    @ParameterizedTest
    @CsvSource({"60, 4", "1000, 6", "10000, 8"})
    void theRingsAreConnectedHaveSixLinksANodeAndAreSmall(int nodes, int diameter) {
        List<Set<Integer>> graph = graph(nodes, new BitSet());

        graph.forEach(links -> assertTrue(links.size() >= 3 && links.size() <= 6));
        IntStream.range(0, Math.min(nodes, 200)).forEach(i -> {
            int[] far = farthest(graph, i * (nodes / Math.min(nodes, 200)));
            assertEquals(nodes, far[0], "reached");
            assertTrue(far[1] <= diameter, "it takes " + far[1] + " hops");
        });
    }

    @Test
    void anyThirdMayGo() {
        int nodes = 1_000;
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            BitSet gone = new BitSet();
            if (seed % 2 == 0) {
                List<Integer> all =
                        new ArrayList<>(IntStream.range(0, nodes).boxed().toList());
                Collections.shuffle(all, random);
                all.subList(0, 300).forEach(gone::set);
            } else {
                around(graph(nodes, gone), random.nextInt(nodes), 300).forEach(gone::set); // a whole neighbourhood
            }
            List<Set<Integer>> graph = graph(nodes, gone);
            assertEquals(nodes - 300, farthest(graph, gone.nextClearBit(0))[0], "seed " + seed);
            graph.forEach(links -> assertTrue(links.size() <= 6));
        }
    }

    /** Links every node to its next successor that is there. */
    private static List<Set<Integer>> graph(int nodes, BitSet gone) {
        Rings rings = new Rings();
        IntStream.range(0, nodes).forEach(i -> rings.add(new Contact("h:" + i)));
        List<Set<Integer>> graph = new ArrayList<>();
        IntStream.range(0, nodes).forEach(i -> graph.add(new HashSet<>()));
        for (int i = gone.nextClearBit(0); i < nodes; i = gone.nextClearBit(i + 1)) {
            for (int ring = 0; ring < Rings.COUNT; ring++) {
                for (Contact successor : rings.after(ring, "h:" + i)) {
                    int number = Integer.parseInt(successor.address.substring(2));
                    if (!gone.get(number)) {
                        graph.get(i).add(number);
                        graph.get(number).add(i);
                        break;
                    }
                }
            }
        }
        return graph;
    }

    private static List<Integer> around(List<Set<Integer>> graph, int from, int count) {
        Set<Integer> reached = new HashSet<>(Set.of(from));
        List<Integer> order = new ArrayList<>(reached);
        for (int i = 0; order.size() < count; i++) {
            graph.get(order.get(i)).stream().filter(reached::add).forEach(order::add);
        }
        return order.subList(0, count);
    }

    /** Returns how many nodes are reached from a node, and in how many hops. */
    private static int[] farthest(List<Set<Integer>> graph, int from) {
        int[] hops = new int[graph.size()];
        BitSet reached = new BitSet();
        reached.set(from);
        Deque<Integer> next = new ArrayDeque<>(List.of(from));
        int most = 0;
        while (!next.isEmpty()) {
            int node = next.remove();
            most = hops[node];
            for (int neighbour : graph.get(node)) {
                if (!reached.get(neighbour)) {
                    reached.set(neighbour);
                    hops[neighbour] = hops[node] + 1;
                    next.add(neighbour);
                }
            }
        }
        return new int[] {reached.cardinality(), most};
    }

    private static boolean isPredecessor(String address) {
        return graph(1_000, new BitSet()).get(0).contains(Integer.parseInt(address.substring(2)));
    }

    private void list(int from, int to) {
        IntStream.range(from, to).forEach(i -> view.list("h:" + i, id(i)));
    }

    private static ReplicaId id(int number) {
        return new ReplicaId(number, number, "n" + number);
    }

    private List<String> dials() {
        View.Plan plan = view.next(now);
        drops.addAll(plan.drops());
        return new ArrayList<>(plan.dials());
    }

    /** Lets every dial succeed until there are no more, and returns what was dialed. */
    @CanIgnoreReturnValue
    private List<String> dialEverything() {
        List<String> all = new ArrayList<>();
        for (List<String> dials = dials(); !dials.isEmpty(); dials = dials()) {
            all.addAll(dials);
            dials.forEach(this::opened);
        }
        return all;
    }

    private void opened(String address) {
        view.dialed(address, ++lastLink);
        view.opened(lastLink, id(Integer.parseInt(address.substring(2))), now);
    }

    /** Drops what is to be dropped, and returns to how many nodes there is a link. */
    private int linked() {
        drops.addAll(view.next(now).drops());
        drops.forEach(link -> view.closed(link, now));
        drops.clear();
        return (int)
                IntStream.range(1, 1_000).filter(i -> view.isLinkedTo("h:" + i)).count();
    }
}
