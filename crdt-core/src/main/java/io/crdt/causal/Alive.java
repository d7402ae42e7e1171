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
        boolean oneOrigin = myOrigin.equals(theirOrigin);
        if (oneOrigin && mySeq == theirSeq) {
            return MINE;
        }
        // Who has a later dot of an origin and no gap covers the earlier one too: no need to look it up.
        boolean mineIsDead = oneOrigin && mySeq < theirSeq && theirs.isContiguous() || theirs.covers(myOrigin, mySeq);
        boolean theirsIsDead =
                oneOrigin && theirSeq < mySeq && mine.isContiguous() || mine.covers(theirOrigin, theirSeq);
        if (mineIsDead) {
            return theirsIsDead ? NEITHER : THEIRS;
        }
        return theirsIsDead ? MINE : BOTH;
    }
}
