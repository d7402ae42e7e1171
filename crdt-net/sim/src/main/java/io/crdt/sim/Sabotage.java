package io.crdt.sim;

/** What is done wrong on purpose, for tests of the simulator itself. */
enum Sabotage {
    NONE,

    /** A node tells others of states that are not persisted yet. */
    SHARES_BEFORE_PERSISTING,

    /** A node writes under the name of its first life in every other one. */
    REUSES_INCARNATIONS,

    /** A node starts again without what it had persisted. */
    FORGETS_ON_RESTART,

    /** A node that starts applies what is there of a record that was only partly written. */
    APPLIES_TORN_RECORDS,

    /** A node does not look whether it is among the members still. */
    OVERLOOKS_ITS_RETIREMENT,

    /** A node sends on a link that is busy. */
    DOES_NOT_WAIT,

    /** A node forgets what it knew now and then, without a restart. */
    GOES_BACK,

    /** The clock of a replica runs backwards. */
    CLOCK_RUNS_BACK,

    /** A node tells everybody all it has, whenever it wakes up. */
    CHATTERS
}
