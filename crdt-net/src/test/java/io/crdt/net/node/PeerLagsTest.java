package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerLagsTest {

    private static final Incarnation ORIGIN = new Incarnation(1, 1);

    private final PeerLags lags = new PeerLags();

    @Test
    void whoHasEverythingIsNotBehind() {
        assertLag(0, 0, at(5), at(5), 0);
        assertLag(0, 0, at(5), at(9), 1_000);
    }

    @Test
    void timeRunsFromTheFirstMomentAtWhichSomethingWasLackingThatStillIs() {
        assertLag(3, 0, at(5), at(2), 0);
        assertLag(7, 1_000, at(9), at(2), 1_000);
        assertLag(5, 2_000, at(9), at(4), 2_000);
        assertLag(4, 0, at(9), at(5), 3_000); // what it lacked at first has come
        assertLag(1, 1_000, at(9), at(8), 4_000);
        assertLag(0, 0, at(9), at(9), 5_000);
        assertLag(1, 0, at(10), at(9), 6_000);
    }

    @Test
    void aPeerThatLinksAnewBeginsAnew() {
        assertLag(3, 0, at(5), at(2), 0);
        assertEquals(List.of(), lags.of(at(5), List.of(), 500));
        assertLag(3, 0, at(5), at(2), 1_000);
    }

    private void assertLag(long operations, long millis, VersionVector here, VersionVector there, long now) {
        PeerView peer = new PeerView(1, new ReplicaId(1, 2, "b"), there, true, false);
        assertEquals(List.of(new PeerLags.Lag(peer, operations, millis)), lags.of(here, List.of(peer), now));
    }

    private static VersionVector at(long seq) {
        return VersionVector.EMPTY.advancedTo(ORIGIN, seq);
    }
}
