package io.crdt.causal;

import io.crdt.internal.Hash64;
import io.crdt.internal.PersistentIdMap;
import io.crdt.lattice.Lattice;
import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything up to a sequence number from each incarnation: a causal context without gaps, and a lattice under the
 * pointwise maximum (Parker et al., <i>Detection of Mutual Inconsistency in Distributed Systems</i>, 1983).
 *
 * <p>Each life of a process that writes adds an incarnation for ever, since a peer may come back at any time that has not
 * seen its last write. So there may be a million of them, nearly all ended, and what a vector costs must follow from what
 * changes and not from how many there are. It is a {@link PersistentIdMap}: for n incarnations, reading, advancing and
 * adding one cost O(log n), and so does each difference of two vectors that are compared or joined, whether they share
 * anything or not. The incarnation that was advanced last stands beside the map, so that a run of writes of one replica
 * copies nothing.
 */
public final class VersionVector implements Coverage, Lattice<VersionVector> {

    /** Up to this number of changes, one after the other beats sorting them. */
    private static final int FEW = 4;

    private static final PersistentIdMap.Summand SUMMAND = new PersistentIdMap.Summand() {
        @Override
        public long first(long high, long low, long seq) {
            return Hash64.mix(Hash64.mix(high) + Long.rotateLeft(Hash64.mix(low), 21) + seq);
        }

        @Override
        public long second(long high, long low, long seq) {
            return Hash64.mix(low + Hash64.mix(high ^ 0x9e3779b97f4a7c15L * seq));
        }
    };

    /** The vector that covers nothing. */
    public static final VersionVector EMPTY = new VersionVector(PersistentIdMap.empty(SUMMAND));

    /** The numbers of all incarnations, all of them at least 1, but for the one that was set last. */
    private final PersistentIdMap seqs;

    /** The incarnation that was set last and its number, which stands beside the others; null if all are in the map. */
    private final @Nullable Incarnation last;

    private final long lastSeq;

    /**
     * All numbers in one map, once somebody has asked for it; it follows from the others. Threads that race for it write
     * equal maps.
     */
    private @Nullable PersistentIdMap all;

    private VersionVector(PersistentIdMap seqs) {
        this(seqs, null, 0);
    }

    private VersionVector(PersistentIdMap seqs, @Nullable Incarnation last, long lastSeq) {
        this.seqs = seqs;
        this.last = last;
        this.lastSeq = lastSeq;
    }

    private static VersionVector of(PersistentIdMap seqs) {
        return seqs.size() == 0 ? EMPTY : new VersionVector(seqs);
    }

    /** Returns the numbers of all incarnations, including the one that was set last. */
    private PersistentIdMap all() {
        if (last == null) {
            return seqs;
        }
        PersistentIdMap known = all;
        if (known == null) {
            known = seqs.with(last.high(), last.low(), lastSeq);
            all = known;
        }
        return known;
    }

    /** Returns the last sequence number that is covered of the origin; 0 if none is. */
    public long get(Incarnation origin) {
        return origin.equals(last) ? lastSeq : seqs.get(origin.high(), origin.low());
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
        long before = get(origin);
        return seq <= before ? this : changed(origin, seq, before);
    }

    private VersionVector changed(Incarnation origin, long seq, long before) {
        if (before == 0 || seq == 0) {
            return of(all().with(origin.high(), origin.low(), seq));
        }
        return new VersionVector(origin.equals(last) ? seqs : all(), origin, seq);
    }

    /**
     * Returns this vector with the origin set back (or forward) to {@code seq}; 0 forgets it.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public VersionVector withSeq(Incarnation origin, long seq) {
        requireNotNegative(origin, seq);
        long before = get(origin);
        return seq == before ? this : changed(origin, seq, before);
    }

    /**
     * Returns this vector with several origins set back (or forward) to the numbers; 0 forgets one. Many new ones cost
     * little more than sorting them.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public VersionVector withSeqs(Map<Incarnation, Long> changes) {
        changes.forEach(VersionVector::requireNotNegative);
        if (changes.size() > FEW) {
            return withMany(changes);
        }
        VersionVector changed = this;
        for (Map.Entry<Incarnation, Long> change : changes.entrySet()) {
            changed = changed.withSeq(change.getKey(), change.getValue());
        }
        return changed;
    }

    private VersionVector withMany(Map<Incarnation, Long> changes) {
        Incarnation[] origins = changes.keySet().toArray(Incarnation[]::new);
        Arrays.sort(origins);
        long[] ids = new long[2 * origins.length];
        long[] news = new long[origins.length];
        for (int i = 0; i < origins.length; i++) {
            ids[2 * i] = origins[i].high();
            ids[2 * i + 1] = origins[i].low();
            news[i] = changes.getOrDefault(origins[i], 0L);
        }
        PersistentIdMap before = all();
        PersistentIdMap after = before.withAll(ids, news);
        return after == before ? this : of(after);
    }

    private static void requireNotNegative(Incarnation origin, long seq) {
        if (seq < 0) {
            throw new IllegalArgumentException("a version must not be negative, but that of " + origin + " is " + seq);
        }
    }

    @Override
    public VersionVector join(VersionVector other) {
        if (this == other) {
            return this;
        }
        PersistentIdMap mine = all();
        PersistentIdMap theirs = other.all();
        return whichever(mine.union(theirs), mine, other, theirs);
    }

    /** Returns the greatest lower bound: what both vectors cover. */
    public VersionVector meet(VersionVector other) {
        if (this == other) {
            return this;
        }
        PersistentIdMap mine = all();
        PersistentIdMap theirs = other.all();
        return whichever(mine.intersection(theirs), mine, other, theirs);
    }

