package io.crdt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.replica.ReplicaId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private final Problems problems = new Problems(new ReplicaId(0, 1, "node"));

    @Test
    void manyFailedDialsAndWordsOfPeersPushNoOtherProblemOut() {
        problems.add("the disk is full");
        for (int i = 0; i < 100; i++) {
            problems.add(Problems.DIALS, "cannot dial stranger " + i);
            problems.add(Problems.LINKS, "the peer says: word " + i);
            problems.add(Problems.LINKS, "the peer says: word " + i);
        }
        List<String> latest = problems.latest();
        assertEquals("the disk is full", latest.get(0));
        assertEquals(9, latest.size(), latest::toString);
        assertTrue(latest.contains("cannot dial stranger 99"), latest::toString);
        assertTrue(latest.contains("and 97 earlier failed dials, which the log has"), latest::toString);
        assertTrue(latest.contains("and 97 earlier closed links, which the log has"), latest::toString);
    }

    @Test
    void whatWasPushedOutByOthersLeavesRoomForItsKind() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 16; i++) {
                problems.add("other " + round + "." + i);
            }
            problems.add(Problems.DIALS, "cannot dial");
            assertTrue(problems.latest().contains("cannot dial"));
            assertEquals(16, problems.latest().size());
        }
    }
}
