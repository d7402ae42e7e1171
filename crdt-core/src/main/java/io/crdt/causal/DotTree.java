package io.crdt.causal;

import io.crdt.internal.PersistentLongMap;
import io.crdt.internal.PersistentMap;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Too many dots for an array to be copied at each change. No type brings that about, since a writer replaces its own dot;
 * but a peer can send it, dot by dot.
 */
final class DotTree implements DotSet {

    private final PersistentMap<Incarnation, PersistentLongMap<Unit>> origins;
    private final int size;

    private DotTree(PersistentMap<Incarnation, PersistentLongMap<Unit>> origins, int size) {
        this.origins = origins;
        this.size = size;
    }

    static DotTree of(DotSet dots) {
        if (dots instanceof DotTree tree) {
            return tree;
        }
        DotTree[] tree = {new DotTree(PersistentMap.empty(), 0)};
        dots.forEachDot(dot -> tree[0] = tree[0].plus(dot));
        return tree[0];
    }

    DotTree plus(Dot dot) {
        PersistentLongMap<Unit> seqs = origins.get(dot.origin());
        if (seqs == null) {
            seqs = PersistentLongMap.empty();
        }
        PersistentLongMap<Unit> more = seqs.put(dot.seq(), Unit.UNIT);
        return more == seqs ? this : new DotTree(origins.put(dot.origin(), more), size + 1);
    }

    DotTree minus(Dot dot) {
        PersistentLongMap<Unit> seqs = origins.get(dot.origin());
        if (seqs == null) {
            return this;
        }
        PersistentLongMap<Unit> fewer = seqs.remove(dot.seq());
        if (fewer == seqs) {
            return this;
        }
        return new DotTree(fewer.isEmpty() ? origins.remove(dot.origin()) : origins.put(dot.origin(), fewer), size - 1);
    }

    /** Returns these dots in the form for their number. */
    DotSet compact() {
        if (size > DotArray.MAX_COPIED / 2) {
            return this;
        }
        Dot[] dots = new Dot[size];
        int[] count = {0};
        forEachDot(dot -> dots[count[0]++] = dot);
        return DotArray.of(dots);
    }

    @Override
    public boolean contains(Dot dot) {
        PersistentLongMap<Unit> seqs = origins.get(dot.origin());
        return seqs != null && seqs.containsKey(dot.seq());
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEachDot(Consumer<? super Dot> action) {
        origins.forEach((origin, seqs) -> seqs.forEach((seq, unit) -> action.accept(new Dot(origin, seq))));
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof DotSet dots && DotArray.haveSame(this, dots);
    }

    @Override
    public int hashCode() {
        return DotArray.sumOfHashes(this);
    }

    @Override
    public String toString() {
        Dot[] dots = new Dot[size];
        int[] count = {0};
        forEachDot(dot -> dots[count[0]++] = dot);
        Arrays.sort(dots);
        return Arrays.toString(dots);
    }
}
