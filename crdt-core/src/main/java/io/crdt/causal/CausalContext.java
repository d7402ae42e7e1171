package io.crdt.causal;

import io.crdt.internal.PersistentLongMap;
import io.crdt.internal.PersistentMap;
import io.crdt.lattice.Lattice;
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
        CausalContext[] grown = {this};
        dots.forEachDot(dot -> grown[0] = grown[0].with(dot));
        return grown[0];
    }

    /** Calls the action with every dot, in time O(dots), which is much more than the context is large. */
    public void forEachDot(Consumer<? super Dot> action) {
        vector.forEach((origin, last) -> {
            for (long seq = 1; seq <= last; seq++) {
                action.accept(new Dot(origin, seq));
            }
        });
        cloud.forEach((origin, dots) -> dots.forEach((seq, unit) -> action.accept(new Dot(origin, seq))));
    }

    @Override
    public CausalContext join(CausalContext other) {
        if (this == other) {
            return this;
        }
        VersionVector joinedVector = vector.join(other.vector);
        CausalContext joined = this;
        if (joinedVector != vector) {
            joined = of(joinedVector);
            for (Map.Entry<Incarnation, PersistentLongMap<Unit>> mine : cloud) {
                joined = joined.withAll(mine.getKey(), mine.getValue());
            }
        }
        for (Map.Entry<Incarnation, PersistentLongMap<Unit>> theirs : other.cloud) {
            joined = joined.withAll(theirs.getKey(), theirs.getValue());
        }
        return joined;
    }

    private CausalContext withAll(Incarnation origin, PersistentLongMap<Unit> dots) {
        CausalContext[] grown = {this};
        dots.forEach((seq, unit) -> grown[0] = grown[0].with(new Dot(origin, seq)));
        return grown[0];
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
