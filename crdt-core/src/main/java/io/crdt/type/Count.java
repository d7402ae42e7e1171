package io.crdt.type;

import io.crdt.causal.DotMap;
import io.crdt.causal.DotStore;
import io.crdt.causal.StoreIndex;

/**
 * How much a reader finds at all keys of a map together, where that does not follow from the number of keys: a live dot may
 * say <i>removed</i>, and what is at a key may itself be many things.
 *
 * @param <D> the type of the stores at the keys
 */
@FunctionalInterface
interface Count<D> extends StoreIndex<Object, D, Integer> {

    /** Up to this many keys are looked at before an index is built only to learn that a map has anything. */
    int FEW = 8;

    /** Returns how much a reader finds at one key, given what lives there; 0 for the empty store. */
    int at(D store);

    /** Returns 1 for true and 0 for false. */
    static int one(boolean present) {
        return present ? 1 : 0;
    }

    /** Tells whether a reader finds nothing in the map. Where one of the first keys has something, no index is built for that. */
    static <E extends DotStore<E>> boolean isZero(DotMap<?, E> map, Count<? super E> count) {
        int looked = 0;
        for (E store : map.asMap().values()) {
            if (count.of(store) > 0) {
                return false;
            }
            if (++looked == FEW) {
                return map.index(count) == 0;
            }
        }
        return true;
    }

    @Override
    default Integer ofNothing() {
        return 0;
    }

    @Override
    default Integer touched(Integer count, Object key, D before, D after) {
        return count - of(before) + of(after);
    }

    /** What peers wrote may be of other classes than the type reads; it is there all the same. */
    private int of(D store) {
        try {
            return at(store);
        } catch (ClassCastException e) {
            return 1;
        }
    }
}
