package io.crdt.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.payload.PayloadInput;
import io.crdt.payload.PayloadOutput;
import io.crdt.payload.ValueFormat;
import io.crdt.protocol.GossipOptions;
import io.crdt.replica.Key;
import io.crdt.type.GSet;
import io.crdt.type.ORSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the simulator makes of payload classes, mutators and oracles that are a user's. */
final class OwnTypesTest {

    record Money(long cents) {}

    private static final class MoneyFormat implements ValueFormat<Money> {
        @Override
        public Class<Money> type() {
            return Money.class;
        }

        @Override
        public void write(Money money, PayloadOutput out) {
            out.signed(money.cents());
        }

        @Override
        public <E extends Exception> Money read(PayloadInput<E> in) throws E {
            return new Money(in.signed());
        }
    }

    record Put(Money money) implements Mutator<ORSet<Money>> {
        @Override
        public Delta<ORSet<Money>> apply(ORSet<Money> set, ReplicaContext me) {
            return set.add(me, money);
        }
    }

    record Add(int element) implements Mutator<GSet<Integer>> {
        @Override
        public Delta<GSet<Integer>> apply(GSet<Integer> set, ReplicaContext me) {
            if (element == 7) {
                throw new IllegalStateException("seven is refused");
            }
            return set.add(me, element);
        }
    }

    private static final CrdtSpec<ORSet<Money>> MONEY =
            CrdtSpec.of(ORSet.<Money>empty(), random -> new Put(new Money(random.nextInt(3))));
    private static final Wire BYTES = Wire.through(
            MessageCodec.of(Codec.builder().register(16, new MoneyFormat()).build()));

    private static List<SimulatedObject<?>> moneys() {
        return List.of(new SimulatedObject<>(Key.of("moneys", ORSet.type(Money.class)), MONEY));
    }

    private static List<SimulatedObject<?>> sets(CrdtSpec<GSet<Integer>> spec) {
        return List.of(new SimulatedObject<>(Key.of("mine", GSet.type(Integer.class)), spec));
    }

    private static InvariantViolation violation(Simulation simulation) {
        return assertThrows(InvariantViolation.class, simulation::run);
    }

    private static void requireContains(String text, InvariantViolation violation) {
        assertTrue(String.valueOf(violation.getMessage()).contains(text), violation.getMessage());
    }

    @Test
    void bytesAreCountedByTheCodecOfTheWire() {
        for (long seed = 0; seed < 5; seed++) {
            SimulationOptions options =
                    SimulationOptions.ofSeed(seed).withSteps(100).withBytesOfOneLinkIn(1);
            SimulationResult result = new Simulation(options, moneys(), BYTES).run();
            assertTrue(result.operations() > 0, result::toString);
            assertTrue(result.bytes().perUpdate() > 0, result::toString);
        }
    }

    @Test
    void aTypeWithPayloadsOfAClassOfOnesOwnIsSimulatedInOneLine() {
        SimulationResult result = Simulation.of(MONEY, 1).run();
        assertTrue(result.operations() > 0, result::toString);
        assertTrue(Double.isNaN(result.bytes().perUpdate()), "nobody has said how its payloads become bytes");
        assertTrue(result.bytes().idlePerLinkRound() > 0, result::toString);
    }

    @Test
    void aClassThatTheCodecOfTheWireDoesNotKnowIsNamedWithTheSeed() {
        InvariantViolation violation = violation(
                new Simulation(SimulationOptions.ofSeed(1), moneys(), Wire.through(MessageCodec.of(Codec.standard()))));
        assertEquals(Invariant.CODEC_IS_EXACT, violation.invariant());
        requireContains("Money", violation);
        requireContains("Replay with: new Simulation(SimulationOptions.ofSeed(1L), objects, wire).run()", violation);
    }

    @Test
    void aHistoryInWhichNothingIsWrittenDoesNotPass() {
        CrdtSpec<GSet<Integer>> idle = CrdtSpec.of(GSet.<Integer>empty(), random -> (set, me) -> Delta.none());
        InvariantViolation violation = violation(Simulation.of(idle, 1));
        assertEquals(Invariant.SOMETHING_IS_WRITTEN, violation.invariant());
        requireContains("none changed anything, so nothing was checked", violation);
        requireContains("Replay with: Simulation.of(spec, 1L).run(), where spec describes GSet", violation);
    }

