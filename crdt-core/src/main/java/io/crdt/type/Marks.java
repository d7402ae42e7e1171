package io.crdt.type;

import io.crdt.causal.DotFun;

/** The marks that operations leave at an element of a set in which removals are alive too. */
final class Marks {

    static final Boolean ADDED = true;
    static final Boolean REMOVED = false;

    private Marks() {}

    /** Tells whether an addition is alive and no removal is. */
    static boolean onlyAdded(DotFun<Boolean> marks) {
        return !marks.isEmpty() && !hasRemoval(marks);
    }

    /** Tells whether a removal is alive. */
    static boolean hasRemoval(DotFun<Boolean> marks) {
        boolean[] removed = {false};
        marks.forEach((dot, mark) -> removed[0] |= mark.equals(REMOVED));
        return removed[0];
    }
}
