package io.crdt.replica;

import io.crdt.causal.Dot;
import io.crdt.causal.Incarnation;
import io.crdt.causal.VersionVector;
import io.crdt.internal.PersistentLongMap;
import io.crdt.internal.PersistentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from dots to values that finds everything beyond a version vector in time O(found + log n): one map
 * sorted by sequence number for each origin.
 */
final class DotIndex<V> {

    private final PersistentMap<Incarnation, PersistentLongMap<V>> origins;
    private final long size;

    private DotIndex(PersistentMap<Incarnation, PersistentLongMap<V>> origins, long size) {
        this.origins = origins;
        this.size = size;
    }

    static <V> DotIndex<V> empty() {
        return new DotIndex<>(PersistentMap.empty(), 0);
    }

    long size() {
        return size;
    }

    @Nullable
    V get(Dot dot) {
        PersistentLongMap<V> seqs = origins.get(dot.origin());
        return seqs == null ? null : seqs.get(dot.seq());
    }

    DotIndex<V> put(Dot dot, V value) {
        return put(dot, value, 0);
    }

    /** Returns the index with a dot that is not in it yet, and that weighs so much. */
    DotIndex<V> put(Dot dot, V value, long weight) {
        return with(dot.origin(), of(dot.origin()).put(dot.seq(), value, weight));
    }

    /** Returns the index without a dot that weighs so much. */
    DotIndex<V> remove(Dot dot, long weight) {
        return with(dot.origin(), of(dot.origin()).remove(dot.seq(), weight));
    }

    /**
     * Calls the action with every dot that {@code from} does not cover, ascending within each origin, in the order of
     * origins.
     *
     * @param all covers all dots there are, so that nobody looks where {@code from} covers as much
     */
    void forEachBetween(VersionVector from, VersionVector all, BiConsumer<Dot, V> action) {
        all.forEachDifference(
                from,
                (origin, last, after) ->
                        of(origin).forEachAfter(after, (seq, value) -> action.accept(new Dot(origin, seq), value)));
    }

    void forEach(BiConsumer<Dot, V> action) {
        origins.forEach((origin, seqs) -> seqs.forEach((seq, value) -> action.accept(new Dot(origin, seq), value)));
    }

    PersistentLongMap<V> of(Incarnation origin) {
        PersistentLongMap<V> seqs = origins.get(origin);
        return seqs == null ? PersistentLongMap.empty() : seqs;
    }

    private DotIndex<V> with(Incarnation origin, PersistentLongMap<V> seqs) {
        PersistentLongMap<V> before = of(origin);
        if (seqs == before) {
            return this;
        }
        PersistentMap<Incarnation, PersistentLongMap<V>> changed =
                seqs.isEmpty() ? origins.remove(origin) : origins.put(origin, seqs);
        return new DotIndex<>(changed, size - before.size() + seqs.size());
    }
}
