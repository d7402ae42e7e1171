package io.crdt.causal;

import io.crdt.internal.Hash64;
import io.crdt.lattice.Lattice;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * Everything up to a sequence number from each incarnation: a causal context without gaps, and a lattice under the
 * pointwise maximum (Parker et al., <i>Detection of Mutual Inconsistency in Distributed Systems</i>, 1983).
 *
 * <p>It is immutable: an array of incarnations in their order, which versions share until one comes to know of another
 * incarnation, and an array of numbers, of which they share what has not changed. For n incarnations reading costs O(1),
 * advancing a known one copies a fraction of n, and nothing if the same one was advanced before; a new one, comparing and
 * joining cost O(n), at the speed of comparing arrays. Comparing and joining in a vector of few incarnations costs no more
 * than these are.
 */
public final class VersionVector implements Coverage, Lattice<VersionVector> {

    private static final int NOTHING = -1;

    /** Below this number of changes, updating in place beats a full rebuild. */
    private static final int FEW = 4;

    /** The vector that covers nothing. */
    public static final VersionVector EMPTY = new VersionVector(Origins.NONE, Seqs.of(new long[0], 0));

    private final Origins origins;

    /** The numbers of all origins, all of them at least 1, but for the one that was set last. */
    private final Seqs seqs;

    /** The index of the origin that was set last, and its number, which stands beside the others. */
    private final int lastIndex;

    private final long lastSeq;

    VersionVector(Origins origins, Seqs seqs) {
        this(origins, seqs, NOTHING, 0);
    }

    private VersionVector(Origins origins, Seqs seqs, int lastIndex, long lastSeq) {
        this.origins = origins;
        this.seqs = seqs;
        this.lastIndex = lastIndex;
        this.lastSeq = lastSeq;
    }

    /** Returns the last sequence number that is covered of the origin; 0 if none is. */
    public long get(Incarnation origin) {
        int index = indexOf(origin);
        return index < 0 ? 0 : seqAt(index);
    }

    private int indexOf(Incarnation origin) {
        return lastIndex >= 0 && origins.at(lastIndex) == origin ? lastIndex : origins.indexOf(origin);
    }

    private long seqAt(int index) {
        return index == lastIndex ? lastSeq : seqs.get(index);
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
        int index = indexOf(origin);
        if (index < 0) {
            return seq <= 0 ? this : withInserted(-1 - index, origin, seq);
        }
        return seq <= seqAt(index) ? this : withSeqAt(index, seq);
    }

    private VersionVector withInserted(int index, Incarnation origin, long seq) {
        return new VersionVector(origins.with(index, origin), draft().seqs().withInserted(index, seq, size()));
    }

    private VersionVector withSeqAt(int index, long seq) {
        boolean again = index == lastIndex || lastIndex == NOTHING;
        return new VersionVector(origins, again ? seqs : draft().seqs(), index, seq);
    }

    private Seqs.Draft draft() {
        Seqs.Draft draft = new Seqs.Draft(seqs);
        if (lastIndex != NOTHING) {
            draft.set(lastIndex, lastSeq);
        }
        return draft;
    }

    /**
     * Returns this vector with the origin set back (or forward) to {@code seq}; 0 forgets it.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public VersionVector withSeq(Incarnation origin, long seq) {
        requireNotNegative(origin, seq);
        int index = indexOf(origin);
        if (index < 0) {
            return seq == 0 ? this : withInserted(-1 - index, origin, seq);
        }
        if (seq == 0) {
            return rebuilt(Map.of(origin, seq));
        }
        return seq == seqAt(index) ? this : withSeqAt(index, seq);
    }

    /**
     * Returns this vector with several origins set back (or forward) to the numbers; 0 forgets one. However many are new, it
     * costs O(n) steps and sorting them.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public VersionVector withSeqs(Map<Incarnation, Long> changes) {
        if (changes.size() > FEW) {
            changes.forEach(VersionVector::requireNotNegative);
            return rebuilt(changes);
        }
        VersionVector changed = this;
        for (Map.Entry<Incarnation, Long> change : changes.entrySet()) {
            changed = changed.withSeq(change.getKey(), change.getValue());
        }
        return changed;
    }

    private static void requireNotNegative(Incarnation origin, long seq) {
        if (seq < 0) {
            throw new IllegalArgumentException("a version must not be negative, but that of " + origin + " is " + seq);
        }
    }

    private VersionVector rebuilt(Map<Incarnation, Long> changes) {
        TreeMap<Incarnation, Long> all = new TreeMap<>();
        forEach(all::put);
        all.putAll(changes);
        VectorAssembly assembly = new VectorAssembly(all.size());
        all.forEach(assembly::add);
        return assembly.vector();
    }

    @Override
    public VersionVector join(VersionVector other) {
        if (other.leq(this)) {
            return this;
        }
        if (leq(other)) {
            return other;
        }
        return size() < other.size() ? other.raisedTo(this) : raisedTo(other);
    }

    /** Joins in a vector that is no larger. */
    private VersionVector raisedTo(VersionVector other) {
        if (other.size() <= FEW) {
            VersionVector raised = this;
            for (int i = 0; i < other.size(); i++) {
                raised = raised.advancedTo(other.origins.at(i), other.seqAt(i));
            }
            return raised;
        }
        Seqs.Draft draft = draft();
        int index = -1;
        for (int i = 0; i < other.size(); i++) {
            index = origins.indexOf(other.origins.at(i), index + 1);
            if (index < 0) {
                return united(other);
            }
            if (other.seqAt(i) > seqAt(index)) {
                draft.set(index, other.seqAt(i));
            }
        }
        return new VersionVector(origins, draft.seqs());
    }

