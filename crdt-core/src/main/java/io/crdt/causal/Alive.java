package io.crdt.causal;

/** Which dots are alive after a join of two stores of one dot each, which is what most joins come down to. */
enum Alive {
    MINE,
    THEIRS,
    BOTH,
    NEITHER;

    /** Returns what is left of a dot on either side; of the same dot on both it is mine. */
    static Alive afterJoin(
            Incarnation myOrigin, long mySeq, Incarnation theirOrigin, long theirSeq, Coverage mine, Coverage theirs) {
        if (!myOrigin.equals(theirOrigin)) {
            return of(!theirs.covers(myOrigin, mySeq), !mine.covers(theirOrigin, theirSeq));
        }
        if (mySeq == theirSeq) {
            return MINE;
        }
        // A gap-free side that has the later dot also covers the earlier one: that need not be looked up.
        return mySeq < theirSeq
                ? of(!theirs.isContiguous() && !theirs.covers(myOrigin, mySeq), !mine.covers(myOrigin, theirSeq))
                : of(!theirs.covers(theirOrigin, mySeq), !mine.isContiguous() && !mine.covers(theirOrigin, theirSeq));
    }

    private static Alive of(boolean mine, boolean theirs) {
        if (mine) {
            return theirs ? BOTH : MINE;
        }
        return theirs ? THEIRS : NEITHER;
    }
}
