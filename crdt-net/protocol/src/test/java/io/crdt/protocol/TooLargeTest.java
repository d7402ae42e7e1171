package io.crdt.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.protocol.Neighbours.End;
import io.crdt.protocol.Neighbours.Neighbour;
import org.junit.jupiter.api.Test;

/** Deltas that are larger than the peer takes. */
class TooLargeTest {

    private static final long MINUTE = 60_000;
    private static final long BACKOFF = 10 * MINUTE;

    private final Neighbours net = new Neighbours();
    private final Neighbour large = net.node("large");
    private final Neighbour small = net.node("small");

    @Test
    void aDeltaThatIsTooLargeIsNotTriedAgainForLongIfNothingChanges() {
        End end = linkTooLarge();
        net.run(BACKOFF / 2);
        assertEquals(1, net.brokenOff());
        net.run(BACKOFF);
        assertEquals(2, net.brokenOff());
        assertTrue(end.other() != null
                && large.closes().isEmpty()
                && small.closes().isEmpty());
    }

    /** A pause for what was encoded and did not fit: here the least one, a second. */
    @Test
    void whileMoreIsWrittenADeltaThatIsTooLargeIsTriedOnceInAPause() {
        linkTooLarge();
        for (int i = 0; i < 100; i++) {
            large.add("more" + i);
            net.run(100);
        }
        assertTrue(net.brokenOff() >= 5 && net.brokenOff() <= 12, () -> net.brokenOff() + " tries in 10 s");
    }

    @Test
    void everythingArrivesWithinSecondsAfterWhatIsTooLargeWasRemoved() {
        linkTooLarge();
        large.add("new");
        net.run(MINUTE);
        assertFalse(small.has("new"));
        for (int i = 80; i < 180; i++) {
            large.remove("x" + i);
        }
        net.run(3_000);
        assertTrue(small.has("new"));
        assertEquals(large.replica.state(), small.replica.state());
    }

    @Test
    void theOtherDirectionGoesOn() {
        linkTooLarge();
        net.run(MINUTE);
        small.add("small's");
        net.run(10);
        assertTrue(large.has("small's"));
        assertFalse(small.has("x99"));
    }

    @Test
    void aLimitThatWasRaisedIsNoticedAfterAWhile() {
        End end = linkTooLarge();
        net.run(MINUTE);
        end.takeAtMost(Long.MAX_VALUE);
        net.run(BACKOFF + MINUTE);
        assertEquals(large.replica.state(), small.replica.state());
    }

    @Test
    void whatIsLeftAfterMostCameFromElsewhereIsSentAtOnce() {
        fill(0, 80);
        linkTooLarge();
        Neighbour other = net.node("other", large.replica.state());
        fill(180, 220);
        net.link(other, small);
        net.run(MINUTE);
        assertEquals(large.replica.state(), small.replica.state());
        assertTrue(net.brokenOff() <= 3, () -> net.brokenOff() + " tries");
    }

    @CanIgnoreReturnValue
    private End linkTooLarge() {
        fill(80, 180);
        End end = net.link(large, small);
        end.takeAtMost(50);
        net.run(MINUTE);
        assertEquals(1, net.brokenOff());
        return end;
    }

    private void fill(int first, int end) {
        for (int i = first; i < end; i++) {
            large.add("x" + i);
        }
    }
}
