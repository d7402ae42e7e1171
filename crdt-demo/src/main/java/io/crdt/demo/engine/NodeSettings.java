package io.crdt.demo.engine;

/**
 * What the nodes are like.
 *
 * @param nodes how many there are
 * @param seed decides which node writes what
 * @param basePort the port of the first node, the others follow; 0 takes any free ones
 * @param intervalMillis how often each node probes a peer
 * @param pushDelayMillis how long each node gathers changes
 * @param discovery whether nodes are given one seed, find the others, and note who writes, all of which takes operations of
 *     their own; if not, each is given all others, and every operation is one of the workload
 */
public record NodeSettings(
        int nodes, long seed, int basePort, long intervalMillis, long pushDelayMillis, boolean discovery) {}
