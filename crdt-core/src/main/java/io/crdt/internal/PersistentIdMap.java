package io.crdt.internal;

/**
 * An immutable map from ids of 128 random bits to numbers other than 0, in the order of the ids as unsigned numbers, whose
 * versions share what they have in common. It answers what two maps differ in.
 *
 * <p>Replicas that have met a million others compare maps of a million rows all day, mostly equal ones, and mostly ones that
 * came by different ways and share no object. So it is a trie over the digits of the ids in which each node keeps the number
 * of its rows and a {@linkplain Summand sum} over them, as in the trees of Merkle (<i>A Digital Signature Based on a
 * Conventional Encryption Function</i>, 1987), but one that a change adjusts instead of computing it again. Where two nodes
 * have the same number and sum nobody looks further. To be comparable, tries of the same ids have to be of the same shape,
 * whatever happened to them before: a node is a leaf if and only if it has at most {@value IdNode#MAX_LEAF} rows. A tree
 * that is balanced by what happened, such as a B-tree, has equal sets in unequal nodes.
 *
 * <p>A row takes 24 bytes in the arrays of its leaf, and no object. Leaves have 16 rows or more where ids are random; then
 * all objects together take less than 32 bytes a row. For n rows reading, changing one and each difference of two maps cost
 * O(log n) steps. Ids that a hostile peer has made alike cost one node for each 4 bits that they have in common.
 */
public final class PersistentIdMap {

    private final IdNode root;
    private final Summand summand;

    private PersistentIdMap(IdNode root, Summand summand) {
        this.root = root;
        this.summand = summand;
    }

    /**
     * What a row adds to the sum of a map: two hashes of it, or at least what is different for different rows unless by an
     * accident of one in 2^128. Rows of equal sums are taken to be equal. That guards against accidents, not against
     * somebody who constructs rows of equal sums, who could as well send wrong rows.
     */
    public interface Summand {

        /** Returns what the row adds to the first sum. */
        long first(long high, long low, long value);

        /** Returns what the row adds to the second sum. */
        long second(long high, long low, long value);
    }

    /** Takes a row. */
    @FunctionalInterface
    public interface Row {

        /** Takes the upper and the lower half of the id, and the value. */
        void accept(long high, long low, long value);
    }

    /** Takes an id at which two maps differ. */
    @FunctionalInterface
    public interface Difference {

        /** Takes the upper and the lower half of the id, and both values, 0 for none. */
        void accept(long high, long low, long here, long there);
    }

    /** Returns the map of no rows. */
    public static PersistentIdMap empty(Summand summand) {
        return new PersistentIdMap(IdNode.EMPTY, summand);
    }

    /** Returns the number of rows. */
    public int size() {
        return root.size();
    }

    /** Returns the first sum over all rows. */
    public long firstSum() {
        return root.first;
    }

    /** Returns the second sum over all rows. */
    public long secondSum() {
        return root.second;
    }

    /** Returns the value of an id; 0 if there is none. */
    public long get(long high, long low) {
        return root.get(high, low, 0);
    }

    /** Returns this map with the value at the id; 0 takes the row away. */
    public PersistentIdMap with(long high, long low, long value) {
        return with(root.with(high, low, value, 0, summand));
    }

    /**
     * Returns this map with many values at once; 0 takes a row away.
     *
     * @param ids the upper and the lower half of each id, in the order of ids, none of them twice
     * @param values their values
     */
    public PersistentIdMap withAll(long[] ids, long[] values) {
        return with(
                root == IdNode.EMPTY && isWithoutZero(values)
                        ? IdNode.of(ids, values, 0, values.length, 0, summand)
                        : root.withAll(ids, values, 0, values.length, 0, /* raises= */ false, summand));
    }

    private static boolean isWithoutZero(long[] values) {
        for (long value : values) {
            if (value == 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the map that has of each id the greater value; one of the two if it is the same. */
    public PersistentIdMap union(PersistentIdMap other) {
        return either(other, IdNode.union(root, other.root, 0, summand));
    }

    /** Returns the map of the ids that both have, with the smaller value; one of the two if it is the same. */
    public PersistentIdMap intersection(PersistentIdMap other) {
        return either(other, IdNode.intersection(root, other.root, 0, summand));
    }

    private PersistentIdMap either(PersistentIdMap other, IdNode result) {
        return result == other.root && result != root ? other : with(result);
    }

    private PersistentIdMap with(IdNode changed) {
        return changed == root ? this : new PersistentIdMap(changed, summand);
    }

    /** Tells whether the other map has at least the value of each row. */
    public boolean isCoveredBy(PersistentIdMap other) {
        return root.isCoveredBy(other.root, 0);
    }

    /** Tells whether the other map has the same rows. */
    public boolean isSameAs(PersistentIdMap other) {
        return root.isSameAs(other.root);
    }

    /** Calls the action with every id at which the two maps differ, in their order. */
    public void forEachDifference(PersistentIdMap other, Difference action) {
        IdNode.forEachDifference(root, other.root, 0, summand, action);
    }

    /** Calls the action with every row, in the order of ids. */
    public void forEach(Row action) {
        root.forEach(action);
    }

    IdNode root() {
        return root;
    }
}
