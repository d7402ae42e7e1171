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

    /**
     * Returns this value as it will be once the delta, just made from it, has been applied. With it one change can be made
     * of several mutations of which the later ones see the earlier:
     *
     * <pre>{@code
     * var first = counter.increment(me, 1);
     * return first.join(counter.after(first).increment(me, 2));
     * }</pre>
     */
    default S after(Delta<S> delta) {
        D changed = store();
        for (Entry entry : delta.added()) {
            changed = changed.with(entry.path(), entry.dot(), entry.payload());
        }
        for (Delta.Place place : delta.removed()) {
            changed = changed.without(place.path(), place.dot());
        }
        return withStore(changed);
    }
}
