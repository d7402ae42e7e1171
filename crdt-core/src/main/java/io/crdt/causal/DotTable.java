package io.crdt.causal;

import io.crdt.internal.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The function of no dot or of several. A single one is a {@link SingleDotFun}, so equal functions are of one class. */
final class DotTable<V> implements DotFun<V> {

    private static final DotTable<?> EMPTY = new DotTable<>(PersistentMap.empty());

    private final PersistentMap<Dot, V> values;

    private DotTable(PersistentMap<Dot, V> values) {
        this.values = values;
    }

    @SuppressWarnings("unchecked") // holds no value
    static <V> DotTable<V> empty() {
        return (DotTable<V>) EMPTY;
    }

    static <V> DotFun<V> join(DotFun<V> left, DotFun<V> right, Coverage mine, Coverage theirs) {
        PersistentMap<Dot, V> leftTable = table(left);
        PersistentMap<Dot, V> joined = leftTable.merge(table(right), new PersistentMap.Merger<Dot, V>() {
            @Override
            public @Nullable V left(Dot dot, V value) {
                return theirs.covers(dot) ? null : value;
            }

            @Override
            public @Nullable V right(Dot dot, V value) {
                return mine.covers(dot) ? null : value;
            }

            @Override
            public V both(Dot dot, V value, V same) {
                return value;
            }
        });
        return joined == leftTable ? left : of(joined);
    }

    static <V> DotFun<V> of(PersistentMap<Dot, V> values) {
        if (values.size() > 1) {
            return new DotTable<>(values);
        }
        for (var only : values) {
            return new SingleDotFun<>(only.getKey(), only.getValue());
        }
        return empty();
    }

    private static <V> PersistentMap<Dot, V> table(DotFun<V> fun) {
        return fun instanceof SingleDotFun<V> single ? single.table() : ((DotTable<V>) fun).values;
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public DotSet dots() {
        return DotSet.of(values.keySet());
    }

    @Override
    public @Nullable V get(Dot dot) {
        return values.get(dot);
    }

    @Override
    public void forEach(BiConsumer<? super Dot, ? super V> action) {
        values.forEach(action);
    }

    @Override
    public DotFun<V> with(Dot dot, V value, DotSet replaced) {
        if (values.isEmpty()) {
            return new SingleDotFun<>(dot, value);
        }
        List<Dot> gone = new ArrayList<>();
        replaced.forEachDot(gone::add);
        PersistentMap<Dot, V> rest = values;
        for (Dot each : gone) {
            rest = rest.remove(each);
        }
        PersistentMap<Dot, V> changed = rest.containsKey(dot) ? rest : rest.put(dot, value);
        return changed == values ? this : of(changed);
    }

    @Override
    public DotFun<V> without(Dot dot) {
        PersistentMap<Dot, V> rest = values.remove(dot);
        return rest == values ? this : of(rest);
    }

    @Override
    public DotFun<V> join(DotFun<V> other, Coverage mine, Coverage theirs) {
        return this == other ? this : join(this, other, mine, theirs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DotTable<?> table && values.equals(table.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
