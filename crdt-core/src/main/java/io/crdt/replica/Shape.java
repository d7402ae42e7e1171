package io.crdt.replica;

import io.crdt.causal.DotFun;
import io.crdt.causal.DotMap;
import io.crdt.causal.DotPair;
import io.crdt.causal.DotSet;
import io.crdt.causal.DotStore;
import io.crdt.causal.Entry;
import io.crdt.causal.Path;
import io.crdt.causal.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a dot store is nested. With it a replica keeps and passes on objects of types it has never heard of.
 *
 * <p>Types nest at most {@value #MAX_DEPTH} deep and have at most {@value #MAX_SIZE} stores, which bounds what a hostile
 * peer could ask for.
 */
public sealed interface Shape {

    /** How deep stores nest at most. */
    int MAX_DEPTH = 32;

    /** How many stores, maps and pairs included, a shape has at most. */
    int MAX_SIZE = 64;

    /** Returns the shape of the store. */
    static Shape of(DotStore<?> store) {
        if (store instanceof DotMap<?, ?> map) {
            return new MapOf(of(map.valueBottom()));
        }
        if (store instanceof DotPair<?, ?> pair) {
            return new PairOf(of(pair.first()), of(pair.second()));
        }
        return new Leaf(store instanceof DotFun<?>);
    }

    /** What shapes there are, for those who write and read them: a switch that leaves one of them out does not compile. */
    enum Kind {
        /** A {@link DotSet}: paths end here, and entries carry nothing. */
        DOTS,
        /** A {@link DotFun}: paths end here, and entries carry values. */
        VALUES,
        /** A {@link DotMap}: the next step is a key. */
        MAP,
        /** A {@link DotPair}: the next step is a side. */
        PAIR
    }

    /** Tells which kind of shape it is. */
    Kind kind();

    /** Returns the shapes that are nested in it, in their order. */
    List<Shape> parts();

    /** Returns the empty store of this shape. */
    DotStore<?> bottom();

    /** Returns the shape of the given number of maps around this one. */
    default Shape inMaps(int maps) {
        Shape shape = this;
        for (int i = 0; i < maps; i++) {
            shape = new MapOf(shape);
        }
        return shape;
    }

    /** Returns how deep it nests; 0 for a leaf. */
    int depth();

    /** Returns how many stores it has, maps and pairs included. */
    int size();

    /** Returns the shape that the first step of a path leads to, or null if there is no such step. */
    @Nullable
    Shape after(Object key);

    /** Tells whether the entry's path leads to a leaf, neither short of it nor beyond, that takes what the entry carries. */
    default boolean hasPlaceFor(Entry entry) {
        Shape place = this;
        Path path = entry.path();
        while (place != null && path instanceof Path.Step step) {
            place = place.after(step.key());
            path = step.rest();
        }
        if (place == null) {
            return false;
        }
        return switch (place.kind()) {
            case DOTS -> entry.payload() == Unit.UNIT;
            case VALUES -> entry.payload() != Unit.UNIT;
            case MAP, PAIR -> false;
        };
    }

    /**
     * A {@link DotSet} or {@link DotFun}.
     *
     * @param carriesValues whether it is a {@link DotFun}
     */
    record Leaf(boolean carriesValues) implements Shape {
        @Override
        public Kind kind() {
            return carriesValues ? Kind.VALUES : Kind.DOTS;
        }

        @Override
        public List<Shape> parts() {
            return List.of();
        }

        @Override
        public DotStore<?> bottom() {
            return carriesValues ? DotFun.empty() : DotSet.empty();
        }

        @Override
        public int depth() {
            return 0;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public @Nullable Shape after(Object key) {
            return null;
        }

        @Override
        public String toString() {
            return carriesValues ? "DotFun" : "DotSet";
        }
    }

    /**
     * A {@link DotMap}.
     *
     * @param values the shape of its nested stores
     */
    record MapOf(Shape values) implements Shape {
        public MapOf {
            requireWithinLimits(1 + values.depth(), 1 + values.size());
        }

        @Override
        public Kind kind() {
            return Kind.MAP;
        }

        @Override
        public List<Shape> parts() {
            return List.of(values);
        }

        @Override
        public DotStore<?> bottom() {
            return map(values.bottom());
        }

        @SuppressWarnings("unchecked") // every store is a store of its own type
        private static <D extends DotStore<D>> DotStore<?> map(DotStore<?> values) {
            return DotMap.empty((D) values);
        }

        @Override
        public int depth() {
            return 1 + values.depth();
        }

        @Override
        public int size() {
            return 1 + values.size();
        }

        @Override
        public Shape after(Object key) {
            return values;
        }

        @Override
        public String toString() {
            return "DotMap of " + values;
        }
    }

    /**
     * A {@link DotPair}.
     *
     * @param first the shape of its first part
     * @param second the shape of its second part
     */
    record PairOf(Shape first, Shape second) implements Shape {
        public PairOf {
            requireWithinLimits(1 + Math.max(first.depth(), second.depth()), 1 + first.size() + second.size());
        }

        @Override
        public Kind kind() {
            return Kind.PAIR;
        }

        @Override
        public List<Shape> parts() {
            return List.of(first, second);
        }

        @Override
        public DotStore<?> bottom() {
            return pair(first.bottom(), second.bottom());
        }

        @SuppressWarnings("unchecked") // every store is a store of its own type
        private static <A extends DotStore<A>, B extends DotStore<B>> DotStore<?> pair(
                DotStore<?> first, DotStore<?> second) {
            return new DotPair<>((A) first, (B) second);
        }

        @Override
        public int depth() {
            return 1 + Math.max(first.depth(), second.depth());
        }

        @Override
        public int size() {
            return 1 + first.size() + second.size();
        }

        @Override
        public @Nullable Shape after(Object key) {
            return key == DotPair.Side.FIRST ? first : key == DotPair.Side.SECOND ? second : null;
        }

        @Override
        public String toString() {
            return "(" + first + ", " + second + ")";
        }
    }

    private static void requireWithinLimits(int depth, int size) {
        if (depth > MAX_DEPTH || size > MAX_SIZE) {
            throw new IllegalArgumentException("a shape nests at most " + MAX_DEPTH + " deep and has at most "
                    + MAX_SIZE + " stores, but this one nests " + depth + " deep and has " + size);
        }
    }
}
