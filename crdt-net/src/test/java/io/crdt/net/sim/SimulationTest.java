package io.crdt.net.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.GSetSpec;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.net.codec.Codec;
import io.crdt.net.codec.MessageCodec;
import io.crdt.replica.Key;
import io.crdt.type.GSet;
import io.crdt.type.PNCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class SimulationTest {

    private static final String SEED = "simulation.seed";
    private static final int SEEDS = 100;
    private static final long HOUR = 3_600_000;

    @Test
    @EnabledIfSystemProperty(named = SEED, matches = ".+")
    void replayOfOneSeed() {
        Simulation simulation = new Simulation(SimulationOptions.ofSeed(Long.parseLong(System.getProperty(SEED))))
                .keepTrace(Integer.getInteger("simulation.trace", 200));
        SimulationResult result = simulation.run();
        System.out.println(simulation.trace() + "\nno invariant is broken: " + result);
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void noInvariantIsBrokenOnTheSeedsOfAlways() {
        run(0);
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void noInvariantIsBrokenOnSeedsNobodyHasTried() {
        long base = new SplittableRandom().nextLong() >>> 1;
        System.out.println("SimulationTest runs " + SEEDS + " fresh seeds from " + base + " on");
        run(base);
    }

    private static void run(long base) {
        for (long seed = base; seed < base + SEEDS; seed++) {
            SimulationResult result = new Simulation(SimulationOptions.ofSeed(seed)).run();
            assertEquals(500, result.steps(), () -> result.toString());
        }
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void messagesMayGoThroughTheRealCodec() {
        Wire bytes = Wire.through(MessageCodec.of(Codec.standard()));
        for (long seed = 0; seed < 20; seed++) {
            SimulationOptions options = SimulationOptions.ofSeed(seed);
            SimulationResult encoded = new Simulation(options, SimulatedObject.defaults(), bytes).run();
            assertEquals(new Simulation(options).run(), encoded);
        }
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void neitherNamesNorClocksDecideWhetherNodesConverge() {
        for (long seed = 0; seed < 10; seed++) {
            new Simulation(SimulationOptions.ofSeed(seed)).runUnderOtherNames();
        }
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void linksThatComeAndGoDoNotChangeTheOutcome() {
        List<SimulatedObject<?>> sums = List.of(
                new SimulatedObject<>(Key.of("counter", PNCounter.type()), additions()),
                new SimulatedObject<>(Key.of("set", GSet.type(String.class)), new GSetSpec()));
        for (Topology topology : Topology.values()) {
            SimulationOptions options = SimulationOptions.quiet(1, 5, 200).withTopology(topology);
            new Simulation(options, sums, Wire.OBJECTS).runFlapping();
        }
    }

    /** Nothing but additions: a reset takes back what it has seen, which is not the same with other links. */
    private static CrdtSpec<PNCounter> additions() {
        Oracle<PNCounter, Mutator<PNCounter>> sum = Oracle.of(
                PNCounter::value,
                visible -> visible.events().stream()
                        .mapToLong(event -> ((Add) event.operation()).amount())
                        .sum());
        return CrdtSpec.of(PNCounter.empty(), random -> new Add(1 + random.nextInt(4)), sum);
    }

    private record Add(int amount) implements Mutator<PNCounter> {
        @Override
        public Delta<PNCounter> apply(PNCounter counter, ReplicaContext me) {
            return counter.increment(me, amount);
        }
    }

    /** An hour of virtual time in which a peer reads nothing costs its neighbours a message, and it catches up at once. */
    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void aPeerThatStandsStillForAnHourCostsNoQueue() {
        SimulationOptions options = SimulationOptions.quiet(1, 3, 0).withBytesOfOneLinkIn(0);
        List<Schedule.Timed> actions = new ArrayList<>();
        actions.add(new Schedule.Timed(1000, new Action.Stall(0, HOUR)));
        for (long at = 2000; at < HOUR; at += 5000) {
            actions.add(new Schedule.Timed(at, new Action.Operate(1 + (int) (at / 5000 % 2), at)));
        }
        SimulationResult result = new Simulation(options).run(new Schedule(actions));
        assertTrue(result.mostQueued() <= 2, () -> result.toString());
        assertTrue(result.roundsToConverge() <= 10, () -> result.toString());
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void oneSeedIsOneHistory() {
        for (long seed = 0; seed < 20; seed++) {
            SimulationResult first = new Simulation(SimulationOptions.ofSeed(seed)).run();
            SimulationResult again = new Simulation(SimulationOptions.ofSeed(seed)).run();
            SimulationResult other = new Simulation(SimulationOptions.ofSeed(seed + 1)).run();
            assertEquals(first, again);
            assertNotEquals(first.traceHash(), other.traceHash());
        }
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void aQuietMeshSendsEachChangeOnceToEach() {
        SimulationResult result =
                new Simulation(SimulationOptions.quiet(1, 5, 400).withTimes(4000, Latency.uniform(0, 2), 0)).run();
        long redundant = result.gossip().pushesRedundant();
        assertTrue(redundant * 20 <= result.gossip().pushesReceived(), () -> result.toString());
        assertTrue(result.gossip().pushesSent() <= result.operations() * 4L * 1.15, () -> result.toString());
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void withoutFaultsAllAreEqualAtOnce() {
        for (Topology topology : Topology.values()) {
            SimulationOptions options =
                    SimulationOptions.quiet(1, 7, 200).withTopology(topology).withTimes(20, Latency.uniform(0, 5), 2);
            SimulationResult result = new Simulation(options).run();
            assertTrue(result.roundsToConverge() <= 4, () -> topology + ": " + result);
        }
    }
}
