package io.crdt.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.VersionVector;
import io.crdt.codec.Codec;
import io.crdt.codec.MessageCodec;
import io.crdt.laws.spec.MVRegisterSpec;
import io.crdt.protocol.Message.Push;
import io.crdt.replica.Key;
import io.crdt.replica.ReplicaState;
import io.crdt.replica.StateDelta;
import io.crdt.type.MVRegister;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a quiet network may cost, as the simulator measures it. */
class SimulationBarsTest {

    private static final double MOST_IDLE_BYTES = 40;
    private static final int WRITES = 1_000;

    /** Fourteen writes a second, by any of fifteen nodes, of objects of all types. */
    @ParameterizedTest
    @CsvSource({"MESH, 1.15", "DISCOVERY, 1.15", "STAR, 1.05", "TREE, 1.05", "CHAIN, 1.05", "RING, 1.05"})
    void hardlyAnythingIsDeliveredTwice(Topology topology, double most) {
        SimulationOptions options =
                SimulationOptions.quiet(1, 15, 400).withTopology(topology).withMaxRedundancy(most);
        SimulationResult result = new Simulation(options).withoutShrinking().run();
        System.out.printf(
                "%-9s %.3f entries delivered for each new one, %.1f B an idle link and round%n",
                topology, result.bytes().redundantRatio(), result.bytes().idlePerLinkRound());
        assertTrue(result.bytes().redundantRatio() <= most, result::toString);
        assertTrue(result.bytes().idlePerLinkRound() <= MOST_IDLE_BYTES, result::toString);
    }

    /** All that either side sends is counted, from the first hello on: also the idle rounds at the end. */
    @Test
    void aSyncAfterAnAbsenceCostsLittleMoreThanWhatDiffers() {
        List<Schedule.Timed> actions = new ArrayList<>();
        actions.add(new Schedule.Timed(0, new NodeAction.Crash(1, 0, false, 60_000)));
        for (int i = 0; i < WRITES; i++) {
            actions.add(new Schedule.Timed(10 + i, new NodeAction.Operate(0, i)));
        }
        List<SimulatedObject<?>> objects = new ArrayList<>();
        for (int i = 0; i < WRITES; i++) {
            objects.add(new SimulatedObject<>(
                    Key.of("register " + i, MVRegister.type(String.class)), new MVRegisterSpec()));
        }
        World world = new World(SimulationOptions.quiet(1, 2, 0), Wire.OBJECTS, Conduct.RIGHT, World.Variant.NONE, 0);
        Run run = new Run(world, new Schedule(actions), objects);
        run.run();
        ReplicaState state = run.nodes().present().get(0).disk().acknowledged();
        StateDelta all = state.deltaSince(VersionVector.EMPTY);
        long entries = MessageCodec.of(Codec.standard())
                .encode(new Push(new StateDelta(all.from(), all.to(), all.objects(), List.of(), all.chains(), null)))
                .length;
        System.out.printf(
                "sync of %d entries: %.0f B, entries alone %d B%n",
                state.size(), run.costs().bytes(), entries);
        assertTrue(state.size() > 100 && run.costs().bytes() <= 1.2 * entries);
    }
}
