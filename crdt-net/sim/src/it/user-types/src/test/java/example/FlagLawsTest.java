package example;

import io.crdt.laws.Subject;
import io.crdt.laws.contract.LawsContract;
import io.crdt.sim.Simulation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Under jqwik. */
class FlagLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new FlagSpec();
    }

    @Property(tries = 10)
    void convergesInTheSimulator(@ForAll long seed) {
        Simulation.of(new FlagSpec(), seed).run();
    }
}
