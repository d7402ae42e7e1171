package io.crdt.demo.ui;

/**
 * What a dashboard is to be about.
 *
 * @param nodes how many nodes there are, 2 to {@link #MAX_NODES}
 * @param seed decides what is written
 * @param basePort the port of the first node, the others follow; 0 takes any free ones
 * @param intervalMillis how often each node probes a peer
 * @param pushDelayMillis how long each node gathers changes
 * @param pagePort the port of the page; one of the next if it is in use
 */
public record UiSettings(int nodes, long seed, int basePort, long intervalMillis, long pushDelayMillis, int pagePort) {

    /** How many nodes a page can show. */
    public static final int MAX_NODES = 100;

    /** Where the page is to be found unless that port is in use. */
    public static final int DEFAULT_PAGE_PORT = 8_080;
}
