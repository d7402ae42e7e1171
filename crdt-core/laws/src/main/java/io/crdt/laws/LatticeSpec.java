package io.crdt.laws;

import io.crdt.causal.ReplicaContext;
import io.crdt.lattice.Lattice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * The description of a plain lattice that its laws are checked by: one that needs no dots, such as a maximum. Its
 * operations yield the new state, which is its own delta.
 *
 * @param <L> the type
 */
public non-sealed interface LatticeSpec<L extends Lattice<L>> extends Subject<L, L, BiFunction<L, ReplicaContext, L>> {

    @Override
    default String name() {
        return bottom().getClass().getSimpleName();
    }

    /** Returns what says which value must come out, if there is one. */
    default Optional<Oracle<L, BiFunction<L, ReplicaContext, L>>> oracle() {
        return Optional.empty();
    }

    /** Returns how values become bytes, if they do. */
    default Optional<Encoding<L>> encoding() {
        return Optional.empty();
    }

    /** Returns the irreducible values that a value is the join of; the value itself if it cannot be taken apart. */
    @Override
    default List<L> parts(L state) {
        return state.equals(bottom()) ? List.of() : List.of(state);
    }

    @Override
    default List<L> split(L delta) {
        return parts(delta);
    }

    @Override
    default Optional<byte[]> encode(L state) {
        return encoding()
                .map(encoding -> Objects.requireNonNull(encoding.encode(state), "encode() must not return null"));
    }

    @Override
    default L decode(byte[] bytes, L original) {
        return Objects.requireNonNull(encoding().orElseThrow().decode(bytes), "decode() must not return null");
    }

    @Override
    BiFunction<L, ReplicaContext, L> randomOperation(RandomGenerator random);

    @Override
    default L operate(BiFunction<L, ReplicaContext, L> operation, L state, ReplicaContext me) {
        return operation.apply(state, me);
    }

    @Override
    default L mutated(L state, L delta) {
        return delta;
    }

    @Override
    default L apply(L delta, L state) {
        return state.join(delta);
    }

    @Override
    default L group(L first, L second) {
        return first.join(second);
    }

    @Override
    default L join(L left, L right) {
        return left.join(right);
    }

    @Override
    default boolean leq(L lower, L upper) {
        return lower.leq(upper);
    }

    /** Returns nothing: a lattice without dots only grows. */
    @Override
    default Optional<L> reset(L state, ReplicaContext me) {
        return Optional.empty();
    }

    @Override
    default boolean isBlank(L state) {
        return state.equals(bottom());
    }

    @Override
    default Optional<Oracle<L, BiFunction<L, ReplicaContext, L>>> stateOracle() {
        return oracle();
    }

    @Override
    default String show(L state) {
        return state.toString();
    }
}
