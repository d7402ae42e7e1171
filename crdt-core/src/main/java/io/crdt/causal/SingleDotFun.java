package io.crdt.causal;

import io.crdt.internal.PersistentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The function of one dot, by far the most frequent one; the dot's parts stand inline to save an object an entry. */
final class SingleDotFun<V> implements DotFun<V> {

    private final Incarnation origin;
    private final long seq;
    private final V value;

    SingleDotFun(Dot dot, V value) {
        origin = dot.origin();
        seq = dot.seq();
        this.value = value;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public @Nullable V get(Dot dot) {
        return isAt(dot) ? value : null;
    }

    @Override
    public void forEach(BiConsumer<? super Dot, ? super V> action) {
        action.accept(dot(), value);
    }

    @Override
    public DotFun<V> with(Dot dot, V newValue) {
        return isAt(dot) ? this : DotTable.of(table().put(dot, newValue));
    }

    @Override
    public DotFun<V> without(Dot dot) {
        return isAt(dot) ? DotFun.empty() : this;
    }

    @Override
    public DotFun<V> join(DotFun<V> other, Coverage mine, Coverage theirs) {
        return this == other ? this : DotTable.join(this, other, mine, theirs);
    }

    PersistentMap<Dot, V> table() {
        return PersistentMap.<Dot, V>empty().put(dot(), value);
    }

    private boolean isAt(Dot dot) {
        return seq == dot.seq() && origin.equals(dot.origin());
    }

    private Dot dot() {
        return new Dot(origin, seq);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof SingleDotFun<?> single
                        && seq == single.seq
                        && origin.equals(single.origin)
                        && value.equals(single.value);
    }

    @Override
    public int hashCode() {
        return dot().hashCode() ^ value.hashCode();
    }

    @Override
    public String toString() {
        return "{" + dot() + "=" + value + "}";
    }
}
