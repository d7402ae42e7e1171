package io.crdt.net.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.PeerView;
import io.crdt.replica.ReplicaId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyWatchTest {

    private static final VersionVector NOTHING = VersionVector.EMPTY;
    private static final VersionVector FIVE = NOTHING.advancedTo(new Incarnation(1, 1), 5);
    private static final VersionVector SEVEN = NOTHING.advancedTo(new Incarnation(1, 1), 7);

    private final ReadyWatch fresh = new ReadyWatch(false, 10_000);

    @Test
    void aNodeThatHasNotBeenStartedIsNotReadyWhateverItHas() {
        ReadyWatch kept = new ReadyWatch(true, 10_000);
        assertFalse(kept.reasons().isEmpty());
        kept.started(0);
        assertTrue(kept.reasons().isEmpty());
    }

    @Test
    void aFreshNodeIsReadyWhenItHasWhatItsFirstPeerHadWhenTheyLinked() {
        fresh.started(0);
        fresh.see(NOTHING, List.of(), 100);
        assertFalse(fresh.reasons().isEmpty());
        fresh.see(NOTHING, List.of(peer(1, FIVE, true)), 200);
        assertTrue(fresh.reasons().get(0).text().contains("lacks 5 operations"), fresh.reasons()::toString);
        fresh.see(NOTHING, List.of(peer(1, SEVEN, true)), 60_000);
        assertFalse(fresh.reasons().isEmpty(), "a download takes as long as it takes");
        fresh.see(FIVE, List.of(peer(1, SEVEN, true)), 60_001);
        assertTrue(fresh.reasons().isEmpty());
        fresh.see(FIVE, List.of(peer(1, SEVEN, true), peer(2, SEVEN, true)), 60_002);
        assertTrue(fresh.reasons().isEmpty(), "once ready, for good");
    }

    @Test
    void theFirstOfAClusterIsReadyAfterAWhile() {
        fresh.started(1_000);
        fresh.see(NOTHING, List.of(peer(1, NOTHING, false)), 10_999);
        assertFalse(fresh.reasons().isEmpty());
        fresh.see(NOTHING, List.of(peer(1, NOTHING, false)), 11_000);
        assertTrue(fresh.reasons().isEmpty());
    }

    @Test
    void ifItsFirstPeerIsLostTheNextOneCounts() {
        fresh.started(0);
        fresh.see(NOTHING, List.of(peer(1, SEVEN, true)), 9_000);
        fresh.see(NOTHING, List.of(), 12_000);
        assertEquals(1, fresh.reasons().size(), "alone for 3 s only");
        fresh.see(FIVE, List.of(peer(2, FIVE, true)), 13_000);
        assertTrue(fresh.reasons().isEmpty());
    }

    @Test
    void peersThatHaveNothingEitherAreNotWaitedFor() {
        fresh.started(0);
        fresh.see(NOTHING, List.of(peer(1, NOTHING, true)), 1);
        assertTrue(fresh.reasons().isEmpty());
    }

    private static PeerView peer(int link, VersionVector context, boolean answers) {
        return new PeerView(link, new ReplicaId(link, link, "peer " + link), context, answers, false);
    }
}