    private VersionVector united(VersionVector other) {
        VectorAssembly union = new VectorAssembly(size() + other.size());
        forEachInBoth(other, (origin, here, there) -> union.add(origin, Math.max(here, there)));
        return union.vector();
    }

    /** Returns the greatest lower bound: what both vectors cover. */
    public VersionVector meet(VersionVector other) {
        if (leq(other)) {
            return this;
        }
        if (other.leq(this)) {
            return other;
        }
        VectorAssembly common = new VectorAssembly(Math.min(size(), other.size()));
        forEachInBoth(other, (origin, here, there) -> common.add(origin, Math.min(here, there)));
        return common.vector();
    }

    /** Returns the part of this vector that {@code other} does not cover: origins it is behind on, with our numbers. */
    public VersionVector aheadOf(VersionVector other) {
        if (other.isEmpty()) {
            return this;
        }
        VectorAssembly ahead = new VectorAssembly(0);
        forEachDifference(other, (origin, mine, theirs) -> {
            if (mine > theirs) {
                ahead.add(origin, mine);
            }
        });
        return ahead.vector();
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
        if (origins.isSameAs(other.origins)) {
            for (int i = nextDifference(other, 0); i < size(); i = nextDifference(other, i + 1)) {
                callIfDifferent(origins.at(i), seqAt(i), other.seqAt(i), action);
            }
        } else {
            forEachInBoth(other, (origin, here, there) -> callIfDifferent(origin, here, there, action));
        }
    }

    private static void callIfDifferent(Incarnation origin, long here, long there, Difference action) {
        if (here != there) {
            action.accept(origin, here, there);
        }
    }

    /** Returns the first index from there on at which two vectors of the same origins may differ, or one out of bounds. */
    private int nextDifference(VersionVector other, int from) {
        int next = seqs == other.seqs ? Integer.MAX_VALUE : seqs.nextDifference(other.seqs, from);
        if (lastIndex >= from && lastIndex < next) {
            next = lastIndex;
        }
        return other.lastIndex >= from && other.lastIndex < next ? other.lastIndex : next;
    }

    /** Calls the action with every incarnation that either vector has, in their order. */
    private void forEachInBoth(VersionVector other, Difference action) {
        int i = 0;
        int j = 0;
        while (i < size() && j < other.size()) {
            Incarnation mine = origins.at(i);
            Incarnation theirs = other.origins.at(j);
            int order = mine == theirs ? 0 : mine.compareTo(theirs);
            if (order < 0) {
                action.accept(mine, seqAt(i++), 0);
            } else if (order > 0) {
                action.accept(theirs, 0, other.seqAt(j++));
            } else {
                action.accept(mine, seqAt(i++), other.seqAt(j++));
            }
        }
        for (; i < size(); i++) {
            action.accept(origins.at(i), seqAt(i), 0);
        }
        for (; j < other.size(); j++) {
            action.accept(other.origins.at(j), 0, other.seqAt(j));
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
        return origins.isSameAs(other.origins) ? isNowhereAhead(other) : isCovered(other);
    }

    private boolean isNowhereAhead(VersionVector other) {
        for (int i = nextDifference(other, 0); i < size(); i = nextDifference(other, i + 1)) {
            if (seqAt(i) > other.seqAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isCovered(VersionVector other) {
        int index = -1;
        for (int i = 0; i < size(); i++) {
            index = other.origins.indexOf(origins.at(i), index + 1);
            if (index < 0 || seqAt(i) > other.seqAt(index)) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many operations this vector covers that {@code other} does not. */
    public long distanceFrom(VersionVector other) {
        long[] distance = {0};
        forEachDifference(other, (origin, mine, theirs) -> distance[0] += Math.max(0, mine - theirs));
        return distance[0];
    }

    /** Returns the number of incarnations of which anything is covered. */
    public int size() {
        return origins.size();
    }

    /** Tells whether nothing is covered. */
    public boolean isEmpty() {
        return size() == 0;
    }

    /** Calls the action with every incarnation and its sequence number, in the order of incarnations. */
    public void forEach(ObjLongConsumer<Incarnation> action) {
        for (int i = 0; i < size(); i++) {
            action.accept(origins.at(i), seqAt(i));
        }
    }

    /**
     * Returns a 64-bit digest of the content that is the same in every process. Equal vectors have equal digests; two
     * different ones have equal digests by accident only.
     */
    public long digest() {
        long sum = 0;
        for (int i = 0; i < size(); i++) {
            Incarnation origin = origins.at(i);
            sum += Hash64.mix(Hash64.mix(origin.high()) + Long.rotateLeft(Hash64.mix(origin.low()), 21) + seqAt(i));
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionVector vector && size() == vector.size() && leq(vector) && vector.leq(this);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < size(); i++) {
            hash = 31 * hash + origins.at(i).hashCode() ^ Long.hashCode(seqAt(i));
        }
        return hash;
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        forEach((origin, seq) -> text.add(origin + "=" + seq));
        return text.toString();
    }
}