    @Test
    void aMutatorThatThrowsIsReportedWithSeedObjectOperationAndReplay() {
        CrdtSpec<GSet<Integer>> fails = CrdtSpec.of(GSet.<Integer>empty(), random -> new Add(random.nextInt(9)));
        InvariantViolation violation =
                violation(new Simulation(SimulationOptions.ofSeed(5).withSteps(80), sets(fails), Wire.OBJECTS));
        assertEquals(Invariant.NOTHING_THROWS, violation.invariant());
        assertInstanceOf(IllegalStateException.class, violation.getCause());
        requireContains("Add[element=7] on mine threw java.lang.IllegalStateException: seven is refused", violation);
        requireContains("This is what is left of", violation);
        requireContains(" writes: Add[element=7] on mine", violation);
        requireContains(
                "Replay with: new Simulation(SimulationOptions.ofSeed(5L).withSteps(80), objects, Wire.OBJECTS).run(),"
                        + " where objects are those of this run: [mine]",
                violation);
    }

    @Test
    void anOperationThatCannotBeDrawnAndAnOracleThatThrowsAreReportedWithTheSeed() {
        CrdtSpec<GSet<Integer>> draws = CrdtSpec.of(GSet.<Integer>empty(), random -> {
            throw new UnsupportedOperationException("no operation");
        });
        requireContains("a random operation on object ", violation(Simulation.of(draws, 3)));
        CrdtSpec<GSet<Integer>> asks =
                CrdtSpec.of(GSet.<Integer>empty(), random -> new Add(1), Oracle.of(GSet::size, history -> {
                    throw new AssertionError("no answer");
                }));
        InvariantViolation violation = violation(Simulation.of(asks, 3));
        assertEquals(Invariant.NOTHING_THROWS, violation.invariant());
        requireContains("no answer", violation);
        requireContains("Replay with: Simulation.of(spec, 3L).run()", violation);
    }

    @Test
    void theReplayOfOtherRunsNamesThem() {
        CrdtSpec<GSet<Integer>> wrong =
                CrdtSpec.of(GSet.<Integer>empty(), random -> new Add(1), Oracle.of(GSet::size, history -> 0));
        for (Runnable run :
                List.<Runnable>of(Simulation.of(wrong, 4)::runFlapping, Simulation.of(wrong, 4)::runUnderOtherNames)) {
            InvariantViolation violation = assertThrows(InvariantViolation.class, run::run);
            assertEquals(Invariant.MATCHES_ORACLE, violation.invariant());
            requireContains("Replay with: Simulation.of(spec, 4L).run", violation);
            assertTrue(!String.valueOf(violation.getMessage()).contains("4L).run()"), violation.getMessage());
        }
    }

    /** What is printed is Java; it is run, and has to make the same options. */
    @ParameterizedTest
    @MethodSource("options")
    void theReplayLineMakesTheOptionsThatFailed(List<SimulationOptions> all) {
        try (JShell java = JShell.builder().executionEngine("local").build()) {
            java.addToClasspath(System.getProperty("java.class.path"));
            List.of("import java.util.*;", "import io.crdt.sim.*;", "import io.crdt.protocol.*;")
                    .forEach(java::eval);
            for (SimulationOptions options : all) {
                String code = ReplayCode.of(options);
                SnippetEvent made = java.eval("(" + code + ").toString()").get(0);
                assertEquals(Snippet.Status.VALID, made.status(), code);
                assertEquals(
                        java.eval("\"\" + " + quoted(options.toString())).get(0).value(), made.value(), code);
            }
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static Stream<List<SimulationOptions>> options() {
        SplittableRandom random = new SplittableRandom(1);
        SimulationOptions usual = SimulationOptions.ofSeed(9);
        SimulationOptions all = new SimulationOptions(
                -3,
                4,
                20,
                Topology.RING,
                new Faults(Map.of(Fault.CRASH, 0.1 / 3, Fault.FORK, 1e-9)),
                GossipOptions.of("a \"cluster\" \\ ü", 100, 7, 1 << 20),
                5,
                Latency.heavyTailed(1, 700),
                3,
                0,
                61,
                62,
                1.15,
                2);
        return Stream.of(List.of(
                usual,
                usual.withSteps(50),
                usual.withNodes(3).withTopology(Topology.CHAIN).withFaults(Faults.all()),
                SimulationOptions.quiet(2, 60, 10),
                SimulationOptions.ofSeed(1).withFaults(Faults.random(random)).withMaxRedundancy(1.5),
                all));
    }
}
