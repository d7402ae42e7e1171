package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.causal.Causal;
import io.crdt.causal.Delta;
import io.crdt.causal.Incarnation;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.contract.LawsContract;
import io.crdt.laws.spec.BoundedCounterSpec;
import io.crdt.type.BoundedCounter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class BoundedCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new BoundedCounterSpec();
    }

    /** Also in states that lack a cause, of which the oracle says nothing. */
    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    void theValueIsNeverBelowItsBoundInWhicheverOrderDeltasCome(@ForAll long seed) {
        var execution = Execution.of(new BoundedCounterSpec(), seed, 4, 60);
        for (var step : execution.steps()) {
            BoundedCounter counter = step.after().value();
            assertTrue(counter.value() >= counter.bound(), execution::toString);
        }
    }

    /** Nobody ever has more than the value is above the bound; so the rights, all together, are neither lost nor made. */
    @Property(tries = 250, shrinking = ShrinkingMode.OFF)
    void theRightsOfAllAreWhatTheValueIsAboveTheBound(@ForAll long seed) {
        var execution = Execution.of(new BoundedCounterSpec(), seed, 4, 60);
        for (var step : execution.steps()) {
            if (execution.isCausal(step.seen())) {
                BoundedCounter counter = step.after().value();
                Set<Incarnation> all = new HashSet<>(counter.store().keySet());
                counter.store().asMap().values().forEach(row -> all.addAll(row.keySet()));
                long rights = all.stream().mapToLong(counter::rights).sum();
                assertTrue(rights == counter.value() - counter.bound(), execution::toString);
            }
        }
    }

    /** In this execution and its continuation 35 operations in a row ask for rights that nobody has. */
    @Example
    void operationsThatAreRefusedForLongAreNoOperationsThatDoNothing() {
        Laws.of(new BoundedCounterSpec()).only(Law.SOMETHING_HAPPENS).check(-1619297L);
    }

    /** A check that cannot fail is no check. */
    @Example
    void aCounterThatDoesNotAskForRightsIsRejected() {
        CrdtSpec<BoundedCounter> careless = new CrdtSpec<>() {
            private final BoundedCounterSpec sound = new BoundedCounterSpec();

            @Override
            public BoundedCounter empty() {
                return sound.empty();
            }

            @Override
            public Mutator<BoundedCounter> randomOperation(RandomGenerator random) {
                return sound.randomOperation(random);
            }

            @Override
            public Delta<BoundedCounter> operate(
                    Mutator<BoundedCounter> operation, Causal<BoundedCounter> state, ReplicaContext me) {
                BoundedCounter counter = state.value();
                if (operation instanceof BoundedCounterSpec.Decrement decrement && counter.value() > counter.bound()) {
                    var seen = counter.store().at(me.origin()).at(me.origin());
                    long[] own = {-decrement.amount()};
                    seen.forEach((dot, total) -> own[0] += total);
                    return Delta.write(Path.of(me.origin()).under(me.origin()), me.nextDot(), own[0], seen);
                }
                return operation.apply(counter, me);
            }

            @Override
            public Optional<Oracle<BoundedCounter, Mutator<BoundedCounter>>> oracle() {
                return sound.oracle();
            }
        };
        Laws laws = Laws.of(careless).only(Law.VALUE_AGREES_WITH_ORACLE);
        assertThrows(LawViolation.class, () -> laws.check(0, 200));
    }
}
