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
    public DotSet dots() {
        return dot();
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
    public DotFun<V> with(Dot dot, V newValue, DotSet replaced) {
        if (isAt(dot)) {
            return this;
        }
        return isIn(replaced) ? new SingleDotFun<>(dot, newValue) : DotTable.of(table().put(dot, newValue));
    }

    @Override
    public DotFun<V> without(Dot dot) {
        return isAt(dot) ? DotFun.empty() : this;
    }

    @Override
    public DotFun<V> join(DotFun<V> other, Coverage mine, Coverage theirs) {
        if (this == other) {
            return this;
        }
        if (other instanceof SingleDotFun<V> single) {
            return joinSingle(single, mine, theirs);
        }
        if (other.isEmpty()) {
            return theirs.covers(origin, seq) ? other : this;
        }
        return DotTable.join(this, other, mine, theirs);
    }

    private DotFun<V> joinSingle(SingleDotFun<V> other, Coverage mine, Coverage theirs) {
        return switch (Alive.afterJoin(origin, seq, other.origin, other.seq, mine, theirs)) {
            case MINE -> this;
            case THEIRS -> other;
            case BOTH -> DotTable.of(table().put(other.dot(), other.value));
            case NEITHER -> DotFun.empty();
        };
    }

    private boolean isIn(DotSet dots) {
        return dots instanceof Dot dot ? isAt(dot) : !dots.isEmpty() && dots.contains(dot());
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
