package io.crdt.causal;

/**
 * A convergent value: an immutable typed reading of a dot store, without its context.
 *
 * <p>Implementations are records over one {@link DotStore}. Their mutators return a {@link Delta}, never a new value: a
 * change is nothing until it is applied, and it is applied where the context is kept.
 *
 * @param <S> the type itself
 * @param <D> the type of its store
 */
public interface Crdt<S extends Crdt<S, D>, D extends DotStore<D>> {

    /** Returns the live dots that this value reads. */
    D store();

    /** Returns the same reading of another store. */
    S withStore(D store);
}
