package io.crdt.laws;

import io.crdt.causal.Crdt;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What {@link CrdtSpec#of} returns. */
record PlainSpec<S extends Crdt<S, ?>>(
        S empty, Function<RandomGenerator, ? extends Mutator<S>> operations, Oracle<S, Mutator<S>> always)
        implements CrdtSpec<S> {

    @Override
    public Mutator<S> randomOperation(RandomGenerator random) {
        return operations.apply(random);
    }

    @Override
    public Optional<Oracle<S, Mutator<S>>> oracle() {
        return Optional.of(always);
    }
}
