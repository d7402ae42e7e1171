package io.crdt.causal;

import io.crdt.internal.PersistentLongMap;
import io.crdt.internal.PersistentMap;
import io.crdt.lattice.Lattice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Any set of dots: a version vector and, beyond it, the single dots that came out of order. It is what a value that is
 * joined from deltas in arbitrary order knows of; a whole {@code Replica} needs only the vector.
 *
 * <p>A dot that closes the gap to the vector moves into it, so the form is canonical: equal sets are equal contexts.
 */
public final class CausalContext implements Coverage, Lattice<CausalContext> {

    /** The context that covers nothing. */
    public static final CausalContext EMPTY = new CausalContext(VersionVector.EMPTY, PersistentMap.empty());

    /** Up to this many dots are added one at a time, which costs less than rebuilding the vector. */
    private static final int FEW = 4;

    private final VersionVector vector;
    private final PersistentMap<Incarnation, PersistentLongMap<Unit>> cloud;

    private CausalContext(VersionVector vector, PersistentMap<Incarnation, PersistentLongMap<Unit>> cloud) {
        this.vector = vector;
        this.cloud = cloud;
    }

    /** Returns the context that covers what the vector covers. */
    public static CausalContext of(VersionVector vector) {
        return vector.isEmpty() ? EMPTY : new CausalContext(vector, PersistentMap.empty());
    }

    /** Returns the longest prefix from each origin: all of it but for the dots beyond a gap. */
    public VersionVector vector() {
        return vector;
    }

    /** Tells whether there is no gap, that is whether the {@link #vector} says it all. */
    @Override
    public boolean isContiguous() {
        return cloud.isEmpty();
    }

    @Override
    public boolean covers(Incarnation origin, long seq) {
        return vector.covers(origin, seq) || cloudCovers(origin, seq);
    }

    private boolean cloudCovers(Incarnation origin, long seq) {
        PersistentLongMap<Unit> beyond = cloud.isEmpty() ? null : cloud.get(origin);
        return beyond != null && beyond.get(seq) != null;
    }

    /** Returns this context with one more dot, in time O(log n) plus the dots whose gap it closes. */
    public CausalContext with(Dot dot) {
        Incarnation origin = dot.origin();
        long prefix = vector.get(origin);
        if (dot.seq() <= prefix || cloudCovers(origin, dot.seq())) {
            return this;
        }
        PersistentLongMap<Unit> beyond = cloud.isEmpty() ? null : cloud.get(origin);
        if (dot.seq() == prefix + 1) {
            return withPrefix(origin, dot.seq(), beyond);
        }
        PersistentLongMap<Unit> dots = beyond == null ? PersistentLongMap.empty() : beyond;
        return new CausalContext(vector, cloud.put(origin, dots.put(dot.seq(), Unit.UNIT)));
    }

    CausalContext withAll(DotSet dots) {
        if (dots instanceof Dot only) {
            return with(only);
        }
        List<Dot> all = new ArrayList<>(dots.size());
        dots.forEachDot(all::add);
        return withAll(all);
    }

    /**
     * Returns this context with more dots. However many new origins they are of, the vector is rebuilt once: in time
     * O(n + dots · log dots) for n origins.
     */
    CausalContext withAll(Collection<Dot> dots) {
        if (dots.size() <= FEW) {
            CausalContext grown = this;
            for (Dot dot : dots) {
                grown = grown.with(dot);
            }
            return grown;
        }
        Map<Incarnation, Long> prefixes = new HashMap<>();
        PersistentMap<Incarnation, PersistentLongMap<Unit>> rest = cloud;
        Dot[] sorted = dots.toArray(Dot[]::new);
        Arrays.sort(sorted);
        for (int i = 0, end; i < sorted.length; i = end) {
            Incarnation origin = sorted[i].origin();
            PersistentLongMap<Unit> present = cloud.get(origin);
            PersistentLongMap<Unit> beyond = present == null ? PersistentLongMap.empty() : present;
            long prefix = vector.get(origin);
            for (end = i; end < sorted.length && sorted[end].origin().equals(origin); end++) {
                long seq = sorted[end].seq();
                if (seq > prefix && beyond.get(seq) == null) {
                    beyond = beyond.put(seq, Unit.UNIT);
                }
                while (beyond.get(prefix + 1) != null) {
                    beyond = beyond.remove(++prefix);
                }
            }
            if (prefix > vector.get(origin)) {
                prefixes.put(origin, prefix);
            }
            if (beyond.isEmpty()) {
                rest = present == null ? rest : rest.remove(origin);
            } else if (beyond != present) {
                rest = rest.put(origin, beyond);
            }
        }
        return prefixes.isEmpty() && rest == cloud ? this : new CausalContext(vector.withSeqs(prefixes), rest);
    }

    /** Calls the action with every dot, in time O(dots), which is much more than the context is large. */
    public void forEachDot(Consumer<? super Dot> action) {
        vector.forEach((origin, last) -> {
            for (long seq = 1; seq <= last; seq++) {
                action.accept(new Dot(origin, seq));
            }
        });
        forEachBeyond(action);
    }

    @Override
    public CausalContext join(CausalContext other) {
        if (this == other) {
            return this;
        }
        VersionVector joinedVector = vector.join(other.vector);
        List<Dot> beyond = new ArrayList<>();
        other.forEachBeyond(beyond::add);
        if (joinedVector == vector) {
            return withAll(beyond);
        }
        forEachBeyond(beyond::add);
        return of(joinedVector).withAll(beyond);
    }

    private void forEachBeyond(Consumer<? super Dot> action) {
        cloud.forEach((origin, dots) -> dots.forEach((seq, unit) -> action.accept(new Dot(origin, seq))));
    }

    private CausalContext withPrefix(Incarnation origin, long seq, @Nullable PersistentLongMap<Unit> beyond) {
        if (beyond == null) {
            return new CausalContext(vector.advancedTo(origin, seq), cloud);
        }
        long last = seq;
        PersistentLongMap<Unit> rest = beyond;
        while (rest.get(last + 1) != null) {
            last++;
            rest = rest.remove(last);
        }
        VersionVector advanced = vector.advancedTo(origin, last);
        return new CausalContext(advanced, rest.isEmpty() ? cloud.remove(origin) : cloud.put(origin, rest));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CausalContext context && vector.equals(context.vector) && cloud.equals(context.cloud);
    }

    @Override
    public int hashCode() {
        return 31 * vector.hashCode() + cloud.hashCode();
    }

    @Override
    public String toString() {
        return cloud.isEmpty() ? vector.toString() : vector + " and " + cloud;
    }
}
