package io.crdt.laws;

import io.crdt.causal.Causal;
import io.crdt.causal.Crdt;
import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The description of a convergent type that its laws are checked by: an empty value, random calls of its mutators, and,
 * strongly advised, an {@link Oracle}; and an {@link Encoding} if its values become bytes. The other methods are what the
 * library does with every type; override them only to see whether the laws notice.
 *
 * @param <S> the type
 */
public non-sealed interface CrdtSpec<S extends Crdt<S, ?>> extends Subject<Causal<S>, Delta<S>, Mutator<S>> {

    /** Returns a description made of its parts, for a type whose laws take but a few lines. */
    static <S extends Crdt<S, ?>> CrdtSpec<S> of(
            S empty, Function<RandomGenerator, ? extends Mutator<S>> operations, Oracle<S, Mutator<S>> oracle) {
        Objects.requireNonNull(oracle, "the oracle must not be null; there is an of(empty, operations) without one");
        return new PlainSpec<>(empty, operations, Optional.of(oracle));
    }

    /** Returns a description without an oracle, by which a type that converges to nonsense keeps all laws. */
    static <S extends Crdt<S, ?>> CrdtSpec<S> of(S empty, Function<RandomGenerator, ? extends Mutator<S>> operations) {
        return new PlainSpec<>(empty, operations, Optional.empty());
    }

    /** Returns the value that nobody has written to. */
    S empty();

    @Override
    Mutator<S> randomOperation(RandomGenerator random);

    /** Returns what says which value must come out, if there is one. */
    default Optional<Oracle<S, Mutator<S>>> oracle() {
        return Optional.empty();
    }

    /** Returns how values become bytes, if they do; it is what is checked for types that go over a wire or to a disk. */
    default Optional<Encoding<S>> encoding() {
        return Optional.empty();
    }

    @Override
    default String name() {
        return empty().getClass().getSimpleName();
    }

    @Override
    default Causal<S> bottom() {
        return Causal.bottom(empty());
    }

    @Override
    default Delta<S> operate(Mutator<S> operation, Causal<S> state, ReplicaContext me) {
        return operation.apply(state.value(), me);
    }

    @Override
    default Causal<S> mutated(Causal<S> state, Delta<S> delta) {
        return apply(delta, state);
    }

    @Override
    default Causal<S> apply(Delta<S> delta, Causal<S> state) {
        return delta.applyTo(state);
    }

    @Override
    default Delta<S> group(Delta<S> first, Delta<S> second) {
        return first.join(second);
    }

    @Override
    default Causal<S> join(Causal<S> left, Causal<S> right) {
        return left.join(right);
    }

    @Override
    default boolean leq(Causal<S> lower, Causal<S> upper) {
        return join(lower, upper).equals(upper);
    }

    @Override
    default List<Causal<S>> parts(Causal<S> state) {
        return Parts.of(state);
    }

    @Override
    default List<Delta<S>> split(Delta<S> delta) {
        return Parts.of(delta);
    }

    @Override
    default Optional<Causal<S>> reset(Causal<S> state, ReplicaContext me) {
        try {
            return Optional.of(state.value().reset(me).applyTo(state));
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    default boolean isBlank(Causal<S> state) {
        return state.value().isBlank();
    }

    @Override
    default Optional<byte[]> encode(Causal<S> state) {
        return encoding()
                .map(encoding ->
                        Objects.requireNonNull(encoding.encode(state.value()), "encode() must not return null"));
    }

    @Override
    default Causal<S> decode(byte[] bytes, Causal<S> original) {
        S decoded = encoding().orElseThrow().decode(bytes);
        return Causal.of(Objects.requireNonNull(decoded, "decode() must not return null"), original.context());
    }

    @Override
    default Optional<Oracle<Causal<S>, Mutator<S>>> stateOracle() {
        return oracle().map(oracle -> Oracle.of(state -> oracle.observed(state.value()), oracle::expected));
    }

    @Override
    default String show(Causal<S> state) {
        return state.value().toString();
    }
}
