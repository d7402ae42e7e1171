package io.crdt.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.CausalContext;
import io.crdt.causal.Dot;
import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.VersionVector;
import io.crdt.type.PNCounter;
import io.crdt.type.Tally;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A counter of many lives keeps its sum from version to version, and it is what adding up gives. */
class CounterTotalTest {

    private static final int SEEDS = 40;
    private static final int STEPS = 150;

    @Test
    void theSumThatIsKeptIsWhatAddingUpGives() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int lives = 1 + random.nextInt(30);
            long[] seqs = new long[lives];
            List<PNCounter> versions = new ArrayList<>(List.of(PNCounter.empty()));
            List<VersionVector> contexts = new ArrayList<>(List.of(VersionVector.EMPTY));
            for (int step = 0; step < STEPS; step++) {
                int from = random.nextInt(versions.size());
                DotMap<Incarnation, DotFun<Tally>> store = versions.get(from).store();
                VersionVector context = contexts.get(from);
                int number = random.nextInt(lives);
                Incarnation life = new Incarnation(number, 1);
                switch (random.nextInt(5)) {
                    case 0 -> {
                        int with = random.nextInt(versions.size());
                        store = store.join(
                                versions.get(with).store(),
                                CausalContext.of(context),
                                CausalContext.of(contexts.get(with)));
                        context = context.join(contexts.get(with));
                    }
                    case 1 -> {
                        List<Dot> dots = new ArrayList<>();
                        store.at(life).forEachDot(dots::add);
                        for (Dot dot : dots) {
                            store = store.without(Path.of(life), dot);
                        }
                    }
                    default -> {
                        Dot dot = new Dot(life, ++seqs[number]);
                        long total =
                                random.nextInt(10) == 0 ? Long.MAX_VALUE - seqs[number] : random.nextInt(1_000) - 500L;
                        Tally tally = random.nextInt(4) == 0
                                ? new Tally(dot.seq(), total, dot.seq(), total)
                                : new Tally(dot.seq(), total, 0, 0);
                        DotSet replaced = random.nextInt(4) == 0
                                ? DotSet.empty()
                                : store.at(life).dots();
                        store = store.with(Path.of(life), dot, tally, replaced);
                        context = context.advancedTo(dot);
                    }
                }
                PNCounter counter = PNCounter.empty().withStore(store);
                requireSum(counter, "seed " + seed + ", step " + step);
                versions.add(counter);
                contexts.add(context);
            }
        }
    }

    private static void requireSum(PNCounter counter, String where) {
        BigInteger[] sum = {BigInteger.ZERO};
        boolean[] isBlank = {true};
        counter.store().asMap().values().forEach(fun -> {
            List<Tally> tallies = new ArrayList<>();
            fun.forEach((dot, tally) -> tallies.add(tally));
            Tally tally = tallies.stream().reduce(Tally::join).orElseThrow();
            isBlank[0] &= tally.isReset();
            sum[0] = sum[0].add(BigInteger.valueOf(tally.total())).subtract(BigInteger.valueOf(tally.resetTotal()));
        });
        assertEquals(sum[0].toString(), counter.toString(), where);
        assertEquals(isBlank[0], counter.isBlank(), where);
        if (sum[0].bitLength() < Long.SIZE) {
            assertEquals(sum[0].longValueExact(), counter.value(), where);
        } else {
            assertThrows(ArithmeticException.class, counter::value, where);
        }
    }

    /** To add up takes 100 times as much of 50,000 as of 500. The least of many rounds is what a busy machine does not blur. */
    @Test
    void aSumThatIsKeptCostsNothingToRead() {
        double few = nanosOfValue(500);
        double many = nanosOfValue(50_000);
        System.out.printf(
                "value() of a counter takes %.0f ns with 500 lives and %.0f ns with 50,000, after a write%n",
                few, many);
        assertTrue(many < 20 * few + 2_000, () -> few + " ns, and " + many + " ns of 100 times as many lives");
    }

    private static double nanosOfValue(int lives) {
        SplittableRandom random = new SplittableRandom(1);
        DotMap<Incarnation, DotFun<Tally>> store = PNCounter.empty().store();
        Incarnation life = new Incarnation(1, 1);
        for (int i = 0; i < lives; i++) {
            life = Incarnation.random(random);
            store = store.with(Path.of(life), new Dot(life, 1), new Tally(1, 3, 0, 0));
        }
        PNCounter counter = PNCounter.empty().withStore(store);
        assertEquals(3L * lives, counter.value());
        long least = Long.MAX_VALUE;
        for (int seq = 2; seq < 1_000; seq++) {
            DotMap<Incarnation, DotFun<Tally>> before = counter.store();
            counter = counter.withStore(before.with(
                    Path.of(life),
                    new Dot(life, seq),
                    new Tally(seq, seq, 0, 0),
                    before.at(life).dots()));
            long start = System.nanoTime();
            long value = counter.value();
            least = Math.min(least, System.nanoTime() - start);
            assertEquals(3L * (lives - 1) + seq, value);
        }
        return least;
    }
}
