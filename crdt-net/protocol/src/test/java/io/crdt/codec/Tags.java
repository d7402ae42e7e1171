package io.crdt.codec;

/** First bytes of values that tests write by hand. */
final class Tags {

    static final int UNIT = 0;
    static final int LIST = 4;
    static final int PRESENT = 6;
    static final int TRUE = 8;
    static final int BIG_INTEGER = 17;
    static final int TALLY = 23;
    static final int MAX = 24;
    static final int PAIR = 26;
    static final int GROW_MAP = 27;
    static final int RESET_TALLY = 28;

    private Tags() {}
}
