package io.crdt.laws;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crdt.causal.Causal;
import io.crdt.causal.Delta;
import io.crdt.causal.Path;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.contract.LawsContract;
import io.crdt.type.ResettableCounter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;

class ResettableCounterLawsTest implements LawsContract {

    @Override
    public Subject<?, ?, ?> subject() {
        return new ResettableCounterSpec();
    }

    /** PITFALL 9: what a map does that removes a key without asking the value. */
    @Example
    void aResetThatOnlyLetsDotsDieIsRejected() {
        CrdtSpec<ResettableCounter> forgetful = new CrdtSpec<>() {
            private final ResettableCounterSpec sound = new ResettableCounterSpec();

            @Override
            public ResettableCounter empty() {
                return sound.empty();
            }

            @Override
            public Mutator<ResettableCounter> randomOperation(RandomGenerator random) {
                return sound.randomOperation(random);
            }

            @Override
            public Delta<ResettableCounter> operate(
                    Mutator<ResettableCounter> operation, Causal<ResettableCounter> state, ReplicaContext me) {
                ResettableCounter counter = state.value();
                return operation instanceof ResettableCounterSpec.Reset && !counter.isReset()
                        ? Delta.remove(Path.end(), me.nextDot(), counter.store())
                        : operation.apply(counter, me);
            }

            @Override
            public Optional<Oracle<ResettableCounter, Mutator<ResettableCounter>>> oracle() {
                return sound.oracle();
            }
        };
        Laws laws = Laws.of(forgetful).only(Law.VALUE_AGREES_WITH_ORACLE);
        assertThrows(LawViolation.class, () -> laws.check(0, 200));
    }
}
