package io.crdt.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.laws.spec.GSetSpec;
import io.crdt.membership.View;
import io.crdt.replica.Key;
import io.crdt.type.GSet;
import io.crdt.type.PNCounter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Tag("long")
class SimulationTest {

    private static final String SEED = "simulation.seed";
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 20);
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
        actions.add(new Schedule.Timed(1000, new NodeAction.Stall(0, HOUR)));
        for (long at = 2000; at < HOUR; at += 5000) {
            actions.add(new Schedule.Timed(at, new NodeAction.Operate(1 + (int) (at / 5000 % 2), at)));
        }
        SimulationResult result = new Simulation(options).run(new Schedule(actions));
        assertTrue(result.mostQueued() <= 2, () -> result.toString());
        assertTrue(result.roundsToConverge() <= 10, () -> result.toString());
    }

    /** They know one other at first, come, leave, are retired and return, and dial as the view of each has it. */
    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void nodesThatFindEachOtherConvergeWhateverHappens() {
        for (long seed = 0; seed < 40; seed++) {
            SimulationOptions options = SimulationOptions.ofSeed(seed)
                    .withTopology(Topology.DISCOVERY)
                    .withFaults(Faults.all());
            assertTrue(new Simulation(options).run().operations() > 0);
        }
    }

    /** Of more than fifty each is linked to six others or so. */
    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void soDoNodesThatAreTooManyToBeLinkedToAll() {
        for (long seed = 0; seed < 2; seed++) {
            SimulationOptions options = SimulationOptions.ofSeed(seed)
                    .withTopology(Topology.DISCOVERY)
                    .withNodes(View.FULL_UP_TO + 5)
                    .withSteps(100)
                    .withFaults(Faults.all());
            assertTrue(new Simulation(options).run().operations() > 0);
        }
    }

    /** Its counts and additions of before, of meanwhile and of after are all there, and those of the others. */
    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void whoWasRetiredWhileCutOffReturnsAsAFreshOriginAndNothingIsLost() {
        List<SimulatedObject<?>> sums = List.of(
                new SimulatedObject<>(Key.of("counter", PNCounter.type()), additions()),
                new SimulatedObject<>(Key.of("set", GSet.type(String.class)), new GSetSpec()));
        SimulationOptions options = SimulationOptions.quiet(1, 4, 0).withTopology(Topology.DISCOVERY);
        List<Schedule.Timed> actions = new ArrayList<>();
        for (int at = 0; at < 60_000; at += 500) {
            actions.add(new Schedule.Timed(at, new NodeAction.Operate(at / 500 % 4, at)));
        }
        actions.add(20, new Schedule.Timed(10_000, new NetworkAction.Isolate(3, 30_000)));
        actions.add(31, new Schedule.Timed(15_000, new NodeAction.Retire(0, 3)));
        actions.add(42, new Schedule.Timed(20_000, new NodeAction.Crash(3, 0, false, 1_000)));
        Simulation simulation = new Simulation(options, sums, Wire.OBJECTS).keepTrace(1_000_000);

        SimulationResult result = simulation.run(new Schedule(actions));

        assertTrue(result.operations() > 50, () -> result.toString());
        String trace = simulation.trace();
        assertTrue(trace.contains("retires node 3"));
        long returns = trace.lines()
                .filter(line -> line.contains("node 3") && line.contains("a change on crdt:members"))
                .count();
        assertEquals(2, returns, "it enters itself at the start, and once it is back");
        assertTrue(trace.lines().noneMatch(line -> line.contains("3.2:1 ") && line.contains("crdt:members")));
    }

    /** Nobody waits for an answer for ever, says the same again and again, or takes for told what was not heard. */
    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void whicheverOneMessageIsLostAllBecomeEqualSoonAndFallSilent() {
        SimulationOptions options =
                SimulationOptions.quiet(1, 3, 15).withTopology(Topology.CHAIN).withTimes(200, Latency.constant(3), 2);
        SimulationResult undisturbed = new Simulation(options).run();
        long messages = undisturbed.messages().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        for (int lost = 0; lost < messages; lost++) {
            int[] left = {lost};
            Wire wire = message -> left[0]-- == 0 ? null : message;
            SimulationResult result = new Simulation(options, SimulatedObject.defaults(), wire)
                    .withoutShrinking()
                    .run();
            int number = lost;
            assertTrue(result.roundsToConverge() <= 40, () -> "without message " + number + ": " + result);
            assertTrue(
                    result.bytes().perUpdate() <= 3 * undisturbed.bytes().perUpdate(),
                    () -> "without message " + number + ": " + result + " instead of " + undisturbed);
        }
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void severalSessionsAtOnceLetNothingGoBack() {
        Faults sessions = Faults.none().with(Fault.SESSIONS, 0.5).with(Fault.REORDERING, 0.05);
        for (long seed = 0; seed < 10; seed++) {
            SimulationOptions options = SimulationOptions.ofSeed(seed).withFaults(sessions);
            assertEquals(500, new Simulation(options).run().steps());
        }
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void damageAndForksAreFoundAndRepaired() {
        Faults faults = Faults.of(EnumSet.of(Fault.CRASH, Fault.PARTITION, Fault.BREAK))
                .with(Fault.DAMAGE, 0.004)
                .with(Fault.FORK, 0.004);
        long repaired = 0;
        long forks = 0;
        for (long seed = 0; seed < 30; seed++) {
            SimulationResult result =
                    new Simulation(SimulationOptions.ofSeed(seed).withFaults(faults)).run();
            repaired += result.gossip().dotsRepaired();
            forks += result.gossip().forks();
        }
        assertTrue(repaired > 30, repaired + " dots were repaired");
        assertTrue(forks > 30, forks + " forks were found");
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