    private VersionVector whichever(
            PersistentIdMap result, PersistentIdMap mine, VersionVector other, PersistentIdMap theirs) {
        return result == mine ? this : result == theirs ? other : of(result);
    }

    /** Returns the part of this vector that {@code other} does not cover: origins it is behind on, with our numbers. */
    public VersionVector aheadOf(VersionVector other) {
        if (other.isEmpty()) {
            return this;
        }
        Rows ahead = new Rows();
        all().forEachDifference(other.all(), (high, low, mine, theirs) -> {
            if (mine > theirs) {
                ahead.add(high, low, mine);
            }
        });
        return ahead.vector();
    }

    /** The rows of a vector in the making, which come in their order. */
    private static final class Rows {
        private long[] ids = new long[8];
        private long[] seqs = new long[4];
        private int size;

        void add(long high, long low, long seq) {
            if (size == seqs.length) {
                ids = Arrays.copyOf(ids, 4 * size);
                seqs = Arrays.copyOf(seqs, 2 * size);
            }
            ids[2 * size] = high;
            ids[2 * size + 1] = low;
            seqs[size++] = seq;
        }

        VersionVector vector() {
            return size == 0 ? EMPTY : of(EMPTY.seqs.withAll(Arrays.copyOf(ids, 2 * size), Arrays.copyOf(seqs, size)));
        }
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

    /** Calls the action with every incarnation of which one vector covers more than the other, in their order. */
    public void forEachDifference(VersionVector other, Difference action) {
        if (seqs == other.seqs) {
            forEachDifferenceBeside(other, action);
        } else {
            all().forEachDifference(
                            other.all(),
                            (high, low, here, there) -> action.accept(new Incarnation(high, low), here, there));
        }
    }

    /** Calls the action with every difference of two vectors that differ in what stands beside their map. */
    private void forEachDifferenceBeside(VersionVector other, Difference action) {
        Incarnation mine = last;
        Incarnation theirs = other.last;
        boolean isTheirsFirst = mine == null || theirs != null && theirs.compareTo(mine) < 0;
        callIfDifferent(isTheirsFirst ? theirs : mine, other, action);
        if (mine != null && !mine.equals(theirs)) {
            callIfDifferent(isTheirsFirst ? mine : theirs, other, action);
        }
    }

    private void callIfDifferent(@Nullable Incarnation origin, VersionVector other, Difference action) {
        if (origin != null) {
            long here = get(origin);
            long there = other.get(origin);
            if (here != there) {
                action.accept(origin, here, there);
            }
        }
    }

    @Override
    public boolean leq(VersionVector other) {
        if (this == other) {
            return true;
        }
        if (size() > other.size()) {
            return false;
        }
        if (seqs == other.seqs) {
            return (last == null || lastSeq <= other.get(last))
                    && (other.last == null || get(other.last) <= other.lastSeq);
        }
        return all().isCoveredBy(other.all());
    }

    /** Returns how many operations this vector covers that {@code other} does not. */
    public long distanceFrom(VersionVector other) {
        long[] distance = {0};
        forEachDifference(other, (origin, mine, theirs) -> distance[0] += Math.max(0, mine - theirs));
        return distance[0];
    }

    /** Returns the number of incarnations of which anything is covered. */
    public int size() {
        return seqs.size();
    }

    /** Tells whether nothing is covered. */
    public boolean isEmpty() {
        return size() == 0;
    }

    /** Calls the action with every incarnation and its sequence number, in the order of incarnations. */
    public void forEach(ObjLongConsumer<Incarnation> action) {
        all().forEach((high, low, seq) -> action.accept(new Incarnation(high, low), seq));
    }

    /**
     * Returns a 64-bit digest of the content that is the same in every process. Equal vectors have equal digests; two
     * different ones have equal digests by accident only. It is kept, and costs nothing.
     */
    public long digest() {
        if (last == null) {
            return seqs.firstSum();
        }
        long before = seqs.get(last.high(), last.low());
        return seqs.firstSum()
                - SUMMAND.first(last.high(), last.low(), before)
                + SUMMAND.first(last.high(), last.low(), lastSeq);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof VersionVector vector
                        && size() == vector.size()
                        && digest() == vector.digest()
                        && all().isSameAs(vector.all());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(digest());
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        forEach((origin, seq) -> text.add(origin + "=" + seq));
        return text.toString();
    }
}
