package io.crdt.laws.spec;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.type.DWFlag;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link DWFlag}: enabled if it was ever by an enabling that wrote anything, and every disabling was seen by an enabling. */
public record DWFlagSpec() implements CrdtSpec<DWFlag> {

    /** {@link DWFlag#enable}. */
    public record Enable() implements Mutator<DWFlag> {
        @Override
        public Delta<DWFlag> apply(DWFlag flag, ReplicaContext me) {
            return flag.enable(me);
        }

        @Override
        public String toString() {
            return "enable()";
        }
    }

    /** {@link DWFlag#disable}. */
    public record Disable() implements Mutator<DWFlag> {
        @Override
        public Delta<DWFlag> apply(DWFlag flag, ReplicaContext me) {
            return flag.disable(me);
        }

        @Override
        public String toString() {
            return "disable()";
        }
    }

    @Override
    public DWFlag empty() {
        return DWFlag.empty();
    }

    @Override
    public Mutator<DWFlag> randomOperation(RandomGenerator random) {
        return random.nextBoolean() ? new Enable() : new Disable();
    }

    @Override
    public Optional<Oracle<DWFlag, Mutator<DWFlag>>> oracle() {
        return Optional.of(Oracle.of(DWFlag::isEnabled, DWFlagSpec::enabled));
    }

    private static boolean enabled(History<Mutator<DWFlag>> visible) {
        return visible.of(Enable.class::isInstance)
                        .anyMatch(enabling -> !enabling.taken().isEmpty())
                && visible.of(Disable.class::isInstance)
                        .allMatch(disabling -> visible.wasSeenBy(disabling, Enable.class::isInstance));
    }
}
