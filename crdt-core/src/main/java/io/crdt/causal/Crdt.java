package io.crdt.causal;

import org.jspecify.annotations.Nullable;

/**
 * A convergent value: an immutable typed reading of a dot store, without its context.
 *
 * <p>Implementations are records over one {@link DotStore}. Their mutators return a {@link Delta}, never a new value: a
 * change is nothing until it is applied, and it is applied where the context is kept.
 *
 * <p>What is not abstract here suits every type in which a live dot is something to see and a write leaves nothing behind
 * of what it replaces.
 *
 * @param <S> the type itself
 * @param <D> the type of its store
 */
public interface Crdt<S extends Crdt<S, D>, D extends DotStore<?>> {

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
    @SuppressWarnings("unchecked") // a store of another content is still of its type
    default S after(Delta<S> delta) {
        DotStore<?> changed = store();
        for (Entry entry : delta.added()) {
            changed = changed.with(entry.path(), entry.dot(), entry.payload());
        }
        for (Delta.Place place : delta.removed()) {
            changed = changed.without(place.path(), place.dot());
        }
        return withStore((D) changed);
    }

    /**
     * Takes back everything that was seen here, and nothing else: what a map does to the value of a key that is removed.
     * Nothing happens if nothing is here.
     *
     * <p>A type whose writes carry over what they replace, such as a running total, has to override this: killing what
     * was seen does not take it out of a write that is made at the same time. No law of a type by itself notices a wrong
     * reset; describe one as an operation ({@code io.crdt.laws.Reset}), or check the laws of a map of the type
     * ({@code io.crdt.laws.spec.ORMapSpec}).
     *
     * @throws UnsupportedOperationException always, if a reset would break what the type promises; then no map takes it as
     *     the type of its values
     */
    default Delta<S> reset(ReplicaContext me) {
        return store().isEmpty() ? Delta.none() : Delta.remove(Path.end(), me.nextDot(), store());
    }

    /** Tells whether there is nothing to see: a map of such values does not have the key. */
    default boolean isBlank() {
        return isKeyed() && store() instanceof DotMap<?, ?> map
                ? map.keySet().stream().allMatch(key -> contentAt(key) == null)
                : store().isEmpty();
    }

    /**
     * Tells whether this is read key by key, as sets and maps are, or as one whole value. The keys are those of the
     * outermost map of the store; a type for which these are no reader's concern, such as a counter's incarnations, has to
     * override this.
     */
    default boolean isKeyed() {
        return store() instanceof DotMap;
    }

    /**
     * Returns what a reader finds at a key of the outermost map of the store, or null if he finds nothing there. Watchers
     * are told of the keys where this came, went, or no longer is {@linkplain Object#equals equal}. It must not throw,
     * whatever is in the store: a watcher would miss the whole change.
     *
     * <p>A type in which a live dot at a key does not mean that the key is there, because it says <i>removed</i>, has to
     * override this.
     */
    default @Nullable Object contentAt(Object key) {
        if (!(store() instanceof DotMap<?, ?> map) || !map.containsKey(key)) {
            return null;
        }
        return map.valueBottom() instanceof DotSet ? Unit.UNIT : map.at(key);
    }
}
