package io.crdt.sim;

/**
 * One thing that is done to a node or the network. It says all about itself, chance included, so that leaving others out
 * does not change it; done to a node that is not there it is nothing.
 */
sealed interface Action permits NodeAction, Arrival, NetworkAction {

    void perform(Run run);
}
