package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.Problem;
import io.crdt.replica.Key;
import io.crdt.type.GSet;
import io.crdt.type.LWWMap;
import io.crdt.type.MaxRegister;
import io.crdt.type.ORSet;
import io.crdt.type.PNCounter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One name that two nodes use for two things. */
class ClashTest {

    private static final Key<ORSet<String>> AS_OR_SET = Key.of("names", ORSet.type(String.class));
    private static final Key<GSet<String>> AS_G_SET = Key.of("names", GSet.type(String.class));
    private static final Key<MaxRegister<String>> OF_TEXTS = Key.of("max", MaxRegister.type(String.class));
    private static final Key<MaxRegister<Integer>> OF_NUMBERS = Key.of("max", MaxRegister.type(Integer.class));
    private static final Key<PNCounter> COUNTER = Key.of("counter", PNCounter.type());

    @RegisterExtension
    private final Nodes nodes = new Nodes();

    private CrdtNode x;
    private CrdtNode y;

    @BeforeEach
    void link() {
        x = nodes.start(new CrdtOptions().setName("x"));
        y = nodes.start(new CrdtOptions().setName("y").addSeed(Nodes.address(x)));
    }

    @Test
    void twoTypesUnderOneNameAreReportedAtBothSidesOnce() {
        x.update(AS_OR_SET, (set, me) -> set.add(me, "from x"));
        nodes.awaitEqual(x, y);
        y.update(AS_G_SET, (set, me) -> set.add(me, "from y"));
        nodes.awaitProblem(y, "\"names\" is used here as GSet<String>, but there is another object of type ORSet");
        nodes.awaitProblem(x, "\"names\" is used here as ORSet<String>, but there is another object of type GSet");
        for (int i = 0; i < 3; i++) {
            String element = "more " + i;
            x.update(AS_OR_SET, (set, me) -> set.add(me, element));
            y.update(AS_G_SET, (set, me) -> set.add(me, element));
            nodes.awaitEqual(x, y);
        }
        assertEquals(1, clashes(x).size(), clashes(x)::toString);
        assertTrue(clashes(x).get(0).text().contains("came in from y"), clashes(x)::toString);
        assertEquals(
                Set.of("from x", "more 0", "more 1", "more 2"), y.get(AS_OR_SET).elements());
        assertEquals(
                Set.of("from y", "more 0", "more 1", "more 2"), x.get(AS_G_SET).elements());
    }

    @Test
    void whoOnlyReadsANameThatIsThereWithAnotherTypeIsTold() {
        x.update(AS_OR_SET, (set, me) -> set.add(me, "from x"));
        nodes.awaitEqual(x, y);
        assertTrue(y.get(AS_G_SET).isEmpty());
        nodes.awaitProblem(y, "\"names\" is used here as GSet<String>, but there is another object of type ORSet");
        x.update(AS_OR_SET, (set, me) -> set.add(me, "more"));
        nodes.awaitEqual(x, y);
        y.get(AS_G_SET);
        assertEquals(1, clashes(y).size(), clashes(y)::toString);
    }

    @Test
    void twoClassesOfValuesAreReportedAtBothSidesAndAResetRepairsThem() {
        Await.result(x.disconnect());
        AtomicInteger calls = new AtomicInteger();
        x.update(OF_TEXTS, (max, me) -> max.offer(me, "z"));
        y.update(OF_NUMBERS, (max, me) -> max.offer(me, 7));
        x.watch(OF_TEXTS, change -> calls.incrementAndGet());
        Await.result(x.connect());
        nodes.awaitEqual(x, y);
        nodes.awaitProblem(x, "a java.lang.Integer in it where a java.lang.String is expected");
        nodes.awaitProblem(y, "a java.lang.String in it where a java.lang.Integer is expected");
        nodes.await("the watcher was called", () -> calls.get() == 1);
        ClassCastException read =
                assertThrows(ClassCastException.class, () -> x.get(OF_TEXTS).get());
        assertTrue(read.getMessage().contains("java.lang.Integer"), read::getMessage);
        assertTrue(read.getMessage().contains("java.lang.String"), read::getMessage);
        assertFalse(x.get(OF_TEXTS).toString().isEmpty());
        ClassCastException written =
                assertThrows(ClassCastException.class, () -> x.update(OF_TEXTS, (max, me) -> max.offer(me, "zz")));
        assertTrue(written.getMessage().contains("\"max\" is used here as MaxRegister<String>"), written::getMessage);
        assertTrue(written.getMessage().contains("java.lang.Integer"), written::getMessage);
        x.update(OF_TEXTS, (max, me) -> max.reset(me));
        x.update(OF_TEXTS, (max, me) -> max.offer(me, "zz"));
        nodes.awaitEqual(x, y);
        assertEquals(Optional.of("zz"), x.get(OF_TEXTS).get());
        nodes.await("the watcher lives", () -> calls.get() == 3);
    }

    @Test
    void whoOnlyReadsValuesOfAnotherClassIsToldWhateverComesFirst() {
        Key<LWWMap<String, Integer>> numbers = Key.of("settings", LWWMap.type(String.class, Integer.class));
        Key<LWWMap<String, String>> texts = Key.of("settings", LWWMap.type(String.class, String.class));
        x.update(numbers, (map, me) -> map.put(me, "k", 1));
        nodes.awaitEqual(x, y);
        y.get(texts);
        nodes.awaitProblem(y, "\"settings\" is used here as LWWMap<String, String>, but there is a java.lang.Integer");
        CrdtNode early = nodes.start(new CrdtOptions().setName("early"));
        early.get(texts);
        Nodes.link(early, x);
        nodes.awaitProblem(
                early, "\"settings\" is used here as LWWMap<String, String>, but there is a java.lang.Integer");
    }

    @Test
    void aWatcherThatThrowsIsNamedWithItsKeyAndCostsNobodyElse() {
        AtomicInteger others = new AtomicInteger();
        AtomicInteger handled = new AtomicInteger();
        y.watch(COUNTER, change -> {
            throw new UnsupportedOperationException("secret");
        });
        y.watch(COUNTER, change -> others.incrementAndGet());
        y.watch(OF_NUMBERS, change -> {
            handled.incrementAndGet();
            int number = change.after().get().orElse(0);
            assertTrue(number > 0);
        });
        x.update(COUNTER, (counter, me) -> counter.increment(me));
        x.update(OF_TEXTS, (max, me) -> max.offer(me, "z"));
        nodes.awaitProblem(
                y, "a watcher of the key counter (PNCounter) failed: java.lang.UnsupportedOperationException");
        nodes.awaitProblem(
                y, "a watcher of the key max (MaxRegister<Integer>) failed: the key \"max\" is used here as");
        x.update(COUNTER, (counter, me) -> counter.increment(me));
        nodes.awaitEqual(x, y);
        nodes.await("the other watcher was called", () -> others.get() == 2);
        assertTrue(handled.get() > 0);
        List<Problem> problems = Await.result(y.status()).problems();
        assertEquals(
                2,
                problems.stream()
                        .filter(Problem.WatcherFailed.class::isInstance)
                        .count(),
                problems::toString);
        assertFalse(problems.toString().contains("secret"), problems::toString);
    }

    private static List<Problem> clashes(CrdtNode node) {
        return Await.result(node.status()).problems().stream()
                .filter(Problem.KeyClash.class::isInstance)
                .toList();
    }
}
