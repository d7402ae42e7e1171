package io.crdt.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.laws.spec.GSetSpec;
import io.crdt.laws.spec.LWWMapSpec;
import io.crdt.replica.Key;
import io.crdt.sim.Schedule.Timed;
import io.crdt.type.GSet;
import io.crdt.type.LWWMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is checked still, and what is not, after a disk was damaged or an incarnation used twice. */
class TaintTest {

    private static final int STEPS = 150;
    private static final int DAMAGE_AT = 30;
    private static final List<SimulatedObject<?>> MAP =
            List.of(new SimulatedObject<>(Key.of("map", LWWMap.type(String.class, Integer.class)), new LWWMapSpec()));

    /** It is not held against the history of its object, nor has it to be the same everywhere. */
    @Test
    void theDamagedEntryIsExcused() {
        long repaired = 0;
        for (long seed = 0; seed < 10; seed++) {
            SimulationResult result = simulation(seed, MAP, Wire.OBJECTS).run(withDamage(seed));
            repaired += result.gossip().dotsRepaired();
        }
        assertTrue(repaired > 0);
    }

    /** All else of the very same object has to be equal still wherever contexts are. */
    @Test
    void anotherEntryOfTheDamagedObjectIsNot() {
        Wire wire = Tampering.pushes(delta ->
                Tampering.entries(delta, entry -> entry.dot().seq() > DAMAGE_AT ? Tampering.later(entry) : entry));
        for (long seed = 0; seed < 10; seed++) {
            Simulation simulation = simulation(seed, MAP, wire).withoutShrinking();
            Schedule schedule = withDamage(seed);
            InvariantViolation violation =
                    assertThrows(InvariantViolation.class, () -> simulation.run(schedule), "seed " + seed);
            assertEquals(Invariant.EQUAL_CONTEXTS_EQUAL_STATES, violation.invariant(), violation.getMessage());
        }
    }

    /** A start goes on from a state that was reached: also of the object that was damaged. */
    @Test
    void norIsAStartFromWhatWasNeverThere() {
        List<Timed> actions = new ArrayList<>(withDamage(1).actions());
        actions.add(new Timed(120_000, new NodeAction.Operate(0, 1)));
        actions.add(new Timed(121_000, new NodeAction.Crash(0, 0, true, 100)));
        Simulation simulation = new Simulation(options(1), MAP, Wire.OBJECTS, Sabotage.APPLIES_TORN_RECORDS);
        InvariantViolation violation = assertThrows(
                InvariantViolation.class, () -> simulation.withoutShrinking().run(new Schedule(actions)));
        assertEquals(Invariant.RECOVERS_A_STATE, violation.invariant(), violation.getMessage());
    }

    /** Two that do the very same under one incarnation leave nothing that tells of it, but they still share the name. */
    @Test
    void twoThatGoOnUnderOneIncarnationAreNoticedInTheEnd() {
        List<SimulatedObject<?>> set =
                List.of(new SimulatedObject<>(Key.of("set", GSet.type(String.class)), new GSetSpec()));
        Schedule schedule = new Schedule(List.of(
                new Timed(1000, new Arrival.Fork(3, 0)),
                new Timed(3000, new NodeAction.Operate(0, 7)),
                new Timed(3000, new NodeAction.Operate(3, 7))));
        Simulation simulation = new Simulation(SimulationOptions.quiet(1, 3, 0), set, Wire.OBJECTS);
        InvariantViolation violation = assertThrows(InvariantViolation.class, () -> simulation.run(schedule));
        assertEquals(Invariant.ONE_PAYLOAD_A_DOT, violation.invariant(), violation.getMessage());
        assertTrue(violation.getMessage().contains("it still writes as"), violation.getMessage());
    }

    private static Simulation simulation(long seed, List<SimulatedObject<?>> objects, Wire wire) {
        return new Simulation(options(seed), objects, wire);
    }

    private static SimulationOptions options(long seed) {
        return SimulationOptions.quiet(seed, 3, 0);
    }

    private static Schedule withDamage(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Timed> actions = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            actions.add(new Timed(500L * step, new NodeAction.Operate(random.nextInt(3), random.nextLong())));
        }
        for (int step = DAMAGE_AT; step < DAMAGE_AT + 12; step++) { // nothing may be alive at one moment
            actions.add(new Timed(500L * step, new NodeAction.DamageDisk(step % 3, random.nextLong())));
        }
        actions.sort(Comparator.comparingLong(Timed::at));
        return new Schedule(actions);
    }
}
