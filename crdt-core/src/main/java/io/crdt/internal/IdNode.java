package io.crdt.internal;

import io.crdt.internal.PersistentIdMap.Difference;
import io.crdt.internal.PersistentIdMap.Row;
import io.crdt.internal.PersistentIdMap.Summand;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie of a {@link PersistentIdMap}: all rows whose ids begin with the same digits of four bits, as many as
 * the node is deep. It has what is asked of a whole subtree: the number of its rows and their sum.
 */
abstract sealed class IdNode {

    /** The most rows of a leaf; beyond that it is an inner node, and never otherwise. */
    static final int MAX_LEAF = 256;

    private static final int BITS = 4;
    private static final int FANOUT = 1 << BITS;
    private static final int DIGITS_OF_HALF = Long.SIZE / BITS;

    /** Which of two leaves has a greater value anywhere: the one, the other, or both. */
    private static final int MINE = 1;

    private static final int THEIRS = 2;
    private static final int BOTH = MINE | THEIRS;

    static final IdNode EMPTY = new Leaf(new long[0], new long[0], 0, 0);

    /** The sum of the rows, in two numbers that are added up each by itself. */
    final long first;

    final long second;

    private IdNode(long first, long second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Rows in the order of their ids. Ids and values stand apart: a value changes far more often than an id comes or goes,
     * and then only the values are copied.
     */
    private static final class Leaf extends IdNode {
        /** Of each row the upper and the lower half of its id. */
        final long[] ids;

        final long[] values;

        Leaf(long[] ids, long[] values, long first, long second) {
            super(first, second);
            this.ids = ids;
            this.values = values;
        }

        @Override
        int size() {
            return values.length;
        }

        IdNode withInserted(int place, long high, long low, long value, int depth, Summand summand) {
            int size = values.length;
            long[] moreIds = new long[2 * size + 2];
            System.arraycopy(ids, 0, moreIds, 0, 2 * place);
            moreIds[2 * place] = high;
            moreIds[2 * place + 1] = low;
            System.arraycopy(ids, 2 * place, moreIds, 2 * place + 2, 2 * (size - place));
            long[] moreValues = new long[size + 1];
            System.arraycopy(values, 0, moreValues, 0, place);
            moreValues[place] = value;
            System.arraycopy(values, place, moreValues, place + 1, size - place);
            return size == MAX_LEAF
                    ? of(moreIds, moreValues, 0, size + 1, depth, summand)
                    : new Leaf(
                            moreIds,
                            moreValues,
                            first + summand.first(high, low, value),
                            second + summand.second(high, low, value));
        }

        IdNode without(int row, Summand summand) {
            int size = values.length;
            if (size == 1) {
                return EMPTY;
            }
            long[] fewerIds = Arrays.copyOf(ids, 2 * size - 2);
            System.arraycopy(ids, 2 * row + 2, fewerIds, 2 * row, 2 * (size - 1 - row));
            long[] fewerValues = Arrays.copyOf(values, size - 1);
            System.arraycopy(values, row + 1, fewerValues, row, size - 1 - row);
            return new Leaf(
                    fewerIds,
                    fewerValues,
                    first - summand.first(ids[2 * row], ids[2 * row + 1], values[row]),
                    second - summand.second(ids[2 * row], ids[2 * row + 1], values[row]));
        }

        IdNode merged(long[] news, long[] newValues, int from, int to, int depth, boolean raises, Summand summand) {
            int most = values.length + to - from;
            long[] allIds = new long[2 * most];
            long[] allValues = new long[most];
            long allFirst = first;
            long allSecond = second;
            int count = 0;
            boolean sameIds = true;
            boolean sameValues = true;
            int mine = 0;
            int theirs = from;
            while (mine < values.length || theirs < to) {
                int order = mine == values.length
                        ? 1
                        : theirs == to ? -1 : IdNode.compare(ids[2 * mine], ids[2 * mine + 1], news, theirs);
                long high = order < 0 ? ids[2 * mine] : news[2 * theirs];
                long low = order < 0 ? ids[2 * mine + 1] : news[2 * theirs + 1];
                long before = order <= 0 ? values[mine++] : 0;
                long value = order < 0 ? before : newValues[theirs++];
                if (raises && value < before) {
                    value = before;
                }
                if (value != before) {
                    sameValues = false;
                    sameIds &= value != 0 && before != 0;
                    allFirst +=
                            sum(summand.first(high, low, value), value) - sum(summand.first(high, low, before), before);
                    allSecond += sum(summand.second(high, low, value), value)
                            - sum(summand.second(high, low, before), before);
                }
                if (value != 0) {
                    allIds[2 * count] = high;
                    allIds[2 * count + 1] = low;
                    allValues[count++] = value;
                }
            }
            if (sameValues) {
                return this;
            }
            if (count == 0 || count > MAX_LEAF) {
                return of(allIds, allValues, 0, count, depth, summand);
            }
            return new Leaf(
                    sameIds ? ids : Arrays.copyOf(allIds, 2 * count),
                    count == most ? allValues : Arrays.copyOf(allValues, count),
                    allFirst,
                    allSecond);
        }

        private static long sum(long hash, long value) {
            return value == 0 ? 0 : hash;
        }

        /** Returns whether this leaf or the other has a greater value anywhere, as far as the flags ask for it. */
        int ahead(Leaf other, int asked) {
            int ahead = 0;
            int mine = 0;
            int theirs = 0;
            while (mine < values.length && theirs < other.values.length) {
                if (ids[2 * mine] == other.ids[2 * theirs] && ids[2 * mine + 1] == other.ids[2 * theirs + 1]) {
                    long here = values[mine++];
                    long there = other.values[theirs++];
                    if (here == there) {
                        continue;
                    }
                    ahead |= here > there ? MINE : THEIRS;
                } else if (IdNode.compare(ids[2 * mine], ids[2 * mine + 1], other.ids, theirs) < 0) {
                    ahead |= MINE;
                    mine++;
                } else {
                    ahead |= THEIRS;
                    theirs++;
                }
                if ((ahead & asked) == asked) {
                    return ahead;
                }
            }
            return ahead | (mine < values.length ? MINE : 0) | (theirs < other.values.length ? THEIRS : 0);
        }

        IdNode common(IdNode other, int depth, Summand summand) {
            long[] commonIds = new long[ids.length];
            long[] commonValues = new long[values.length];
            int count = 0;
            for (int row = 0; row < values.length; row++) {
                long value = Math.min(values[row], other.get(ids[2 * row], ids[2 * row + 1], depth));
                if (value != 0) {
                    commonIds[2 * count] = ids[2 * row];
                    commonIds[2 * count + 1] = ids[2 * row + 1];
                    commonValues[count++] = value;
                }
            }
            return of(commonIds, commonValues, 0, count, depth, summand);
        }

        boolean isCovered(IdNode other, int depth) {
            if (other instanceof Leaf leaf) {
                return (ahead(leaf, MINE) & MINE) == 0;
            }
            for (int row = 0; row < values.length; row++) {
                if (values[row] > other.get(ids[2 * row], ids[2 * row + 1], depth)) {
                    return false;
                }
            }
            return true;
        }

        void forEachDifference(Leaf other, Difference action) {
            int mine = 0;
            int theirs = 0;
            while (mine < values.length || theirs < other.values.length) {
                int order = mine == values.length
                        ? 1
                        : theirs == other.values.length
                                ? -1
                                : IdNode.compare(ids[2 * mine], ids[2 * mine + 1], other.ids, theirs);
                long[] source = order <= 0 ? ids : other.ids;
                int row = order <= 0 ? mine : theirs;
                long here = order <= 0 ? values[mine++] : 0;
                long there = order >= 0 ? other.values[theirs++] : 0;
                if (here != there) {
                    action.accept(source[2 * row], source[2 * row + 1], here, there);
                }
            }
        }
    }

    /** Sixteen nodes, one for each next digit; those without rows are {@link #EMPTY}. */
    private static final class Inner extends IdNode {
        final IdNode[] children;
        final int size;

        Inner(IdNode[] children, int size, long first, long second) {
            super(first, second);
            this.children = children;
            this.size = size;
        }

        @Override
        int size() {
            return size;
        }

        IdNode withChild(int digit, IdNode child) {
            IdNode before = children[digit];
            IdNode[] changed = children.clone();
            changed[digit] = child;
            Inner inner = new Inner(
                    changed,
                    size - before.size() + child.size(),
                    first - before.first + child.first,
                    second - before.second + child.second);
            return inner.size > MAX_LEAF ? inner : inner.gathered();
        }

        /** Returns all rows as one leaf. */
        IdNode gathered() {
            long[] ids = new long[2 * size];
            long[] values = new long[size];
            int[] count = {0};
            forEach((high, low, value) -> {
                ids[2 * count[0]] = high;
                ids[2 * count[0] + 1] = low;
                values[count[0]++] = value;
            });
            return new Leaf(ids, values, first, second);
        }
    }

    abstract int size();

    /** Tells whether both have the same rows; but see what {@link Summand} says of sums. */
    boolean isSameAs(IdNode other) {
        return this == other || first == other.first && second == other.second && size() == other.size();
    }

    private static int digit(long high, long low, int depth) {
        return (int)
                        (depth < DIGITS_OF_HALF
                                ? high >>> Long.SIZE - BITS - BITS * depth
                                : low >>> 2 * Long.SIZE - BITS - BITS * depth)
                & FANOUT - 1;
    }

    private static int compare(long high, long low, long[] ids, int row) {
        long otherHigh = ids[2 * row];
        return high != otherHigh ? Long.compareUnsigned(high, otherHigh) : Long.compareUnsigned(low, ids[2 * row + 1]);
    }

    /**
     * Returns where the id stands in a leaf at this depth; if it is not there, −1 minus the place where it would. Ids are
     * random, so its next bits say nearly where: the root of the number of rows away, on average.
     */
    private static int indexOf(long high, long low, long[] ids, int depth) {
        int size = ids.length >> 1;
        long next = (depth < DIGITS_OF_HALF ? high : low) << BITS * depth; // Java takes the shift modulo 64
        int row = (int) ((next >>> Integer.SIZE) * size >>> Integer.SIZE);
        while (row < size && compare(high, low, ids, row) > 0) {
            row++;
        }
        while (row > 0 && compare(high, low, ids, row - 1) <= 0) {
            row--;
        }
        return row < size && ids[2 * row] == high && ids[2 * row + 1] == low ? row : -1 - row;
    }

    long get(long high, long low, int depth) {
        IdNode node = this;
        int digits = depth;
        while (node instanceof Inner inner) {
            node = inner.children[digit(high, low, digits++)];
        }
        Leaf leaf = (Leaf) node;
        int row = indexOf(high, low, leaf.ids, digits);
        return row < 0 ? 0 : leaf.values[row];
    }

    /** Returns this node with the value at the id; 0 takes the row away. */
    IdNode with(long high, long low, long value, int depth, Summand summand) {
        if (this instanceof Inner inner) {
            int digit = digit(high, low, depth);
            IdNode child = inner.children[digit];
            IdNode changed = child.with(high, low, value, depth + 1, summand);
            return changed == child ? this : inner.withChild(digit, changed);
        }
        Leaf leaf = (Leaf) this;
        int row = indexOf(high, low, leaf.ids, depth);
        if (row < 0) {
            return value == 0 ? this : leaf.withInserted(-1 - row, high, low, value, depth, summand);
        }
        long before = leaf.values[row];
        if (before == value) {
            return this;
        }
        if (value == 0) {
            return leaf.without(row, summand);
        }
        long[] values = leaf.values.clone();
        values[row] = value;
        return new Leaf(
                leaf.ids,
                values,
                first + summand.first(high, low, value) - summand.first(high, low, before),
                second + summand.second(high, low, value) - summand.second(high, low, before));
    }

    /**
     * Returns this node with many values, whose ids are in their order, none of them twice.
     *
     * @param raises whether the greater value stays; else the new one does, and 0 takes the row away
     */
    IdNode withAll(long[] ids, long[] values, int from, int to, int depth, boolean raises, Summand summand) {
        if (from == to) {
            return this;
        }
        if (this instanceof Leaf leaf) {
            return leaf.merged(ids, values, from, to, depth, raises, summand);
        }
        Inner inner = (Inner) this;
        IdNode[] children = inner.children.clone();
        boolean changed = false;
        for (int start = from, end; start < to; start = end) {
            int digit = digit(ids[2 * start], ids[2 * start + 1], depth);
            end = endOfDigit(ids, start, to, digit, depth);
            IdNode child = children[digit];
            children[digit] = child.withAll(ids, values, start, end, depth + 1, raises, summand);
            changed |= children[digit] != child;
        }
        return changed ? parent(children) : this;
    }

    private static int endOfDigit(long[] ids, int start, int to, int digit, int depth) {
        int end = start;
        while (end < to && digit(ids[2 * end], ids[2 * end + 1], depth) == digit) {
            end++;
        }
        return end;
    }

    /** Returns the node of rows in the order of their ids, none of them twice or with the value 0. */
    static IdNode of(long[] ids, long[] values, int from, int to, int depth, Summand summand) {
        if (from == to) {
            return EMPTY;
        }
        if (to - from > MAX_LEAF) {
            IdNode[] children = new IdNode[FANOUT];
            Arrays.fill(children, EMPTY);
            for (int start = from, end; start < to; start = end) {
                int digit = digit(ids[2 * start], ids[2 * start + 1], depth);
                end = endOfDigit(ids, start, to, digit, depth);
                children[digit] = of(ids, values, start, end, depth + 1, summand);
            }
            return parent(children);
        }
        long first = 0;
        long second = 0;
        for (int row = from; row < to; row++) {
            first += summand.first(ids[2 * row], ids[2 * row + 1], values[row]);
            second += summand.second(ids[2 * row], ids[2 * row + 1], values[row]);
        }
        return new Leaf(Arrays.copyOfRange(ids, 2 * from, 2 * to), Arrays.copyOfRange(values, from, to), first, second);
    }

    /** Returns the node of these children: a leaf, if they have few enough rows. */
    private static IdNode parent(IdNode[] children) {
        int size = 0;
        long first = 0;
        long second = 0;
        for (IdNode child : children) {
            size += child.size();
            first += child.first;
            second += child.second;
        }
        Inner parent = new Inner(children, size, first, second);
        return size > MAX_LEAF ? parent : size == 0 ? EMPTY : parent.gathered();
    }

    /** Keeps of each id the greater value. The result is one of the two nodes if nothing of the other is needed. */
    static IdNode union(IdNode one, IdNode other, int depth, Summand summand) {
        if (other == EMPTY || one.isSameAs(other)) {
            return one;
        }
        if (one == EMPTY) {
            return other;
        }
        if (one instanceof Inner mine && other instanceof Inner theirs) {
            IdNode[] children = new IdNode[FANOUT];
            for (int digit = 0; digit < FANOUT; digit++) {
                children[digit] = union(mine.children[digit], theirs.children[digit], depth + 1, summand);
            }
            return whicheverHas(children, mine, theirs);
        }
        if (one instanceof Leaf mine && other instanceof Leaf theirs) {
            int ahead = mine.ahead(theirs, BOTH);
            if (ahead != BOTH) {
                return ahead == THEIRS ? other : one;
            }
        }
        IdNode larger = other instanceof Inner ? other : one;
        Leaf leaf = (Leaf) (larger == one ? other : one);
        IdNode union = larger.withAll(leaf.ids, leaf.values, 0, leaf.size(), depth, /* raises= */ true, summand);
        return union.isSameAs(other) ? other : union;
    }

    private static IdNode whicheverHas(IdNode[] children, Inner mine, Inner theirs) {
        for (int digit = 0; digit < FANOUT; digit++) {
            if (children[digit] != mine.children[digit]) {
                IdNode made = parent(children);
                return made.isSameAs(theirs) ? theirs : made;
            }
        }
        return mine;
    }

    /** Keeps of the ids that both have the smaller value. The result is one of the two nodes if it is the same. */
    static IdNode intersection(IdNode one, IdNode other, int depth, Summand summand) {
        if (one == EMPTY || one.isSameAs(other)) {
            return one;
        }
        if (other == EMPTY) {
            return other;
        }
        if (one instanceof Inner mine && other instanceof Inner theirs) {
            IdNode[] children = new IdNode[FANOUT];
            for (int digit = 0; digit < FANOUT; digit++) {
                children[digit] = intersection(mine.children[digit], theirs.children[digit], depth + 1, summand);
            }
            return whicheverHas(children, mine, theirs);
        }
        if (one instanceof Leaf mine && other instanceof Leaf theirs) {
            int ahead = mine.ahead(theirs, BOTH);
            if (ahead != BOTH) {
                return ahead == MINE ? other : one;
            }
        }
        Leaf leaf = (Leaf) (one instanceof Leaf ? one : other);
        IdNode common = leaf.common(leaf == one ? other : one, depth, summand);
        return common.isSameAs(one) ? one : common.isSameAs(other) ? other : common;
    }

    /** Tells whether the other node has at least the value of each of these rows. */
    boolean isCoveredBy(IdNode other, int depth) {
        if (this == EMPTY || isSameAs(other)) {
            return true;
        }
        if (size() > other.size()) {
            return false;
        }
        if (this instanceof Leaf leaf) {
            return leaf.isCovered(other, depth);
        }
        for (int digit = 0; digit < FANOUT; digit++) {
            IdNode mine = ((Inner) this).children[digit];
            if (!mine.isCoveredBy(((Inner) other).children[digit], depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Calls the action with every id at which the two nodes differ, in their order. */
    static void forEachDifference(IdNode one, IdNode other, int depth, Summand summand, Difference action) {
        if (one.isSameAs(other)) {
            return;
        }
        if (one instanceof Leaf mine && other instanceof Leaf theirs) {
            mine.forEachDifference(theirs, action);
            return;
        }
        IdNode[] mine = one.children(depth, summand);
        IdNode[] theirs = other.children(depth, summand);
        for (int digit = 0; digit < FANOUT; digit++) {
            forEachDifference(mine[digit], theirs[digit], depth + 1, summand, action);
        }
    }

    /** Returns the children of this node, or those it would have if it were no leaf. */
    private IdNode[] children(int depth, Summand summand) {
        if (this instanceof Inner inner) {
            return inner.children;
        }
        Leaf leaf = (Leaf) this;
        IdNode[] children = new IdNode[FANOUT];
        Arrays.fill(children, EMPTY);
        for (int start = 0, end; start < leaf.size(); start = end) {
            int digit = digit(leaf.ids[2 * start], leaf.ids[2 * start + 1], depth);
            end = endOfDigit(leaf.ids, start, leaf.size(), digit, depth);
            children[digit] = of(leaf.ids, leaf.values, start, end, depth + 1, summand);
        }
        return children;
    }

    void forEach(Row action) {
        if (this instanceof Leaf leaf) {
            for (int row = 0; row < leaf.values.length; row++) {
                action.accept(leaf.ids[2 * row], leaf.ids[2 * row + 1], leaf.values[row]);
            }
        } else {
            for (IdNode child : ((Inner) this).children) {
                child.forEach(action);
            }
        }
    }

    /** Returns what the node is made of, for a test of its shape: null for a leaf. */
    IdNode @Nullable [] parts() {
        return this instanceof Inner inner ? inner.children : null;
    }
}
