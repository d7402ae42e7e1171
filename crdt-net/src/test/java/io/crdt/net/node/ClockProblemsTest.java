package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.crdt.causal.Incarnation;
import io.crdt.clock.Timestamp;
import io.crdt.net.CrdtNode;
import io.crdt.net.Nodes;
import io.crdt.net.contract.Await;
import io.crdt.net.options.CrdtOptions;
import io.crdt.net.status.Problem;
import io.crdt.replica.ClockSkew;
import io.crdt.replica.Key;
import io.crdt.type.LWWRegister;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What status says of clocks that are wrong. */
class ClockProblemsTest {

    private static final Key<LWWRegister<String>> NOTE = Key.of("note", LWWRegister.type(String.class));
    private static final long YEAR = 365L * 24 * 3_600_000;

    @RegisterExtension
    final Nodes nodes = new Nodes();

    @Test
    void aClockThatWasAYearAheadIsReportedByItsPeerAndByItsNode() {
        AtomicLong ahead = new AtomicLong(YEAR);
        CrdtNode x = nodes.start(options("x").setClock(() -> System.currentTimeMillis() + ahead.get()));
        CrdtNode y = nodes.start(options("y").addSeed(Nodes.address(x)));
        Nodes.link(y, x);
        Await.result(x.update(NOTE, (note, me) -> note.set(me, "during the leap")));

        nodes.await("y has it", () -> y.get(NOTE).get().isPresent());
        awaitSaid(y, "came in from x at ", "ahead of this node's clock: its writes win");
        ahead.set(0);
        awaitSaid(x, "this node writes times", "days ahead of its clock");
    }

    @Test
    void bothSidesSayThatTheirClocksDifferAsSoonAsALinkOpens() {
        CrdtNode x = nodes.start(options("x").setClock(() -> System.currentTimeMillis() + 2 * YEAR));
        CrdtNode y = nodes.start(options("y").addSeed(Nodes.address(x)));
        Nodes.link(y, x);

        nodes.awaitProblem(y, "the clock of x at ");
        nodes.awaitProblem(y, " days ahead of this node's when their link opened");
        nodes.awaitProblem(x, "the clock of y at ");
        nodes.awaitProblem(x, " days behind this node's when their link opened");
    }

    @Test
    void aNodeWhoseClockIsAheadOfAllLearnsItFromTheirHellos() {
        ClockProblems clocks = new ClockProblems();
        ClockSkew none = new ClockSkew(List.of(), 0, 0, 0, 0);
        long now = 10 * YEAR;
        assertNull(clocks.opened(1, "near", now - 60_000, now));
        assertNull(clocks.opened(2, "silent", 0, now));
        assertEquals(List.of(), clocks.of(none));
        clocks.closed(1);
        for (int link = 3; link <= 5; link++) {
            assertEquals(
                    new Problem.PeerClockDiffers("y" + link, link * 1_000 + 240_000, false),
                    clocks.opened(link, "y" + link, now - link * 1_000 - 240_000, now));
        }
        assertEquals(
                "this node's clock is probably ahead, by 4 min or more: those of all 3 peers are behind it",
                clocks.of(none).get(0).text());
        assertNull(clocks.opened(6, "z", now, now));
        assertEquals(3, clocks.of(none).size(), "one that agrees is a reason to doubt the others");
        for (int link = 3; link <= 6; link++) {
            clocks.closed(link);
        }
        assertEquals(List.of(), clocks.of(none));
    }

    @Test
    void aClockThatFailsDoesNotTakeStatusWithIt() {
        AtomicLong failing = new AtomicLong();
        CrdtNode x = nodes.start(options("x").setClock(() -> {
            if (failing.get() > 0) {
                throw new IllegalStateException("no time");
            }
            return System.currentTimeMillis();
        }));
        failing.set(1);
        awaitSaid(x, "the clock failed", "no time");
        failing.set(0);
        assertEquals(List.of(), Await.result(x.status()).problems());
    }

    @Test
    void thePeerThroughWhichAnIncarnationCameFirstIsNamedAndItIsLoggedOnce() {
        ClockProblems problems = new ClockProblems();
        ClockSkew skew = new ClockSkew(
                List.of(new ClockSkew.Ahead(new Incarnation(1, 2), Timestamp.ofMillis(7_200_000), 7_200_000, 0, 0)),
                3,
                0,
                0,
                0);
        String said =
                "incarnation " + new Incarnation(1, 2) + ", which came in from b, writes times 120 min ahead of this"
                        + " node's clock: its writes win over all concurrent ones until 1970-01-01T02:00:00Z; its clock is or was"
                        + " ahead, or this node's is behind";
        assertEquals(List.of(said), texts(problems.see(skew, "b")));
        assertEquals(List.of(), problems.see(skew, "c"));
        assertEquals(
                List.of(
                        said,
                        "more incarnations write times ahead of this node's clock: 0 that are known, and 3 times one was forgotten"),
                texts(problems.of(skew)));
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::text).toList();
    }

    private void awaitSaid(CrdtNode node, String... parts) {
        nodes.awaitStatus(
                node,
                String.join(" … ", parts),
                status -> status.problems().stream()
                        .anyMatch(each -> Stream.of(parts).allMatch(each.text()::contains)));
    }

    private static CrdtOptions options(String name) {
        return new CrdtOptions().setName(name);
    }
}
