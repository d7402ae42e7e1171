package io.crdt.replica;

import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotSet;
import io.crdt.causal.DotStore;

/**
 * How a dot store is nested: so many maps around a set or a function. With it a replica keeps and passes on objects of
 * types it has never heard of.
 *
 * @param maps how many maps are around the innermost store
 * @param carriesValues whether that store is a {@link DotFun} rather than a {@link DotSet}
 */
public record Shape(int maps, boolean carriesValues) {

    /** Types nest at most so deep, which bounds the recursion that a hostile peer could ask for. */
    public static final int MAX_MAPS = 32;

    public Shape {
        if (maps < 0 || maps > MAX_MAPS) {
            throw new IllegalArgumentException("maps nest 0 to " + MAX_MAPS + " deep, but here " + maps);
        }
    }

    /** Returns the shape of the store. */
    public static Shape of(DotStore<?> store) {
        int maps = 0;
        DotStore<?> inner = store;
        while (inner instanceof DotMap<?, ?> map) {
            maps++;
            inner = map.valueBottom();
        }
        return new Shape(maps, inner instanceof DotFun<?>);
    }

    /** Returns the empty store of this shape. */
    public DotStore<?> bottom() {
        DotStore<?> store = carriesValues ? DotFun.empty() : DotSet.empty();
        for (int i = 0; i < maps; i++) {
            store = around(store);
        }
        return store;
    }

    @SuppressWarnings("unchecked") // every store is a store of its own type
    private static <D extends DotStore<D>> DotStore<?> around(DotStore<?> values) {
        return DotMap.empty((D) values);
    }

    @Override
    public String toString() {
        return "DotMap of ".repeat(maps) + (carriesValues ? "DotFun" : "DotSet");
    }
}
