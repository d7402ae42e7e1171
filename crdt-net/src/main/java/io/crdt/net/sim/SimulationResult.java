package io.crdt.net.sim;

import io.crdt.net.protocol.GossipCounts;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a simulation that broke no invariant.
 *
 * @param steps the steps made
 * @param operations the operations that changed something
 * @param events how often a node was told of anything
 * @param checks how often a changed state was checked
 * @param virtualMillis how long it was in the simulated world
 * @param millisToConverge how long it took from the end of all faults until all nodes were equal
 * @param roundsToConverge the same in gossip intervals, rounded up
 * @param restarts how many crashes there were
 * @param gossip the protocol's counts, summed over all lives of all nodes
 * @param messages how many messages were sent, by kind
 * @param lost how many of them never arrived
 * @param mostParked how many deltas waited at one node at most for what they build on
 * @param traceHash a hash over everything that happened; equal for equal options
 */
public record SimulationResult(
        int steps,
        int operations,
        long events,
        long checks,
        long virtualMillis,
        long millisToConverge,
        long roundsToConverge,
        int restarts,
        GossipCounts gossip,
        Map<String, Long> messages,
        long lost,
        int mostParked,
        long traceHash) {
    public SimulationResult {
        messages = Collections.unmodifiableMap(new TreeMap<>(messages));
    }
}
