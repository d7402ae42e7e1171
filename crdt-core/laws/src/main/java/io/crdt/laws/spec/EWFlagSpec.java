package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.EWFlag;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link EWFlag}: enabled if there is an enabling that no disabling has seen. */
public record EWFlagSpec() implements CrdtSpec<EWFlag> {

    /** {@link EWFlag#enable}. */
    public record Enable() implements Mutator<EWFlag> {
        @Override
        public Delta<EWFlag> apply(EWFlag flag, ReplicaContext me) {
            return flag.enable(me);
        }

        @Override
        public String toString() {
            return "enable()";
        }
    }

    /** {@link EWFlag#disable}. */
    public record Disable() implements Mutator<EWFlag> {
        @Override
        public Delta<EWFlag> apply(EWFlag flag, ReplicaContext me) {
            return flag.disable(me);
        }

        @Override
        public String toString() {
            return "disable()";
        }
    }

    @Override
    public EWFlag empty() {
        return EWFlag.empty();
    }

    @Override
    public Mutator<EWFlag> randomOperation(RandomGenerator random) {
        return random.nextBoolean() ? new Enable() : new Disable();
    }

    @Override
    public Optional<Oracle<EWFlag, Mutator<EWFlag>>> oracle() {
        return Optional.of(Oracle.of(EWFlag::isEnabled, EWFlagSpec::enabled));
    }

    private static boolean enabled(History<Mutator<EWFlag>> visible) {
        return visible.of(Enable.class::isInstance)
                .anyMatch(enabling -> !visible.wasSeenBy(enabling, Disable.class::isInstance));
    }
}
