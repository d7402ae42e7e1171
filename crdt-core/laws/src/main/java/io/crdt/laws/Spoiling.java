package io.crdt.laws;

/** One way in which a convergent type can be wrong. */
public enum Spoiling {
    LOSE_A_WRITTEN_PART("an operation loses the first thing that it writes"),
    LOSE_REMOVALS("an operation removes and replaces nothing"),
    REPLACE_NOTHING("a write leaves what it should replace beside it"),
    OPERATE_ON_NOTHING("an operation is made on the empty value and not on the one that is there"),
    WRITE_TWICE("an operation writes everything twice"),
    CLAIM_THE_WHOLE_CONTEXT("a delta claims to know all that its maker knows"),
    APPLY_DESPITE_THE_CONTEXT("a delta that comes late writes what was removed since"),
    KEEP_THE_LEAST_DOT("of what is concurrent at one place only the least dot stays"),
    JOIN_TAKES_LEFT("a join returns its left side"),
    GROUP_FORGETS("a group of two deltas is the second one"),
    RESET_DOES_NOTHING("a reset does nothing"),
    READER_OVERLOOKS_A_DOT("a reader overlooks the greatest dot");

    private final String statement;

    Spoiling(String statement) {
        this.statement = statement;
    }

    /** Returns what is wrong. */
    public String statement() {
        return statement;
    }
}
