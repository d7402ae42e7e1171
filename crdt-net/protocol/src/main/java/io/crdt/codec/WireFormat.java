package io.crdt.codec;

import io.crdt.replica.ObjectId;

/** Numbers that both sides of the wire agree on, as WIRE.md tells. None of them may change without a new edition. */
final class WireFormat {

    /** What a link starts with: "CRDT" in ASCII. No message kind equals its first byte. */
    static final byte[] MAGIC = {'C', 'R', 'D', 'T'};

    /** The editions of the wire format that this build speaks: it can talk to a peer that speaks one of them. */
    static final int LOWEST_EDITION = 4;

    static final int HIGHEST_EDITION = 4;

    /** The flag of a hello which says that the sender's messages after it end with a checksum. */
    static final int CHECKSUMS = 1;

    /** Sequence numbers stay below this, so that adding two never overflows. */
    static final long MAX_SEQ = Long.MAX_VALUE / 2;

    /**
     * How many removals a message may mention beyond those that have bytes of their own: as many as a replica keeps on
     * record by default, since the receiver spends time on each of them.
     */
    static final int MAX_RUN_REMOVALS = 1 << 16;

    /**
     * How many dots of one incarnation may stand one after the other at one place. There is one, since a writer replaces its
     * own dot, and another one for each repair that brought back a dot or each copy of a machine that wrote there.
     */
    static final int MAX_DOTS_AT_ONE_PLACE = 16;

    /** How deep lists, optionals and stamps nest in a value. */
    static final int MAX_DEPTH = 32;

    /** How many leading steps an entry's path may take over from the path before it. */
    static final int MAX_SHARED_STEPS = 3;

    /** How many incarnations a link may know by number when a message ends; with more it forgets all of them. */
    static final int MAX_INCARNATIONS = 1 << 16;

    /** How much the names of the objects may weigh that a link knows by number; before it is more it forgets all. */
    static final int MAX_OBJECT_CHARS = 1 << 20;

    private static final long STORE_CHARS = 8;

    private WireFormat() {}

    /** Returns what an object weighs in a table: its names, and something for itself and each store of its shape. */
    static long charsOf(ObjectId object) {
        long stores = 1L + object.shape().size();
        return STORE_CHARS * stores + object.name().length() + object.type().length();
    }

    /** The first byte of every message but a hello. */
    static final class Kind {
        static final int HAVE = 1;
        static final int PUSH = 2;
        static final int PUSH_WITH_SURVIVORS = 3;
        static final int PROBE = 4;
        static final int BYE = 5;

        /** A probe with the digests that were sent last. */
        static final int PROBE_AGAIN = 6;

        static final int PRUNE = 7;
        static final int REPAIR = 8;
        static final int FORKED = 9;
        static final int DURABLE = 15;
        static final int CONFIRM = 16;

        private Kind() {}
    }

    /** The lowest three bits of the number that a removal starts with: a step of its operation, or one of these. */
    static final class Removals {
        static final int CODE_BITS = 3;
        static final int MAX_SHORT_STEP = 3;
        static final int LONG_FORM = 4;
        static final int GROUP = 5;
        static final int END = 6;

        /** How far removed dots may be apart for their distance and such a code to be one number. */
        static final long MAX_DISTANCE = 1L << 58;

        private Removals() {}
    }

    /** What is innermost in the maps of a shape: the lowest two bits of a number whose others count the maps. */
    static final class ShapeKind {
        static final int DOTS = 0;
        static final int VALUES = 1;
        static final int PAIR = 2;

        private ShapeKind() {}
    }

    /**
     * First bytes of values that the codec itself has to know; the others stand in {@code io.crdt.payload} with their kinds.
     * From {@link #STRING} on it also holds the length in bytes of a short string.
     */
    static final class Tag {
        static final int USER = 21;

        /** A string that has no UTF-8 form, since a surrogate in it has lost its partner: UTF-16 code units. */
        static final int UTF16_STRING = 22;

        static final int STRING = 0x80;
        static final int LONG_STRING = 0xff;

        private Tag() {}
    }
}
