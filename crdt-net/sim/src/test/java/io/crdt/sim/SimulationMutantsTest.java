package io.crdt.sim;

import static io.crdt.sim.Tampering.pushes;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.protocol.Message;
import io.crdt.protocol.Message.Have;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Key;
import io.crdt.replica.StateDelta;
import io.crdt.sim.Tampering.Miscounted;
import io.crdt.type.GCounter;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is broken on purpose has to be noticed, and called by its name. */
class SimulationMutantsTest {

    private static final int SEEDS = 20;
    private static final int ENOUGH = 3;

    @Test
    void tellingBeforePersistingIsNoticed() {
        requireNoticed(Sabotage.SHARES_BEFORE_PERSISTING, Invariant.PERSISTED_FIRST);
    }

    @Test
    void anIncarnationUsedAgainIsNoticed() {
        requireNoticed(Sabotage.REUSES_INCARNATIONS, Invariant.ONE_PAYLOAD_A_DOT);
    }

    @Test
    void aForgetfulDiskIsNoticed() {
        requireNoticed(Sabotage.FORGETS_ON_RESTART, Invariant.KEEPS_WHAT_WAS_PERSISTED);
    }

    @Test
    void whoDoesNotFindOutThatItWasRetiredIsNoticed() {
        requireNoticed(
                Wire.OBJECTS,
                Sabotage.OVERLOOKS_ITS_RETIREMENT,
                EnumSet.of(Invariant.CONVERGES),
                options -> options.withTopology(Topology.DISCOVERY));
    }

    @Test
    void damageThatIsNeverRepairedIsNoticed() {
        requireNoticed(
                message -> message instanceof Message.Repair ? null : message,
                Conduct.RIGHT,
                EnumSet.of(Invariant.CONVERGES),
                options -> options.withFaults(Faults.none().with(Fault.DAMAGE, 0.01)));
    }

    @Test
    void aForkThatIsNeverRepairedIsNoticed() {
        requireNoticed(
                message -> message instanceof Message.Repair ? null : message,
                Conduct.RIGHT,
                EnumSet.of(Invariant.CONVERGES),
                options -> options.withFaults(Faults.none().with(Fault.FORK, 0.01)));
    }

    @Test
    void aDeltaWithoutItsEntriesIsNoticed() {
        requireNoticed(pushes(Tampering::withoutEntries), Invariant.NO_OVERCLAIM);
    }

    @Test
    void aDeltaThatLacksOneObjectIsNoticed() {
        requireNoticed(
                pushes(delta -> delta.objects().size() < 2
                        ? delta
                        : Tampering.with(
                                delta,
                                delta.objects().subList(1, delta.objects().size()))),
                Invariant.NO_OVERCLAIM);
    }

    @Test
    void aDeltaWithoutItsRemovalsIsNoticed() {
        requireNoticed(pushes(Tampering::withoutRemovals), Invariant.NO_RESURRECTION);
    }

    @Test
    void aDeltaWithoutItsSurvivorsIsNoticed() {
        requireNoticed(
                pushes(delta -> new StateDelta(
                        delta.from(), delta.to(), delta.objects(), delta.removals(), delta.chains(), null)),
                Invariant.NO_RESURRECTION);
    }

    @Test
    void aDeltaAppliedBeforeItsBaseIsNoticed() {
        requireNoticed(
                pushes(delta -> new StateDelta(
                        VersionVector.EMPTY,
                        delta.to(),
                        delta.objects(),
                        delta.removals(),
                        delta.chains(),
                        delta.survivors())),
                Invariant.NO_OVERCLAIM,
                Invariant.NO_RESURRECTION,
                Invariant.EQUAL_CONTEXTS_EQUAL_STATES);
    }

    @Test
    void aContextThatRunsAheadIsNoticed() {
        requireNoticed(
                pushes(delta -> {
                    VersionVector[] ahead = {delta.to()};
                    delta.to().forEach((origin, seq) -> ahead[0] = ahead[0].advancedTo(origin, seq + 1));
                    return new StateDelta(
                            delta.from(),
                            ahead[0],
                            delta.objects(),
                            delta.removals(),
                            delta.chains(),
                            delta.survivors());
                }),
                Invariant.NO_OVERCLAIM,
                Invariant.CAUSAL);
    }

