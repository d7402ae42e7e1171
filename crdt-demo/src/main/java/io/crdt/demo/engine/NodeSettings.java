package io.crdt.demo.engine;

/**
 * What the nodes are like.
 *
 * @param nodes how many there are
 * @param seed decides which node writes what
 * @param basePort the port of the first node, the others follow; 0 takes any free ones
 * @param intervalMillis how often each node probes a peer
 * @param pushDelayMillis how long each node gathers changes
 * @param discovery whether nodes get one seed, find the others and record who writes, which adds operations to those of the
 *     workload; if not, each node gets the addresses of all others, and only the workload writes
 */
public record NodeSettings(
        int nodes, long seed, int basePort, long intervalMillis, long pushDelayMillis, boolean discovery) {}
