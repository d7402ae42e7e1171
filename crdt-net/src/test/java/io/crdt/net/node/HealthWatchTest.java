package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.net.status.NodeHealth;
import io.crdt.net.status.Problem;
import io.crdt.net.store.StoreException;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a node is not well, over virtual time. */
class HealthWatchTest {

    private static final long GRACE = 30_000;
    private static final List<PeerView> LINKED =
            List.of(new PeerView(1, new ReplicaId(1, 2, "b"), VersionVector.EMPTY, true, false));

    private final HealthWatch watch = new HealthWatch(GRACE, 0);

    @Test
    void aNodeThatKnowsNobodyMayBeAlone() {
        assertTrue(watch.check(null, false, VersionVector.EMPTY, 10 * GRACE).isOk());
    }

    @Test
    void aNodeThatReachesNobodyItKnowsIsNotOkAfterTheGrace() {
        assertTrue(watch.check(null, true, VersionVector.EMPTY, GRACE - 1).isOk());
        assertReason("no peer could be reached for 30000 ms", watch.check(null, true, VersionVector.EMPTY, GRACE));

        watch.see(VersionVector.EMPTY, LINKED, GRACE + 1);
        watch.see(VersionVector.EMPTY, LINKED, 10 * GRACE);
        assertTrue(watch.check(null, true, VersionVector.EMPTY, 10 * GRACE).isOk());

        watch.see(VersionVector.EMPTY, List.of(), 10 * GRACE + 5_000);
        assertTrue(watch.check(null, true, VersionVector.EMPTY, 11 * GRACE - 1).isOk());
        watch.see(VersionVector.EMPTY, List.of(), 11 * GRACE + 1);
        assertReason(
                "no peer could be reached for 30001 ms", watch.check(null, true, VersionVector.EMPTY, 11 * GRACE + 1));
    }

    @Test
    void aStoreThatCannotBeWrittenIsNotOkAtOnce() {
        assertReason(
                "the store cannot be written: the disk is full",
                watch.check(
                        new Problem.StoreFailed(StoreException.Kind.FULL, "the disk is full"),
                        false,
                        VersionVector.EMPTY,
                        1));
        assertTrue(watch.check(null, false, VersionVector.EMPTY, 2).isOk());
    }

    @Test
    void aDivergenceThatIsRepairedIsNothing() {
        watch.diverged(1, "b", 0);
        watch.diverged(1, "b", 200);
        assertTrue(watch.check(null, false, VersionVector.EMPTY, 300).isOk());
        assertTrue(watch.check(null, false, VersionVector.EMPTY, 2 * GRACE).isOk());
    }

    @Test
    void aDivergenceThatLastsIsNotOkUntilItIsRepairedOrThePeerIsGone() {
        for (long now = 0; now <= GRACE; now += 4_000) {
            watch.diverged(1, "b", now);
            assertTrue(watch.check(null, false, VersionVector.EMPTY, now).isOk());
        }
        watch.diverged(1, "b", GRACE);
        assertReason(
                "differs from b for 30001 ms, and it is not repaired",
                watch.check(null, false, VersionVector.EMPTY, GRACE + 1));
        assertTrue(watch.check(null, false, VersionVector.EMPTY, GRACE + 10_001).isOk());

        watch.diverged(1, "b", GRACE + 10_000);
        watch.closed(1);
        assertTrue(watch.check(null, false, VersionVector.EMPTY, GRACE + 10_000).isOk());
    }

    @Test
    void twoThatComeAndGoAreNotOneThatLasts() {
        watch.diverged(1, "b", 0);
        watch.diverged(1, "b", GRACE);
        assertTrue(watch.check(null, false, VersionVector.EMPTY, GRACE).isOk());
    }

    @Test
    void aForkIsWrongOnlyForTheProcessesThatWroteUnderIt() {
        Incarnation own = new Incarnation(1, 2);
        Incarnation other = new Incarnation(3, 4);
        watch.writesAs(own);
        watch.forked(other);
        assertTrue(watch.check(null, false, VersionVector.EMPTY, 1).isOk());
        watch.writesAs(new Incarnation(5, 6));
        watch.forked(own);
        String reason = "a copy of this process was started elsewhere, and both have written as " + own;
        assertReason(reason, watch.check(null, false, VersionVector.EMPTY, 2));
        watch.writesAs(new Incarnation(7, 8));
        assertReason(
                reason,
                watch.check(
                        null, false, VersionVector.EMPTY, 100 * GRACE)); // until a restart: both still have one name
    }

    @Test
    void jsonIsWhatVertxHealthChecksReads() {
        assertEquals(
                "{\"ok\":false,\"data\":{\"reasons\":[\"no peer could be reached for 1 ms\",\"a failed: b\"]}}",
                new NodeHealth(List.of(new Problem.NoPeerReached(1), new Problem.Failed("a", "b")))
                        .toJson()
                        .encode());
    }

    private static void assertReason(String start, NodeHealth health) {
        assertEquals(1, health.reasons().size(), health.toString());
        assertTrue(health.reasons().get(0).text().startsWith(start), health.toString());
    }
}
