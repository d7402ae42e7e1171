package io.crdt.causal;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map from dots to the values they wrote: the dot store of a register, holding one value a concurrent writer.
 *
 * @param <V> the type of the values, immutable and compared by {@code equals}
 */
public sealed interface DotFun<V> extends DotStore<DotFun<V>> permits SingleDotFun, DotTable {

    /** Returns the function of no dot. */
    static <V> DotFun<V> empty() {
        return DotTable.empty();
    }

    /** Returns the number of dots. */
    int size();

    /** Returns the dots. */
    DotSet dots();

    /** Returns the value that the dot wrote, or null if it is not alive here. */
    @Nullable
    V get(Dot dot);

    /** Calls the action with every live dot and its value, in no particular order. */
    void forEach(BiConsumer<? super Dot, ? super V> action);

    /** Returns this function with a value for one more dot and without those that it replaces. */
    DotFun<V> with(Dot dot, V value, DotSet replaced);

    /** Returns this function without the dot. */
    DotFun<V> without(Dot dot);

    @Override
    default boolean isEmpty() {
        return size() == 0;
    }

    @Override
    default DotFun<V> bottom() {
        return empty();
    }

    @Override
    @SuppressWarnings("unchecked") // the type that made the entry says what its payload is
    default DotFun<V> with(Path path, Dot dot, Object payload, DotSet replaced) {
        DotArray.requireEnd(path, "a register");
        return with(dot, (V) payload, replaced);
    }

    @Override
    default DotFun<V> without(Path path, Dot dot) {
        DotArray.requireEnd(path, "a register");
        return without(dot);
    }

    @Override
    default @Nullable Object payload(Path path, Dot dot) {
        return path == Path.end() ? get(dot) : null;
    }

    @Override
    default DotSet dotsAt(Path path) {
        return path == Path.end() ? dots() : DotSet.empty();
    }

    @Override
    default void forEachDot(Consumer<? super Dot> action) {
        forEach((dot, value) -> action.accept(dot));
    }

    @Override
    default void forEachEntry(Consumer<? super Entry> action) {
        forEach((dot, value) -> action.accept(new Entry(Path.end(), dot, value)));
    }
}
