package io.crdt.laws;

import io.crdt.causal.Crdt;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What {@link CrdtSpec#of} returns. */
record PlainSpec<S extends Crdt<S, ?>>(
        S empty, Function<RandomGenerator, ? extends Mutator<S>> operations, Optional<Oracle<S, Mutator<S>>> oracle)
        implements CrdtSpec<S> {

    PlainSpec {
        Objects.requireNonNull(empty, "the value that nobody has written to must not be null");
        Objects.requireNonNull(operations, "the function that draws operations must not be null");
    }

    @Override
    public Mutator<S> randomOperation(RandomGenerator random) {
        return operations.apply(random);
    }
}
