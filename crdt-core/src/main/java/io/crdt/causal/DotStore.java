package io.crdt.causal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of live dots, arranged so that a type can read it: {@link DotSet}, {@link DotFun}, {@link DotMap}
 * or {@link DotPair}.
 *
 * <p>The two readings of a store meet here. As a whole it joins with another under both causal contexts: a dot survives
 * if both sides have it, or if one has it and the other has never heard of it. Dot by dot it takes and loses single
 * {@linkplain Entry entries}, which is how deltas are applied in time O(log n) a dot.
 *
 * @param <D> the type itself
 */
public sealed interface DotStore<D extends DotStore<D>> permits DotSet, DotFun, DotMap, DotPair {

    /** Tells whether no dot is alive here. */
    boolean isEmpty();

    /** Returns the empty store of the same shape. */
    D bottom();

    /** Returns the causal join of two stores; {@code mine} and {@code theirs} is what each side knows of. */
    D join(D other, Coverage mine, Coverage theirs);

    /**
     * Returns this store with one more live dot.
     *
     * @throws IllegalArgumentException if the path does not fit the shape of this store
     */
    default D with(Path path, Dot dot, Object payload) {
        return with(path, dot, payload, DotSet.empty());
    }

    /**
     * Returns this store with one more live dot and without those at the same path that it replaces.
     *
     * @throws IllegalArgumentException if the path does not fit the shape of this store
     */
    D with(Path path, Dot dot, Object payload, DotSet replaced);

    /** Returns this store without the dot; the same store if it is not there. */
    D without(Path path, Dot dot);

    /** Returns what the dot carries there, or null if it is not alive at that place. */
    @Nullable
    Object payload(Path path, Dot dot);

    /** Returns the dots that are alive at that place; none if the path does not lead to a {@link DotSet} or {@link DotFun}. */
    DotSet dotsAt(Path path);

    /** Calls the action with every live dot, in no particular order. */
    void forEachDot(Consumer<? super Dot> action);

    /** Calls the action with every entry, in no particular order. */
    void forEachEntry(Consumer<? super Entry> action);
}
