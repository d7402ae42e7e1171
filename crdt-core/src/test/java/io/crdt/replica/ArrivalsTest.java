package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class ArrivalsTest {

    private static final Incarnation ORIGIN = new Incarnation(1, 2);

    /** Every version, old ones too, has what a list has after the same steps. */
    @RepeatedTest(50)
    void isAQueueWhoseVersionsStayWhatTheyAre(RepetitionInfo run) {
        SplittableRandom random = new SplittableRandom(run.getCurrentRepetition());
        List<Arrivals> versions = new ArrayList<>(List.of(Arrivals.NONE));
        List<List<Dot>> oracle = new ArrayList<>(List.of(List.of()));
        for (int step = 0; step < 300; step++) {
            int from = random.nextInt(4) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            Arrivals queue = versions.get(from);
            List<Dot> expected = new ArrayList<>(oracle.get(from));
            if (random.nextInt(10) > 0) {
                for (int more = random.nextInt(40); more >= 0; more--) {
                    Dot operation = new Dot(ORIGIN, 1 + random.nextInt(1_000_000));
                    queue = queue.with(operation);
                    expected.add(operation);
                }
            } else {
                int fewer = random.nextInt(expected.size() + 1);
                queue = queue.without(fewer);
                expected.subList(0, fewer).clear();
            }
            versions.add(queue);
            oracle.add(expected);
        }
        for (int i = 0; i < versions.size(); i++) {
            List<Dot> found = new ArrayList<>();
            versions.get(i).forEach(found::add);
            assertEquals(oracle.get(i), found, "seed " + run.getCurrentRepetition() + ", version " + i);
        }
    }
}
