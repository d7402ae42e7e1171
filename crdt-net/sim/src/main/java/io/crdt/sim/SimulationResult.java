package io.crdt.sim;

import io.crdt.protocol.GossipCounts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a simulation that broke no invariant.
 *
 * @param steps the steps made
 * @param operations the operations that changed something
 * @param events how often a node's protocol was told of anything
 * @param checks how often a changed state was checked
 * @param virtualMillis how long it was in the simulated world
 * @param millisToConverge how long it took from the end of all faults until all nodes were equal
 * @param roundsToConverge the same in gossip intervals, rounded up
 * @param spreadMillis without faults, how long each operation took from its node to all others; else
 *     {@code millisToConverge}
 * @param restarts how many crashes there were
 * @param gossip the protocol's counts, summed over all lives of all nodes
 * @param messages how many messages were sent, by kind
 * @param lost how many of them never arrived
 * @param bytes what was sent
 * @param mostQueued the most messages that waited at once to go out on one link, and deltas at one node for what they build
 *     on
 * @param mostMemory the bytes that the largest replica took, estimated from its entries, removals and origins
 * @param longestLagMillis the longest time in which a node with a sound link to one that knew more learned nothing
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
        List<Long> spreadMillis,
        int restarts,
        GossipCounts gossip,
        Map<String, Long> messages,
        long lost,
        Bytes bytes,
        int mostQueued,
        long mostMemory,
        long longestLagMillis,
        long traceHash) {

    /**
     * What was sent, frames included.
     *
     * @param idlePerLinkRound how many bytes a link took in a gossip interval when nothing was to be said, both ways
     * @param perUpdate how many bytes all links took for each operation until all nodes were equal; NaN if the codec of the
     *     {@linkplain Wire#codec wire} has no form for a payload
     * @param redundantRatio how many entries and removals were delivered for each that was new to its receiver
     */
    public record Bytes(double idlePerLinkRound, double perUpdate, double redundantRatio) {}

    public SimulationResult {
        spreadMillis = List.copyOf(spreadMillis);
        messages = Collections.unmodifiableMap(new TreeMap<>(messages));
    }
}
