package io.crdt.sim;

import java.util.List;

/** What is done to the nodes and the network, and when. Any part of it is a schedule too. */
record Schedule(List<Timed> actions) {

    /** An action and its time. */
    record Timed(long at, Action action) {}

    Schedule {
        actions = List.copyOf(actions);
    }
}