    @Test
    void anOriginNobodyKnowsIsNoticed() {
        requireNoticed(
                pushes(delta -> new StateDelta(
                        delta.from(),
                        delta.to().advancedTo(new Incarnation(1, 2), 1),
                        delta.objects(),
                        delta.removals(),
                        delta.chains(),
                        delta.survivors())),
                Invariant.NO_OVERCLAIM);
    }

    @Test
    void aPayloadThatChangesOnTheWayIsNoticed() {
        requireNoticed(pushes(delta -> Tampering.entries(delta, Tampering::later)), Invariant.ONE_PAYLOAD_A_DOT);
    }

    @Test
    void peersThatNeverGetAnythingAreNoticed() {
        requireNoticed(message -> message instanceof Push ? null : message, Invariant.CONVERGES);
    }

    @Test
    void aQuestionThatIsNeverHeardIsNoticed() {
        requireNoticed(
                message -> message instanceof Have || message instanceof Message.Probe ? null : message,
                Invariant.CONVERGES);
    }

    @Test
    void aTypeThatDoesNotDoWhatItsOracleSaysIsNoticed() {
        Miscounted wrong = new Miscounted(0);
        List<SimulatedObject<?>> objects = List.of(new SimulatedObject<>(Key.of("n", GCounter.type()), wrong));
        InvariantViolation violation = assertThrows(
                InvariantViolation.class,
                () -> new Simulation(SimulationOptions.quiet(1, 2, 50), objects, Wire.OBJECTS).run());
        assertTrue(violation.invariant() == Invariant.MATCHES_ORACLE, violation.getMessage());
        String replay = "Replay with: Simulation.of(spec, 7L).run(), where spec describes GCounter";
        Simulation simulation = Simulation.of(wrong, 7);
        String message = assertThrows(InvariantViolation.class, simulation::run).getMessage();
        assertTrue(message.contains(replay), message);
    }

    @Test
    void aViolationNamesItsSeedTheWayToReplayItAndWhatHappened() {
        SimulationOptions options = SimulationOptions.ofSeed(3);
        Simulation simulation = new Simulation(
                options, SimulatedObject.defaults(), message -> message instanceof Push ? null : message);
        String message = assertThrows(InvariantViolation.class, simulation::run).getMessage();
        assertTrue(message.contains("invariant 6"), message);
        assertTrue(
                message.contains("new Simulation(SimulationOptions.ofSeed(3L), SimulatedObject.defaults(), wire)"),
                message);
        assertTrue(message.contains("sends on link"), message);
    }

    private static void requireNoticed(Wire wire, Invariant first, Invariant... more) {
        requireNoticed(wire, Conduct.RIGHT, EnumSet.of(first, more));
    }

    private static void requireNoticed(Conduct sabotage, Invariant first, Invariant... more) {
        requireNoticed(Wire.OBJECTS, sabotage, EnumSet.of(first, more));
    }

    private static void requireNoticed(Wire wire, Conduct sabotage, EnumSet<Invariant> names) {
        requireNoticed(wire, sabotage, names, options -> options);
    }

    /** Several seeds have to notice it, and at least one of them under one of the names; more are not tried then. */
    private static void requireNoticed(
            Wire wire, Conduct sabotage, EnumSet<Invariant> names, UnaryOperator<SimulationOptions> change) {
        EnumSet<Invariant> found = EnumSet.noneOf(Invariant.class);
        int noticed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                SimulationOptions options =
                        change.apply(SimulationOptions.ofSeed(seed).withFaults(Faults.all()));
                SimulationResult result = new Simulation(options, SimulatedObject.defaults(), wire, sabotage)
                        .withoutShrinking()
                        .run();
                assertTrue(result.steps() > 0);
            } catch (InvariantViolation violation) {
                noticed++;
                found.add(violation.invariant());
            }
            if (noticed >= ENOUGH && found.stream().anyMatch(names::contains)) {
                return;
            }
        }
        fail(noticed + " of " + SEEDS + " seeds notice it, as " + found + "; expected " + ENOUGH + ", and one of "
                + names);
    }
}
