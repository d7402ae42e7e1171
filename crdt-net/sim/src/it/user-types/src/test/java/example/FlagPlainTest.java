package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.laws.Law;
import io.crdt.laws.Laws;
import io.crdt.laws.contract.OtherJvm;
import io.crdt.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Under JUnit alone. */
class FlagPlainTest {

    @ParameterizedTest
    @EnumSource
    void keepsTheLaw(Law law) {
        Laws.of(new FlagSpec()).only(law).check(1, 40);
    }

    @Test
    void hasTheSameBytesInEveryJvm() {
        OtherJvm.requireSameBytes(new FlagSpec());
    }

    @Test
    void convergesInTheSimulator() {
        for (long seed = 1; seed <= 10; seed++) {
            assertTrue(Simulation.of(new FlagSpec(), seed).run().operations() > 0);
        }
    }
}
