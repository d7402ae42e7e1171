package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.crdt.type.LWWRegister;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a replica finds out about wrong clocks from the times of writes. */
class ClockSkewTest {

    private static final Key<LWWRegister<String>> NOTE = Key.of("note", LWWRegister.type(String.class));
    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final long YEAR = 365 * 24 * HOUR;
    private static final ClockSkew NONE = new ClockSkew(List.of(), 0, 0, 0, 0);

    private final long[] now = {NOW};
    private final Replica here = replica(1, ReplicaState.empty(), 0);

    private Replica replica(long seed, ReplicaState state, long ahead) {
        return new Replica(
                new ReplicaId(seed, seed, "r" + seed), state, new SplittableRandom(seed), () -> now[0] + ahead);
    }

    /** A write of a replica with that clock comes in, concurrent to all others. */
    @CanIgnoreReturnValue
    private Replica writtenBy(long seed, long ahead) {
        Replica writer = replica(seed, ReplicaState.empty(), ahead);
        writer.update(NOTE, (note, me) -> note.set(me, "by " + seed));
        sync(writer, here);
        return writer;
    }

    private static void sync(Replica from, Replica to) {
        assertTrue(to.apply(from.state().deltaSince(to.context())));
    }

    @Test
    void aClockAYearAheadIsNamedUntilTheTimeIsReached() {
        writtenBy(2, 0);
        assertEquals(NONE, here.clockSkew());
        Replica wrong = writtenBy(3, YEAR);
        now[0] += HOUR;
        wrong.update(NOTE, (note, me) -> note.set(me, "again"));
        sync(wrong, here);

        assertEquals(
                List.of(new ClockSkew.Ahead(wrong.incarnation(), wrong.state().latestTime(), YEAR, NOW, NOW + HOUR)),
                here.clockSkew().ahead());
        assertEquals(0, here.clockSkew().stateAheadMillis(), "it is known who wrote it");

        now[0] += YEAR - 60_000;
        assertEquals(NONE, here.clockSkew());
    }

    @Test
    void aReplicaWhoseClockWasSetBackKnowsThatItsOwnWritesWin() {
        now[0] = NOW + YEAR;
        here.update(NOTE, (note, me) -> note.set(me, "during the leap"));
        assertEquals(NONE, here.clockSkew(), "it cannot know yet");
        now[0] = NOW;
        assertEquals(new ClockSkew(List.of(), 0, YEAR, 0, 0), here.clockSkew());
    }

    @Test
    void timesAheadThatAnEarlierLifeLeftAreReported() {
        writtenBy(3, YEAR);
        Replica fresh = replica(4, here.state(), 0);
        assertEquals(new ClockSkew(List.of(), 0, 0, YEAR, 0), fresh.clockSkew());
    }

    @Test
    void aClockBehindAllOthersIsProbablyTheWrongOne() {
        writtenBy(2, HOUR);
        assertEquals(0, here.clockSkew().behindMillis(), "of two clocks, either may be wrong");
        writtenBy(3, HOUR + 500);
        assertEquals(HOUR + 500, here.clockSkew().behindMillis());
        writtenBy(4, 100);
        assertEquals(0, here.clockSkew().behindMillis(), "one agrees with this clock");
    }

    @Test
    void clocksThatAreWrongByDifferentAmountsSayNothingOfThisOne() {
        writtenBy(2, HOUR);
        writtenBy(3, 2 * HOUR);
        assertEquals(0, here.clockSkew().behindMillis());
        assertEquals(2, here.clockSkew().ahead().size());
    }

    @Test
    void whatIsBehindMayBeOldAndIsNotReported() {
        writtenBy(2, -YEAR);
        assertEquals(NONE, here.clockSkew());
    }

    @Test
    void anyNumberOfIncarnationsAheadCostsBoundedMemoryAndKeepsTheWorst() {
        for (int i = 1; i <= 3 * SkewWatch.MAX_KEPT; i++) {
            writtenBy(100 + i, HOUR * i);
        }
        ClockSkew skew = here.clockSkew();
        assertEquals(SkewWatch.MAX_KEPT, skew.ahead().size());
        assertEquals(2L * SkewWatch.MAX_KEPT, skew.forgotten());
        assertEquals(3 * HOUR * SkewWatch.MAX_KEPT, skew.ahead().get(0).aheadMillis());
    }

    @Test
    void aClockThatIsOutOfRangeIsTakenForTheNearestTime() {
        writtenBy(2, Long.MAX_VALUE - NOW);
        now[0] = Long.MIN_VALUE;
        assertEquals(1, here.clockSkew().ahead().size());
        now[0] = Long.MAX_VALUE;
        assertEquals(NONE, here.clockSkew());
    }
}
