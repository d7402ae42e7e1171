package io.crdt.causal;

import io.crdt.lattice.Lattice;
import java.util.Objects;

/**
 * A convergent value with its causal context: the lattice that all observed-remove types share.
 *
 * <p>The context says which dots this side knows of. A dot that it covers and the value does not have is dead: that is
 * how a removal is remembered without a tombstone. (Almeida, Shoker, Baquero, <i>Delta State Replicated Data Types</i>,
 * 2018, section 7.)
 *
 * <p>Values on their own, in a test or embedded in another system, are kept as one of these; a {@code Replica} keeps one
 * context for all its values instead.
 *
 * @param <S> the type of the value
 */
public final class Causal<S> implements Lattice<Causal<S>> {

    private final S value;
    private final CausalContext context;

    private Causal(S value, CausalContext context) {
        this.value = value;
        this.context = context;
    }

    /** Returns the value that has seen nothing, for the empty value of a type. */
    public static <S extends Crdt<S, ?>> Causal<S> bottom(S empty) {
        return of(empty, CausalContext.EMPTY);
    }

    /**
     * Returns a value with what it knows of.
     *
     * @throws IllegalArgumentException if a dot lives in the value that the context does not cover
     */
    public static <S extends Crdt<S, ?>> Causal<S> of(S value, CausalContext context) {
        value.store().forEachDot(dot -> {
            if (!context.covers(dot)) {
                throw new IllegalArgumentException("the context " + context + " does not cover the live dot " + dot);
            }
        });
        return new Causal<>(value, context);
    }

    /** Returns the value. */
    public S value() {
        return value;
    }

    /** Returns the dots that this side knows of. */
    public CausalContext context() {
        return context;
    }

    @Override
    public Causal<S> join(Causal<S> other) {
        DotStore<?> store = joinStores(store(), other.store(), context, other.context);
        return with(store, context.join(other.context));
    }

    /** Joins one write in whose dot is not covered yet. */
    Causal<S> joinWrite(Path path, Dot dot, Object payload, DotSet replaced) {
        return with(
                store().with(path, dot, payload, replaced),
                context.withAll(replaced).with(dot));
    }

    Causal<S> joinDelta(Delta<S> delta) {
        return with(storeWith(delta), delta.contextAfter(context));
    }

    private DotStore<?> storeWith(Delta<S> delta) {
        DotStore<?> store = store();
        for (Entry entry : delta.added()) {
            if (!context.covers(entry.dot())) {
                store = store.with(entry.path(), entry.dot(), entry.payload());
            }
        }
        for (Delta.Place place : delta.removed()) {
            store = store.without(place.path(), place.dot());
        }
        return store;
    }

    @SuppressWarnings("unchecked") // both stores are of the type that S reads
    private static <D extends DotStore<D>> D joinStores(
            DotStore<?> left, DotStore<?> right, Coverage mine, Coverage theirs) {
        return ((D) left).join((D) right, mine, theirs);
    }

    private DotStore<?> store() {
        return ((Crdt<?, ?>) value).store();
    }

    @SuppressWarnings("unchecked") // a store of S is read as S
    private <D extends DotStore<D>, C extends Crdt<C, D>> Causal<S> with(DotStore<?> store, CausalContext known) {
        if (store == store() && known == context) {
            return this;
        }
        return new Causal<>((S) ((C) value).withStore((D) store), known);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Causal<?> causal && value.equals(causal.value) && context.equals(causal.context);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, context);
    }

    @Override
    public String toString() {
        return value + " knowing " + context;
    }
}
