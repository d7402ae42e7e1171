package io.crdt.net.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.net.codec.Codec;
import io.crdt.net.codec.DecodeException;
import io.crdt.net.codec.MessageCodec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class SimulationTest {

    private static final String SEED = "simulation.seed";
    private static final int SEEDS = 500;

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
            assertTrue(result.steps() >= 200, () -> result.toString());
        }
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void messagesMayGoThroughTheRealCodec() {
        MessageCodec codec = MessageCodec.of(Codec.standard());
        Wire bytes = message -> {
            try {
                return codec.decode(codec.encode(message));
            } catch (DecodeException e) {
                throw new AssertionError("what was encoded cannot be decoded: " + message, e);
            }
        };
        for (long seed = 0; seed < 100; seed++) {
            SimulationOptions options = SimulationOptions.ofSeed(seed);
            SimulationResult encoded = new Simulation(options, SimulatedObject.defaults(), bytes).run();
            assertEquals(new Simulation(options).run(), encoded);
        }
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
                new Simulation(SimulationOptions.quiet(1, 5, 400).withTimes(4000, 2, 0)).run();
        long redundant = result.gossip().pushesRedundant();
        assertTrue(redundant * 20 <= result.gossip().pushesReceived(), () -> result.toString());
        assertTrue(result.gossip().pushesSent() <= result.operations() * 4L * 1.15, () -> result.toString());
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void withoutFaultsAllAreEqualAtOnce() {
        for (Topology topology : Topology.values()) {
            SimulationOptions options =
                    SimulationOptions.quiet(1, 7, 200).withTopology(topology).withTimes(20, 5, 2);
            SimulationResult result = new Simulation(options).run();
            assertTrue(result.roundsToConverge() <= 4, () -> topology + ": " + result);
        }
    }
}
