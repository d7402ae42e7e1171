package io.crdt.laws;

import io.crdt.causal.Delta;
import io.crdt.causal.ReplicaContext;
import java.util.function.BiFunction;

/**
 * One call of a mutator with its arguments, as a value: {@code add("milk")}. An {@link Oracle} recognizes it by its class,
 * so make it a record; its {@code toString} is what a failure shows.
 *
 * @param <S> the type it changes
 */
@FunctionalInterface
public interface Mutator<S> extends BiFunction<S, ReplicaContext, Delta<S>> {

    /** Returns the delta of the call on a value. */
    @Override
    Delta<S> apply(S value, ReplicaContext me);

    /**
     * Returns what an {@link Evidence} calls operations like this one: the name of the class or constant. Override it if one
     * stands for several things, such as a write of nothing that is a removal.
     */
    default String kind() {
        return this instanceof Enum<?> constant ? constant.name() : Evidence.nameOf(getClass());
    }
}
