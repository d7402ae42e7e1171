package example;

import io.crdt.causal.Delta;
import io.crdt.causal.DotSet;
import io.crdt.causal.ReplicaContext;
import io.crdt.codec.Codec;
import io.crdt.laws.CrdtSpec;
import io.crdt.laws.Encoding;
import io.crdt.laws.History;
import io.crdt.laws.Mutator;
import io.crdt.laws.Oracle;
import io.crdt.sim.WireEncoding;
import java.util.Optional;
import java.util.random.RandomGenerator;

record FlagSpec() implements CrdtSpec<Flag> {

    enum Operation implements Mutator<Flag> {
        RAISE,
        LOWER;

        @Override
        public Delta<Flag> apply(Flag flag, ReplicaContext me) {
            return this == RAISE ? flag.raise(me) : flag.lower(me);
        }
    }

    @Override
    public Flag empty() {
        return new Flag(DotSet.empty());
    }

    @Override
    public Mutator<Flag> randomOperation(RandomGenerator random) {
        return random.nextBoolean() ? Operation.RAISE : Operation.LOWER;
    }

    @Override
    public Optional<Oracle<Flag, Mutator<Flag>>> oracle() {
        return Optional.of(Oracle.of(Flag::isUp, FlagSpec::isUp));
    }

    private static boolean isUp(History<Mutator<Flag>> visible) {
        return visible.of(Operation.RAISE::equals)
                .anyMatch(raise -> !visible.wasSeenBy(raise, Operation.LOWER::equals));
    }

    @Override
    public Optional<Encoding<Flag>> encoding() {
        return Optional.of(new WireEncoding<>(Codec.standard(), empty()));
    }
}
