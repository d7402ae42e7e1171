package io.crdt.causal;

import io.crdt.internal.Hash64;
import io.crdt.internal.PersistentMap;
import io.crdt.lattice.Lattice;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything up to a sequence number from each incarnation: a causal context without gaps, and a lattice under the
 * pointwise maximum (Parker et al., <i>Detection of Mutual Inconsistency in Distributed Systems</i>, 1983).
 *
 * <p>It is immutable. Reading and advancing cost O(log n) for n incarnations; comparing and joining two vectors cost what
 * they differ in if one descends from the other.
 */
public final class VersionVector implements Coverage, Lattice<VersionVector> {

    /** The vector that covers nothing. */
    public static final VersionVector EMPTY = new VersionVector(PersistentMap.empty());

    private final PersistentMap<Incarnation, Long> seqs;

    private VersionVector(PersistentMap<Incarnation, Long> seqs) {
        this.seqs = seqs;
    }

    /** Returns the last sequence number that is covered of the origin; 0 if none is. */
    public long get(Incarnation origin) {
        Long seq = seqs.get(origin);
        return seq == null ? 0 : seq;
    }

    @Override
    public boolean covers(Incarnation origin, long seq) {
        return seq <= get(origin);
    }

    @Override
    public boolean isContiguous() {
        return true;
    }

    /** Returns this vector, covering at least everything up to the dot from its origin. */
    public VersionVector advancedTo(Dot dot) {
        return advancedTo(dot.origin(), dot.seq());
    }

    /** Returns this vector, covering at least everything up to {@code seq} from the origin. */
    public VersionVector advancedTo(Incarnation origin, long seq) {
        Long present = seqs.get(origin);
        long covered = present == null ? 0 : present;
        return seq <= covered ? this : new VersionVector(seqs.put(origin, seq, present));
    }

    /** Returns this vector with the origin set back (or forward) to {@code seq}; 0 forgets it. */
    public VersionVector withSeq(Incarnation origin, long seq) {
        if (seq < 0) {
            throw new IllegalArgumentException("a version must not be negative, but is " + seq);
        }
        if (seq == get(origin)) {
            return this;
        }
        return new VersionVector(seq == 0 ? seqs.remove(origin) : seqs.put(origin, seq));
    }

    @Override
    public VersionVector join(VersionVector other) {
        return of(seqs.merge(other.seqs, new PersistentMap.Merger<Incarnation, Long>() {
            @Override
            public Long left(Incarnation origin, Long left) {
                return left;
            }

            @Override
            public Long right(Incarnation origin, Long right) {
                return right;
            }

            @Override
            public Long both(Incarnation origin, Long left, Long right) {
                return left >= right ? left : right;
            }
        }));
    }

    /** Returns the greatest lower bound: what both vectors cover. */
    public VersionVector meet(VersionVector other) {
        return of(seqs.merge(other.seqs, new PersistentMap.Merger<Incarnation, Long>() {
            @Override
            public @Nullable Long left(Incarnation origin, Long left) {
                return null;
            }

            @Override
            public @Nullable Long right(Incarnation origin, Long right) {
                return null;
            }

            @Override
            public Long both(Incarnation origin, Long left, Long right) {
                return left <= right ? left : right;
            }
        }));
    }

    /** Returns the part of this vector that {@code other} does not cover: origins it is behind on, with our numbers. */
    public VersionVector aheadOf(VersionVector other) {
        VersionVector[] ahead = {EMPTY};
        forEachDifference(other, (origin, mine, theirs) -> {
            if (mine > theirs) {
                ahead[0] = ahead[0].advancedTo(origin, mine);
            }
        });
        return ahead[0];
    }

    /** Takes what two vectors say of one incarnation. */
    @FunctionalInterface
    public interface Difference {

        /**
         * Takes one difference.
         *
         * @param origin the incarnation
         * @param here up to where this vector covers it
         * @param there up to where the other one does, which is not the same
         */
        void accept(Incarnation origin, long here, long there);
    }

    /**
     * Calls the action with every incarnation of which one vector covers more than the other, in no particular order; like
     * joining, in the time of what they differ in if one descends from the other.
     */
    public void forEachDifference(VersionVector other, Difference action) {
        PersistentMap<Incarnation, Long> unchanged =
                seqs.merge(other.seqs, new PersistentMap.Merger<Incarnation, Long>() {
                    @Override
                    public Long left(Incarnation origin, Long left) {
                        action.accept(origin, left, 0);
                        return left;
                    }

                    @Override
                    public @Nullable Long right(Incarnation origin, Long right) {
                        action.accept(origin, 0, right);
                        return null;
                    }

                    @Override
                    public Long both(Incarnation origin, Long left, Long right) {
                        if (!left.equals(right)) {
                            action.accept(origin, left, right);
                        }
                        return left;
                    }
                });
        assert unchanged == seqs;
    }

    @Override
    public boolean leq(VersionVector other) {
        if (this == other) {
            return true;
        }
        if (size() > other.size()) {
            return false;
        }
        boolean[] isAhead = {false};
        forEachDifference(other, (origin, mine, theirs) -> isAhead[0] |= mine > theirs);
        return !isAhead[0];
    }

    /** Returns how many operations this vector covers that {@code other} does not. */
    public long distanceFrom(VersionVector other) {
        long distance = 0;
        for (Map.Entry<Incarnation, Long> entry : seqs) {
            distance += Math.max(0, entry.getValue() - other.get(entry.getKey()));
        }
        return distance;
    }

    /** Returns the number of incarnations of which anything is covered. */
    public int size() {
        return seqs.size();
    }

    /** Tells whether nothing is covered. */
    public boolean isEmpty() {
        return seqs.isEmpty();
    }

    /** Calls the action with every incarnation and its sequence number, in the order of incarnations. */
    public void forEach(ObjLongConsumer<Incarnation> action) {
        sorted().forEach(action::accept);
    }

    /**
     * Returns a 64-bit digest of the content that is the same in every process. Equal vectors have equal digests; two
     * different ones have equal digests by accident only.
     */
    public long digest() {
        long sum = 0;
        for (Map.Entry<Incarnation, Long> entry : seqs) {
            Incarnation origin = entry.getKey();
            sum += Hash64.mix(
                    Hash64.mix(origin.high()) + Long.rotateLeft(Hash64.mix(origin.low()), 21) + entry.getValue());
        }
        return sum;
    }

    private VersionVector of(PersistentMap<Incarnation, Long> changed) {
        return changed == seqs ? this : changed.isEmpty() ? EMPTY : new VersionVector(changed);
    }

    private Map<Incarnation, Long> sorted() {
        return new TreeMap<>(seqs.asMap());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionVector vector && seqs.equals(vector.seqs);
    }

    @Override
    public int hashCode() {
        return seqs.hashCode();
    }

    @Override
    public String toString() {
        return sorted().toString();
    }
}
