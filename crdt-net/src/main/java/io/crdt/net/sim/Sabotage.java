package io.crdt.net.sim;

/**
 * What a simulated node does wrong on purpose, for tests of the simulator itself.
 *
 * @param sharesBeforePersisting it tells others of states that are not persisted yet
 * @param reusesIncarnations it writes under the name of its first life in every other one
 * @param forgetsOnRestart it starts again without what it had persisted
 */
record Sabotage(boolean sharesBeforePersisting, boolean reusesIncarnations, boolean forgetsOnRestart) {
    static final Sabotage NONE = new Sabotage(false, false, false);
}
